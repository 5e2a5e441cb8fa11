// resource.cpp - looks things up in a resource.
#include "model/resource.h"

#include <algorithm>
#include <array>

namespace idp {
namespace {

constexpr std::array<std::string_view, 6> kOperators = {"eq", "gt", "ge",
                                                        "lt", "le", "sw"};

}  // namespace

std::string_view name_of(Operator op) {
  return kOperators[static_cast<std::size_t>(op)];
}

std::optional<Operator> operator_named(std::string_view name) {
  const auto found = std::ranges::find(kOperators, name);
  if (found == kOperators.end()) return std::nullopt;
  return static_cast<Operator>(found - kOperators.begin());
}

bool FilterTerm::takes(Operator op) const {
  const auto has = [&](Operator one) {
    return std::ranges::count(operators, one) > 0;
  };
  return has(op) || (op == Operator::ge && has(Operator::gt)) ||
         (op == Operator::le && has(Operator::lt));
}

const FilterTerm* Filter::term(std::string_view field) const {
  const auto found = std::ranges::find(terms, field, &FilterTerm::field);
  return found == terms.end() ? nullptr : &*found;
}

std::string_view sql_type(Type type) {
  switch (type) {
    case Type::integer:
    case Type::boolean:
      return "INTEGER";
    case Type::number:
      return "REAL";
    case Type::string:
    case Type::json:
      break;
  }
  return "TEXT";
}

bool Method::takes(std::string_view parameter) const {
  return std::ranges::count(path_parameters, parameter) > 0 ||
         std::ranges::count(optional, parameter) > 0 ||
         std::ranges::count(filter_parameters, parameter) > 0;
}

bool Method::is_off(std::string_view wanted) const {
  return !wanted.empty() && !route.empty() && route != wanted;
}

std::string Resource::long_name() const {
  const std::string prefix = provider.name + "_";
  return name.starts_with(prefix) ? name : prefix + name;
}

const Parameter* Resource::parameter(std::string_view wanted) const {
  const auto found = std::ranges::find(parameters, wanted, &Parameter::name);
  return found == parameters.end() ? nullptr : &*found;
}

const Method* Resource::method(std::string_view wanted) const {
  const auto found = std::ranges::find(methods, wanted, &Method::name);
  return found == methods.end() ? nullptr : &*found;
}

const Parameter* Resource::org() const {
  const auto found = std::ranges::find(parameters, Parameter::Place::server,
                                       &Parameter::place);
  return found == parameters.end() ? nullptr : &*found;
}

bool Resource::is_org(std::size_t column) const {
  if (column >= columns.size() || !columns[column].parameter) return false;
  return parameters[*columns[column].parameter].place ==
         Parameter::Place::server;
}

const Method* Resource::first(Action action) const {
  const auto found = std::ranges::find(methods, action, &Method::action);
  return found == methods.end() ? nullptr : &*found;
}

const Method* Resource::revocation() const { return first(Action::remove); }

bool Resource::changes() const { return first(Action::change) != nullptr; }

bool Resource::sets(std::size_t column) const {
  return std::ranges::any_of(methods, [&](const Method& method) {
    return method.sets && this->column(method.sets->field) == column;
  });
}

bool Resource::only_changes(const Parameter& parameter) const {
  bool taken = false;
  for (const Method& method : methods) {
    if (!method.takes(parameter.name)) continue;
    if (method.selects()) return false;
    taken = true;
  }
  return taken && parameter.place == Parameter::Place::query;
}

std::vector<const Parameter*> Resource::narrowing() const {
  std::vector<const Parameter*> found;
  for (const Parameter& one : parameters) {
    if (!one.from.empty()) found.push_back(&one);
  }
  const auto first = std::ranges::find_if(
      methods, [](const Method& method) { return !method.selects(); });
  if (!found.empty() || first == methods.end()) return found;
  for (const std::string& wanted : first->path_parameters) {
    found.push_back(parameter(wanted));
  }
  return found;
}

const Parameter* Resource::page_size(const Method& list) const {
  const std::string& size =
      list.paging == Paging::offset && provider.offset_paging
          ? provider.offset_paging->limit
      : list.paging == Paging::body && provider.body_paging
          ? provider.body_paging->limit
          : provider.link_paging.limit;
  const bool pages = list.paging != Paging::none && list.takes(size);
  return pages ? parameter(size) : nullptr;
}

const Method* Resource::bulk_revocation(const Method& list) const {
  if (!list.returns_list) return nullptr;
  const auto found = std::ranges::find_if(methods, [&](const Method& method) {
    return method.action == Action::remove && method.path == list.path;
  });
  return found == methods.end() ? nullptr : &*found;
}

bool Resource::said_by_path(const Method& list, std::size_t column) const {
  return std::ranges::any_of(parameters, [&](const Parameter& one) {
    const auto places = columns_of(one);
    const auto is_said = [&](const std::string& in_path) {
      return in_path == one.name ||
             parameter(in_path)->where_equals == one.name;
    };
    return std::ranges::count(places, column) > 0 &&
           (one.place == Parameter::Place::server ||
            std::ranges::any_of(list.path_parameters, is_said));
  });
}

const Method* Resource::lookup() const {
  const auto found = std::ranges::find_if(methods, [&](const Method& method) {
    return method.selects() && !method.returns_list &&
           std::ranges::all_of(method.path_parameters, [&](const auto& given) {
             return std::ranges::count(key, field_of(given)) > 0;
           });
  });
  return found == methods.end() ? nullptr : &*found;
}

const std::string& Resource::field_of(std::string_view wanted) const {
  const Parameter& given = *parameter(wanted);
  return given.field.empty() ? given.name : given.field;
}

bool Resource::is_time(std::string_view wanted) const {
  const auto field = std::ranges::find(fields, wanted, &Field::name);
  return field != fields.end() && field->type_name == "date-time";
}

std::optional<std::size_t> Resource::column(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &Column::name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::vector<std::size_t> Resource::columns_of(const Parameter& given) const {
  std::vector<std::size_t> found;
  for (const std::string& wanted : {given.name, given.field}) {
    if (const auto index = column(wanted)) found.push_back(*index);
  }
  return found;
}

std::vector<Provider> providers_of(const std::vector<Resource>& resources) {
  std::vector<Provider> providers;
  for (const Resource& one : resources) {
    if (std::ranges::find(providers, one.provider.name, &Provider::name) ==
        providers.end()) {
      providers.push_back(one.provider);
    }
  }
  return providers;
}

}  // namespace idp
