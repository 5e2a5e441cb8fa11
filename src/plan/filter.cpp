// filter.cpp - writes comparisons that are never narrower than SQL's.
#include "plan/filter.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "json/is_utf8.h"
#include "json/tree.h"
#include "lower.h"
#include "plan/times.h"

namespace idp {
namespace {

// A term without ge or le has the millisecond before or behind.
std::optional<Bound> strict(const FilterTerm& term, const Bound& bound) {
  if (std::ranges::count(term.operators, bound.op) > 0) return bound;
  const bool from = bound.op == Operator::ge;
  if (!from && bound.op != Operator::le) return std::nullopt;
  auto value = shifted(bound.value, from ? -1 : 1);
  if (!value) return std::nullopt;
  return Bound{from ? Operator::gt : Operator::lt, *std::move(value)};
}

constexpr std::string_view kAnd = " and ";
constexpr std::string_view kOr = " or ";

// How long a text is in a URL: three bytes for each that is not unreserved (RFC
// 3986, 2.3).
std::size_t size_in_url(std::string_view text) {
  const auto plain = std::ranges::count_if(text, [](char c) {
    return ('0' <= c && c <= '9') || ('A' <= c && c <= 'Z') ||
           ('a' <= c && c <= 'z') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
  });
  return 3 * text.size() - 2 * static_cast<std::size_t>(plain);
}

}  // namespace

std::optional<std::string> comparison_text(const Resource& resource,
                                           const FilterTerm& term, Operator op,
                                           const std::string& value) {
  const auto field =
      std::ranges::find(resource.fields, term.field, &Field::name);
  const bool time = resource.is_time(term.field);
  if (value.empty() || !json::is_utf8(value)) return std::nullopt;
  std::optional<Bound> bound = time ? time_bound(op, value) : Bound{op, value};
  if (time && bound) bound = strict(term, *bound);
  if (op == Operator::sw && field != resource.fields.end() &&
      field->lower_case) {
    bound->value = lower(std::move(bound->value));
  }
  if (!bound) return std::nullopt;
  return term.name + " " + std::string(name_of(bound->op)) + " " +
         json::quote(bound->value);
}

namespace {

// The value, or one of the others.
std::optional<std::string> any_of_text(const Resource& resource,
                                       const FilterTerm& term,
                                       const Argument& argument) {
  auto text = comparison_text(resource, term, argument.op, argument.value);
  for (const std::string& other : argument.others) {
    const auto one = comparison_text(resource, term, argument.op, other);
    if (!text || !one) return std::nullopt;
    text->append(kOr).append(*one);
  }
  if (text && !argument.others.empty()) text = "(" + *text + ")";
  return text;
}

}  // namespace

std::size_t values_together(const Resource& resource, const FilterTerm& term,
                            const std::vector<std::string>& values,
                            std::size_t bytes) {
  std::size_t longest = 1;
  for (const std::string& value : values) {
    const auto text = comparison_text(resource, term, Operator::eq, value);
    if (text)
      longest = std::max(longest, size_in_url(*text + std::string(kOr)));
  }
  return std::clamp<std::size_t>(bytes / longest, 1, kMostTogether);
}

std::string filter_text(const Resource& resource, const Filter& filter,
                        std::span<const Argument> arguments,
                        const std::string* said) {
  std::string all;
  std::size_t count = 0;
  for (const FilterTerm& term : filter.terms) {
    const Parameter* parameter = resource.parameter(term.field);
    const bool needed =
        parameter && parameter->place == Parameter::Place::filter;
    for (const Argument& argument : arguments) {
      if (argument.column != resource.column(term.field)) continue;
      auto text = any_of_text(resource, term, argument);
      if (!text || count == filter.most_terms || (said && !needed)) continue;
      if (!all.empty()) text->insert(0, kAnd);
      const std::size_t size = size_in_url(all) + size_in_url(*text);
      if (!needed && size > kLongestFilter) continue;
      all += *text;
      ++count;
    }
  }
  if (all.empty()) return said ? *said : filter.otherwise;
  if (!said || said->empty()) return all;
  return "(" + *said + ")" + std::string(kAnd) + all;
}

}  // namespace idp
