// check_saved.cpp - whether what a document says of an inventory fits what it
// and the tables beside it have.
#include <algorithm>

#include "model/check.h"

namespace idp {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_field(const Resource& resource, const std::string& name) {
  return std::ranges::count(resource.fields, name, &Field::name) > 0;
}

bool is_saved(const Resource& resource, const std::string& name) {
  return resource.saved && (contains(resource.key, name) ||
                            (is_field(resource, name) &&
                             !contains(resource.saved->without, name)));
}

// One of the tables that come before it in a refresh leads back to it.
bool leads_back(std::span<const Resource> catalog, const Resource& from,
                const Resource& to, std::size_t steps) {
  if (!from.saved || steps > catalog.size()) return from.saved.has_value();
  return std::ranges::any_of(from.saved->by, [&](const std::string& by) {
    const Parameter* parameter = from.parameter(by);
    if (parameter == nullptr || parameter->from.empty()) return false;
    const auto parent =
        std::ranges::find(catalog, parameter->from_table(), &Resource::name);
    return parent == catalog.end() || &*parent == &to ||
           leads_back(catalog, *parent, to, steps + 1);
  });
}

// The rows that a value gives are known by columns of both tables.
Status check_way(std::span<const Resource> catalog, const Resource& resource,
                 const std::string& name) {
  const std::string says = resource.name + " is saved by " + name;
  const Parameter* parameter = resource.parameter(name);
  if (parameter == nullptr || parameter->place != Parameter::Place::path ||
      parameter->from.empty()) {
    return Error{says + ", whose values no table lists"};
  }
  const auto parent =
      std::ranges::find(catalog, parameter->from_table(), &Resource::name);
  const bool own = parameter->where_equals.empty();
  if (parent == catalog.end() || !is_saved(*parent, parameter->from_field()) ||
      (!own && !is_saved(*parent, parameter->where_field)) ||
      !is_saved(resource, own ? name : parameter->where_equals)) {
    return Error{says + ", of which not all that is needed is saved"};
  }
  return {};
}

// What events name has to be known by columns that are saved.
Status check_log(std::span<const Resource> catalog, const Resource& resource) {
  const SavedLog& log = *resource.saved->log;
  const std::string says = resource.name + " is saved by a log, ";
  const bool list = resource.saved->by.empty();
  const Parameter* by = resource.parameter(log.by);
  if (!resource.provider.saved_events || by == nullptr ||
      (list
           ? resource.lookup() == nullptr || resource.key != std::vector{log.by}
           : !contains(resource.saved->by, log.by) ||
                 !by->where_equals.empty())) {
    return Error{says + "of which nothing tells by " + log.by};
  }
  const auto of =
      std::ranges::find(catalog, log.through_table(), &Resource::name);
  if ((!log.column.empty() || !log.repeats.empty()) &&
      (!is_saved(resource, log.column) || of == catalog.end() ||
       !is_saved(*of, log.through_field()))) {
    return Error{says + "through " + log.column + ", which is not saved"};
  }
  for (const std::string& name : log.drifts) {
    if (is_saved(resource, name)) continue;
    return Error{says + "with a column " + name + ", which is not saved"};
  }
  for (const std::string& name : log.after) {
    const auto table = std::ranges::find(catalog, name, &Resource::name);
    if (table != catalog.end() && is_saved(*table, log.by)) continue;
    return Error{says + "after " + name + ", where no " + log.by + " is saved"};
  }
  return {};
}

}  // namespace

Status check_saved(std::span<const Resource> catalog,
                   const Resource& resource) {
  if (!resource.saved) return {};
  const std::string says = resource.name + " is saved ";
  if (resource.org() == nullptr) return Error{says + "but has no org"};
  for (const std::string& name : resource.saved->without) {
    if (is_field(resource, name) && !contains(resource.key, name)) continue;
    return Error{says + "without " + name + ", which is no field to leave out"};
  }
  for (const std::string& name : resource.saved->indexed) {
    if (is_saved(resource, name)) continue;
    return Error{says + "with an index of " + name + ", which is not saved"};
  }
  for (const std::string name : {"came", "gone"}) {
    if (!resource.column(name)) continue;
    return Error{says + "though it has a column " + name};
  }
  for (const std::string& name : resource.saved->by) {
    if (Status s = check_way(catalog, resource, name); !s) return s;
  }
  if (resource.saved->log) {
    if (Status s = check_log(catalog, resource); !s) return s;
  }
  if (!leads_back(catalog, resource, resource, 0)) return {};
  return Error{says + "by a table that is saved by it"};
}

}  // namespace idp
