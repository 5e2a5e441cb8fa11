// reach.cpp - looks at what a query names, and at what it doesn't.
#include "plan/reach.h"

#include <algorithm>

#include "plan/lister.h"

namespace idp {
namespace {

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::count(names, name) > 0;
}

// The parameters that say which list or row a method's call is about.
bool places(const Method& method, const Parameter& parameter) {
  return parameter.place == Parameter::Place::server ||
         is_in(method.path_parameters, parameter.name);
}

std::optional<std::size_t> key_term(const Given& given) {
  return given.term(given.resource.key_column());
}

// A page's size is nothing that one row could depend on.
bool sizes_pages(const Resource& resource, const Parameter& parameter) {
  return std::ranges::any_of(resource.methods, [&](const Method& method) {
    return resource.page_size(method) == &parameter;
  });
}

// Whether this call can be made for a row of the table, though a key doesn't
// say what is demanded beside it. What says which list or row the call is about
// is in the key, too, and SQLite compares the two.
bool can_look_up(const Given& given, const Method& lookup) {
  const Resource& resource = given.resource;
  const auto demanded = [&](std::size_t column) -> const Parameter* {
    if (column >= resource.columns.size()) return nullptr;
    const Column& one = resource.columns[column];
    if (!one.echo_only() || !one.parameter) return nullptr;
    const Parameter& parameter = resource.parameters[*one.parameter];
    return places(lookup, parameter) ? nullptr : &parameter;
  };
  return std::ranges::none_of(
             given.offer.constraints,
             [&](const Constraint& c) { return demanded(c.column); }) &&
         std::ranges::all_of(given.pins, [&](const Pin& pin) {
           const Parameter* parameter = demanded(pin.column);
           return !parameter || lookup.takes(parameter->name) ||
                  sizes_pages(resource, *parameter);
         });
}

// Of a row that is only changed, any value that it has but the one to be set
// says which is meant; of texts what comes behind one another doesn't, as all
// rows are behind the empty text.
bool tells_apart(const Given& given, const Constraint& c) {
  const Resource& resource = given.resource;
  if (resource.revocation() || !resource.narrowing().front()->from.empty() ||
      c.column >= resource.columns.size()) {
    return false;
  }
  const Column& column = resource.columns[c.column];
  const bool says = c.op == Operator::eq || c.op == Operator::sw ||
                    (c.op && resource.is_time(column.name));
  return says && !column.echo_only() && !resource.sets(c.column);
}

bool narrows(const Resource& resource, std::size_t column) {
  return std::ranges::any_of(resource.narrowing(), [&](const Parameter* one) {
    return std::ranges::count(resource.columns_of(*one), column) > 0;
  });
}

// Values that are named count even if the plan has no use for them; those of
// another table of an UPDATE … FROM, in any order of the join.
bool reaches_whole_org(const Given& given) {
  const Resource& resource = given.resource;
  const bool by_key =
      std::ranges::count(given.offer.used, resource.key_column()) > 0;
  if (!resource.revocation() && !given.offer.updates && !by_key) return false;
  return !resource.narrowing().empty() &&
         std::ranges::none_of(
             given.offer.constraints,
             [&](const Constraint& c) {
               return (c.usable || given.offer.updates) &&
                      ((c.op == Operator::eq && narrows(resource, c.column)) ||
                       tells_apart(given, c));
             }) &&
         std::ranges::none_of(given.pins, [&](const Pin& pin) {
           return narrows(resource, pin.column);
         });
}

bool reaches_whole_lists(const Given& given, const Plan& plan) {
  const Resource& resource = given.resource;
  const Method& method = resource.methods[*plan.method];
  if (plan.limited || !resource.bulk_revocation(method)) return false;
  return std::ranges::all_of(given.offer.used, [&](std::size_t column) {
    return resource.said_by_path(method, column);
  });
}

// Who gives the owner of what is listed has named it.
bool reaches_part(const Given& given, const Plan& plan) {
  const Resource& resource = given.resource;
  if (resource.methods[*plan.method].unseen.empty()) return false;
  return std::ranges::any_of(plan.each, [&](const std::string& name) {
    const Parameter* owner =
        resource.parameter(resource.parameter(name)->where_equals);
    return owner == nullptr || !given.giver(*owner);
  });
}

// Whether the rows of a list say what they would be asked for by that column.
bool tells(const Resource& resource, std::size_t index) {
  const Column& column = resource.columns[index];
  if (!column.parameter) return column.type == Type::string;
  const Parameter& parameter = resource.parameters[*column.parameter];
  if (parameter.place == Parameter::Place::server) return true;
  return parameter.place == Parameter::Place::path && !column.echo_only() &&
         column.type == Type::string;
}

bool is_listed(std::span<const Resource> catalog, const Given& given,
               std::string_view route, const Plan& plan) {
  const Resource& resource = given.resource;
  const Method& method = resource.methods[*plan.method];
  const Method* list = resource.method(method.listed_by);
  if (list == nullptr || plan.each.size() == method.path_parameters.size()) {
    return false;
  }
  const auto is_read = [&](const std::string& name) {
    const auto lister = lister_of(catalog, *resource.parameter(name));
    return lister && lister->method->path_parameters.empty();
  };
  return !list->is_off(route) &&
         std::ranges::all_of(list->path_parameters, is_read) &&
         std::ranges::none_of(
             plan.fields,
             [&](std::size_t column) {
               const std::string& name = resource.columns[column].name;
               return name == kRawColumn || is_in(method.list_lacks, name);
             }) &&
         std::ranges::all_of(plan.bindings,
                             [&](const Binding& one) {
                               return one.op == Operator::eq &&
                                      tells(resource, one.column);
                             }) &&
         std::ranges::all_of(given.pins, [&](const Pin& pin) {
           return tells(resource, pin.column);
         });
}

}  // namespace

