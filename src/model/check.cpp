// check.cpp - looks up every name that a document uses.
#include "model/check.h"

#include <algorithm>
#include <set>

#include "lower.h"
#include "model/load_change.h"

namespace idp {
namespace {

bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') ||
           ('0' <= c && c <= '9') || c == '-';
  });
}

// Of the methods or the parameters.
template <class Named>
Status check_names(const Resource& resource, const std::vector<Named>& all,
                   const std::string& kind) {
  std::set<std::string_view> names;
  for (const Named& one : all) {
    if (names.insert(one.name).second) continue;
    return Error{resource.name + ": the " + kind + " " + one.name +
                 " is there twice"};
  }
  return {};
}

Status check_columns(const Resource& resource) {
  std::set<std::string> names = {std::string(kKeyColumn)};
  for (const Column& column : resource.columns) {
    // SQLite does not tell names apart by their case. In the text of a plan,
    // {LIMIT} is the query's own.
    if (!names.insert(lower(column.name)).second || column.name == "LIMIT") {
      return Error{resource.name + ": the name " + column.name +
                   " is there twice, or has a meaning of its own"};
    }
  }
  if (std::ranges::count(resource.parameters, Parameter::Place::server,
                         &Parameter::place) > 1) {
    return Error{resource.name + ": more than one parameter says which org"};
  }
  return {};
}

// A document that says SELECT and means DELETE would be a trap.
Status check_call(const Resource& resource, const Method& method) {
  const std::string name = resource.name + "." + method.name;
  if (method.selects() != (method.verb == Verb::get)) {
    return Error{name + " is for " + std::string(name_of(method.action)) +
                 ", but calls " + std::string(name_of(method.verb))};
  }
  for (const std::string part : {"/.", "/.."}) {
    if (method.path.ends_with(part) ||
        method.path.find(part + "/") != std::string::npos) {
      return Error{name + ": the path has the segment " + part.substr(1)};
    }
  }
  return {};
}

// What it finds is got by the one value that names a row.
Status check_if_not_found(const Resource& resource, const Method& method) {
  if (method.if_not_found.empty()) return {};
  const Method* list = resource.method(method.if_not_found);
  const Method* get = resource.lookup();
  if (method.returns_list || !list || !list->returns_list || !get ||
      get == &method || get->path_parameters.size() != 1) {
    return Error{resource.name + "." + method.name + " names " +
                 method.if_not_found +
                 ", which is no list of rows that are got by one value"};
  }
  return {};
}

// What it is asked by must be among the rows of the list.
Status check_listed_by(const Resource& resource, const Method& method) {
  if (method.listed_by.empty()) return {};
  const std::string says =
      resource.name + "." + method.name + " is listed by " + method.listed_by;
  const Method* list = resource.method(method.listed_by);
  if (!method.selects() || !list || !list->returns_list || list == &method) {
    return Error{says + ", which is no other list"};
  }
  for (const std::string& one : method.path_parameters) {
    const auto column = resource.column(resource.field_of(one));
    if (column && !resource.columns[*column].echo_only()) continue;
    return Error{says + ", of whose rows no field says the " + one};
  }
  for (const std::string& one : method.list_lacks) {
    if (resource.column(one)) continue;
    return Error{says + " but for " + one + ", which is not declared"};
  }
  return {};
}

// A value has one place in a call: the one that its parameter declares, or the
// filter.
Status check_places(const Resource& resource, const Method& method) {
  const std::string name = resource.name + "." + method.name;
  std::vector<std::pair<std::string, Parameter::Place>> uses;
  if (const Parameter* org = resource.org()) {
    uses.emplace_back(org->name, Parameter::Place::server);
  }
  for (const std::string& one : method.path_parameters) {
    uses.emplace_back(one, Parameter::Place::path);
  }
  for (const std::string& one : method.optional) {
    uses.emplace_back(one, Parameter::Place::query);
  }
  std::set<std::string> used;
  for (const auto& [one, place] : uses) {
    const Parameter* parameter = resource.parameter(one);
    const std::string what = name + " uses the parameter " + one;
    if (!parameter) return Error{what + ", which is not declared"};
    if (parameter->place != place) {
      return Error{what + " in another place than it declares"};
    }
    if (!used.insert(resource.field_of(one)).second) {
      return Error{what + " twice"};
    }
  }
  if (!method.filter) return {};
  if (const auto& sort = method.filter->sort) {
    for (const std::string& field : sort->fields) {
      if (!sort->by.empty() && !method.filter->term(field)) {
        return Error{name + " is sorted by " + field +
                     ", which it doesn't filter by"};
      }
    }
  }
  for (const FilterTerm& term : method.filter->terms) {
    const std::string what = name + " filters by " + term.field;
    if (!resource.column(term.field)) {
      return Error{what + ", which is not declared"};
    }
    const bool is_parameter = resource.parameter(term.field) != nullptr;
    const std::string& field =
        is_parameter ? resource.field_of(term.field) : term.field;
    if (!used.insert(field).second) return Error{what + " twice"};
  }
  return {};
}

