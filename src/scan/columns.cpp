// columns.cpp - looks a column up in the page, and else among the parameters.
#include "scan/columns.h"

#include <algorithm>
#include <charconv>

#include "lower.h"
#include "number.h"

namespace idp {
namespace {

bool is_number(const std::string& text, double number) {
  double read = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = read_number(text.data(), end, read);
  return problem == std::errc{} && stop == end && read == number;
}

struct Equals {
  const std::string& value;
  const Collation collation;

  bool operator()(std::monostate) const { return false; }
  bool operator()(bool cell) const { return (*this)(std::int64_t{cell}); }
  bool operator()(std::int64_t cell) const {
    return whole_number(value) == cell ||
           is_number(value, static_cast<double>(cell));
  }
  bool operator()(double cell) const { return is_number(value, cell); }
  bool operator()(std::string_view cell) const {
    return collation == Collation::nocase
               ? lower(std::string(cell)) == lower(value)
               : cell == value;
  }
  bool operator()(const Json& cell) const { return cell.text == value; }
};

bool equals(const Cell& cell, const std::string& value, Collation collation) {
  return std::visit(Equals{value, collation}, cell);
}

// Whether a field of that type may hold this as a row's own id.
bool is_id(const Cell& cell, Type type) {
  if (type == Type::integer) return std::holds_alternative<std::int64_t>(cell);
  const auto* text = std::get_if<std::string_view>(&cell);
  return text != nullptr && !text->empty();
}

}  // namespace

Columns::Columns(const Resource& resource,
                 const std::vector<std::size_t>& decoded)
    : resource_(resource), layout_(resource.columns.size(), -1) {
  for (const std::size_t column : decoded) {
    const std::string& path = resource.columns[column].json_path;
    const auto found = std::ranges::find(json_paths_, path);
    layout_[column] = static_cast<int>(found - json_paths_.begin());
    if (found == json_paths_.end()) json_paths_.push_back(path);
  }
  for (const Column& column : resource.columns) {
    Echo& echo = echoes_.emplace_back();
    if (!column.parameter) continue;
    echo.parameter = &resource.parameters[*column.parameter];
    echo.givers = resource.columns_of(*echo.parameter);
    const bool by_all = resource.only_changes(*echo.parameter);
    for (const Method& method : resource.methods) {
      if (by_all || method.takes(echo.parameter->name)) {
        echo.takers.push_back(&method);
      }
    }
  }
}

Cell Columns::cell(const Listing& listing, const json::Page& page,
                   std::size_t row, std::size_t index) const {
  if (layout_[index] >= 0) {
    const Cell cell = page.cell(row, static_cast<std::size_t>(layout_[index]));
    if (!std::holds_alternative<std::monostate>(cell)) return cell;
  }
  const Echo& own = echoes_[index];
  return own.parameter ? echo(listing, own) : Cell(std::monostate{});
}

std::optional<std::string> Columns::unnamed(const Step& step,
                                            const json::Page& page) const {
  const Resource& resource = *step.resource;
  const std::size_t id = *resource.column(resource.key.back());
  const int place = !step.next ? layout_[id] : step.value_column == id ? 0 : -1;
  for (std::size_t row = 0; place >= 0 && row < page.rows(); ++row) {
    const Cell cell = page.cell(row, static_cast<std::size_t>(place));
    const Type type = resource.columns[id].type;
    if (is_id(cell, type)) continue;
    const std::string of = step.method->returns_list
                               ? "element " + std::to_string(row) + " of "
                               : "";
    const bool none = std::holds_alternative<std::monostate>(cell);
    return of + "the answer has " +
           (none ? "no " + resource.key.back()
                 : "a " + resource.key.back() + " that is " +
                       (type == Type::integer ? "no whole number"
                                              : "no text or empty")) +
           ", which names a row of " + resource.name +
           ": that is not what is documented";
  }
  return std::nullopt;
}

bool Columns::holds(const Listing& listing, const json::Page& page,
                    std::size_t row) const {
  return std::ranges::all_of(
      listing.root->arguments, [&](const Argument& asked) {
        const Column& column = resource_.columns[asked.column];
        if (asked.op != Operator::eq || column.echo_only()) return true;
        const Cell shown = cell(listing, page, row, asked.column);
        const auto is = [&](const std::string& value) {
          return equals(shown, value, column.collation);
        };
        return is(asked.value) || std::ranges::any_of(asked.others, is);
      });
}

Cell Columns::echo(const Listing& listing, const Echo& echo) const {
  const Parameter& parameter = *echo.parameter;
  const std::string* value = value_of(echo.givers, listing.arguments);
  if (parameter.place == Parameter::Place::server) {
    return std::string_view(value ? *value : listing.list->org->subdomain);
  }
  if (std::ranges::count(echo.takers, listing.step->method) == 0) {
    return std::monostate{};
  }
  if (value == nullptr) {
    if (!parameter.fallback) return std::monostate{};
    return std::int64_t{*parameter.fallback};
  }
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  if (parameter.type != Type::string &&
      std::from_chars(value->data(), end, number).ptr == end) {
    return number;
  }
  return std::string_view(*value);
}

}  // namespace idp