std::optional<Choice> choose_by_key(const Given& given) {
  const Resource& resource = given.resource;
  const Method* lookup = resource.lookup();
  const auto term = key_term(given);
  if (!lookup || !term || !can_look_up(given, *lookup)) return std::nullopt;
  Choice choice;
  choice.terms = {*term};
  choice.requests = choice.rows = 1;
  choice.plan.method = static_cast<std::size_t>(lookup - &resource.methods[0]);
  choice.plan.by_key = true;
  for (const Parameter& parameter : resource.parameters) {
    // What is pinned is the same in the key of every row of the table.
    const bool pinned = std::ranges::any_of(
        resource.columns_of(parameter),
        [&](std::size_t column) { return given.pinned(column); });
    if (pinned || !places(*lookup, parameter)) continue;
    choice.plan.bindings.push_back(
        {*resource.column(resource.field_of(parameter.name)), Operator::eq});
  }
  return choice;
}

void mark_reach(std::span<const Resource> catalog, const Given& given,
                std::string_view route, Plan& plan) {
  plan.names_key =
      std::ranges::count(given.offer.used, given.resource.key_column()) > 0;
  plan.whole_lists = reaches_whole_lists(given, plan);
  plan.whole_org = !plan.by_key && reaches_whole_org(given);
  plan.partial = reaches_part(given, plan);
  plan.listed = is_listed(catalog, given, route, plan);
}

bool lacks_begin(const Resource& resource, const Plan& plan) {
  const Method& method = resource.methods[*plan.method];
  if (!method.between || plan.limited) return false;
  return std::ranges::none_of(plan.bindings, [&](const Binding& one) {
    const std::string& name = resource.columns[one.column].name;
    if (name == method.between->field) {
      return one.op != Operator::lt && one.op != Operator::le;
    }
    return method.filter &&
           (method.filter->term(name) || name == method.filter->parameter);
  });
}

bool should_be_parted(const Given& given, const Plan& plan) {
  return plan.whole_org &&
         std::ranges::any_of(given.offer.used, [&](std::size_t column) {
           return narrows(given.resource, column) &&
                  std::ranges::find(given.offer.constraints, column,
                                    &Constraint::column) ==
                      given.offer.constraints.end();
         });
}

}  // namespace idp