Status check_method(const Resource& resource, const Method& method) {
  if (Status status = check_call(resource, method); !status) return status;
  if (Status status = check_places(resource, method); !status) return status;
  if (method.paging == Paging::offset && !resource.provider.offset_paging) {
    return Error{resource.name + "." + method.name +
                 " pages by offset, which " + resource.provider.name +
                 " does not describe"};
  }
  const Method* instead = resource.method(method.instead);
  if (!method.instead.empty() &&
      (instead == nullptr ||
       (!method.selects() && instead != resource.revocation()))) {
    return Error{resource.name + "." + method.name + " names " +
                 method.instead +
                 (instead == nullptr ? ", which is not declared"
                                     : ", which does not revoke a single row")};
  }
  if (!method.unseen.empty() && method.instead.empty()) {
    return Error{resource.name + "." + method.name +
                 " can't see all, and names no method instead"};
  }
  return {};
}

Status check_source(std::span<const Resource> catalog, const Resource& resource,
                    const Parameter& parameter) {
  const std::string table = parameter.from_table();
  const auto found = std::ranges::find(catalog, table, &Resource::name);
  const std::string name = resource.name + ": " + parameter.name;
  if (found == catalog.end() ||
      found->provider.name != resource.provider.name) {
    return Error{name + " comes from " + parameter.from +
                 ", which is no table of " + resource.provider.name};
  }
  for (const std::string& field :
       {parameter.from_field(), parameter.where_field}) {
    if (field.empty()) continue;
    const auto column = found->column(field);
    if (!column || found->columns[*column].echo_only()) {
      return Error{name + " comes from " + parameter.from + ", but " + table +
                   " has no field " + field};
    }
  }
  return {};
}

}  // namespace

Status check_provider(const Provider& provider) {
  if (!provider.domain.empty() && !provider.servers.empty()) {
    return Error{provider.name +
                 " has a domain and servers; orgs are below the one or at the "
                 "others"};
  }
  for (const auto& [name, value] : provider.token_headers) {
    if (!is_header_name(name)) {
      return Error{provider.name + ": \"" + name + "\" is no name of a header"};
    }
  }
  if (std::ranges::none_of(provider.token_headers, [](const auto& header) {
        return header.second.find("{token}") != std::string::npos;
      })) {
    return Error{provider.name + ": no header carries {token}"};
  }
  return {};
}

Status check_resource(const Resource& resource) {
  if (Status s = check_names(resource, resource.methods, "method"); !s) {
    return s;
  }
  if (Status s = check_names(resource, resource.parameters, "parameter"); !s) {
    return s;
  }
  if (Status status = check_columns(resource); !status) return status;
  if (Status status = check_reading(resource); !status) return status;
  for (const std::string& name : resource.key) {
    if (!resource.column(name)) {
      return Error{resource.name + ": the key has " + name +
                   ", which is not declared"};
    }
  }
  for (const Parameter& parameter : resource.parameters) {
    if (!parameter.field.empty() && !resource.column(parameter.field)) {
      return Error{resource.name + ": " + parameter.name + " stands for " +
                   parameter.field + ", which is not declared"};
    }
    if (!parameter.where_equals.empty() &&
        !resource.parameter(parameter.where_equals)) {
      return Error{resource.name + ": " + parameter.name + " depends on " +
                   parameter.where_equals + ", which is not declared"};
    }
  }
  for (const Method& method : resource.methods) {
    if (Status status = check_method(resource, method); !status) return status;
  }
  for (const Method& method : resource.methods) {
    if (Status s = check_if_not_found(resource, method); !s) return s;
    if (Status s = check_listed_by(resource, method); !s) return s;
    if (Status s = check_change(resource, method); !s) return s;
  }
  return {};
}

Status check_name(std::span<const Resource> catalog) {
  const std::string& name = catalog.back().name;
  if (name.starts_with("idp_") || name.starts_with("sqlite_")) {
    return Error{"no table may be called " + name};
  }
  if (std::ranges::count(catalog, name, &Resource::name) > 1) {
    return Error{"there is a table " + name + " already (\"replaces\": true)"};
  }
  return {};
}

Status check_sources(std::span<const Resource> catalog) {
  for (const Resource& resource : catalog) {
    if (Status s = check_saved(catalog, resource); !s) return s;
    for (const Parameter& parameter : resource.parameters) {
      if (parameter.from.empty()) continue;
      if (Status s = check_source(catalog, resource, parameter); !s) return s;
    }
  }
  return {};
}

}  // namespace idp
