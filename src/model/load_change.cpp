// load_change.cpp - the words of DELETE and UPDATE methods.
#include "model/load_change.h"

#include <algorithm>
#include <array>

namespace idp {
namespace {

Action action_named(std::string_view name) {
  if (name == "SELECT") return Action::select;
  return name == "DELETE" ? Action::remove : Action::change;
}

Verb verb_named(std::string_view name) {
  if (name == "GET") return Verb::get;
  return name == "DELETE" ? Verb::del : Verb::post;
}

// A DELETE gets the key and nothing else. What revokes a whole list has its
// path from the list, in which the key has to say at least what that depends
// on.
Status check_key(const Resource& resource, const Method& method) {
  if (method.path_parameters.empty()) {
    return Error{resource.name + ": the path of " + method.name +
                 " names no row"};
  }
  const auto in_key = [&](const std::string& name) {
    return std::ranges::count(resource.key, name) > 0;
  };
  const bool of_list =
      std::ranges::any_of(resource.methods, [&](const Method& one) {
        return resource.bulk_revocation(one) == &method;
      });
  for (const std::string& name : method.path_parameters) {
    const std::string& owner = resource.parameter(name)->where_equals;
    if (!in_key(resource.field_of(name)) && !in_key(name) &&
        !(of_list && in_key(owner))) {
      return Error{resource.name + ": the key lacks " + name + ", which " +
                   method.name + " needs"};
    }
  }
  return {};
}

}  // namespace

std::string_view name_of(Verb verb) {
  constexpr std::array<std::string_view, 3> kVerbs = {"GET", "DELETE", "POST"};
  return kVerbs[static_cast<std::size_t>(verb)];
}

std::string_view name_of(Action action) {
  constexpr std::array<std::string_view, 3> kActions = {"SELECT", "DELETE",
                                                        "UPDATE"};
  return kActions[static_cast<std::size_t>(action)];
}

void load_change(Method& method, const json::Tree& tree) {
  method.action = action_named(tree.text("sql"));
  method.verb = verb_named(tree.text("http"));
  if (const json::Tree* when = tree.find("when")) {
    method.when = When{when->text("field"), json::texts(when->items("is")),
                       when->text("otherwise")};
  }
  if (const json::Tree* sets = tree.find("sets")) {
    method.sets =
        Sets{sets->text("field"), sets->text("to"), sets->text("on_the_way")};
  }
  method.repeatable = tree.flag("repeatable", true);
  method.ordered = tree.flag("ordered");
}

std::vector<std::pair<std::string, std::string>> load_refuses(
    const json::Tree& tree) {
  std::vector<std::pair<std::string, std::string>> refuses;
  if (const json::Tree* advice = tree.find("refuses")) {
    for (const auto& [sql, text] : advice->members()) {
      refuses.emplace_back(sql, text.text());
    }
  }
  return refuses;
}

std::vector<std::size_t> change_columns(const Resource& resource) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    const Column& column = resource.columns[i];
    const bool looked_at =
        std::ranges::any_of(resource.methods, [&](const Method& one) {
          return one.when && one.when->field == column.name;
        });
    if (looked_at || resource.sets(i) ||
        (column.parameter &&
         resource.only_changes(resource.parameters[*column.parameter]))) {
      found.push_back(i);
    }
  }
  return found;
}

// An UPDATE sets one field of the row; what it depends on is in the row, too.
Status check_change(const Resource& resource, const Method& method) {
  const std::string name = resource.name + "." + method.name;
  const bool changes = method.action == Action::change;
  if (changes != method.sets.has_value()) {
    return Error{name + (changes
                             ? " is for UPDATE, and doesn't say what it sets"
                             : " sets a field, and is not for UPDATE")};
  }
  if (method.selects() &&
      (method.when || method.ordered || !method.repeatable)) {
    return Error{name + " reads, and has words of a call that changes"};
  }
  for (const std::string& one :
       {method.sets ? method.sets->field : std::string(),
        method.sets ? method.sets->on_the_way : std::string(),
        method.when ? method.when->field : std::string()}) {
    const auto column = resource.column(one);
    if (one.empty() || (column && !resource.columns[*column].echo_only() &&
                        !resource.columns[*column].parameter)) {
      continue;
    }
    return Error{name + " depends on " + one + ", which is no field"};
  }
  return method.selects() ? Status() : check_key(resource, method);
}

}  // namespace idp
