// filter.cpp - writes comparisons that are never narrower than SQL's.
#include "plan/filter.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string_view>
#include <vector>

#include "json/is_utf8.h"
#include "json/tree.h"

namespace idp {
namespace {

struct Bound {
  Operator op;
  std::string value;
};

// The number that stands at these places, or -1.
int digits(const std::string& text, std::size_t at, std::size_t count) {
  int number = -1;
  if (at + count > text.size()) return -1;
  const char* begin = text.data() + at;
  if (*begin == '-') return -1;
  const auto [stop, problem] = std::from_chars(begin, begin + count, number);
  return problem == std::errc{} && stop == begin + count ? number : -1;
}

// "2026-01-31" and whatever follows.
bool starts_with_date(const std::string& text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  const int year = digits(text, 0, 4), month = digits(text, 5, 2),
            day = digits(text, 8, 2);
  if (year < 0 || month < 1 || month > 12) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const bool short_month =
      month == 4 || month == 6 || month == 9 || month == 11;
  const int last = month == 2 ? (leap ? 29 : 28) : short_month ? 30 : 31;
  return 1 <= day && day <= last;
}

// "2026-01-31T23:59:59.000Z": the provider's own form, in which text and
// instants have the same order.
bool is_timestamp(const std::string& text) {
  const auto in = [&](std::size_t at, std::size_t count, int below) {
    const int number = digits(text, at, count);
    return number >= 0 && number < below;
  };
  return text.size() == 24 && starts_with_date(text) && text[10] == 'T' &&
         text[13] == ':' && text[16] == ':' && text[19] == '.' &&
         text[23] == 'Z' && in(11, 2, 24) && in(14, 2, 60) && in(17, 2, 60) &&
         in(20, 3, 1000);
}

// What begins like a time, up to a year, month or day, is less than that time,
// and greater than all before it.
std::optional<Bound> prefix_bound(Operator op, const std::string& value) {
  constexpr std::string_view kFirstDay = "0000-01-01";
  if (value.size() != 4 && value.size() != 7 && value.size() != 10) return {};
  const std::string day = value + std::string(kFirstDay.substr(value.size()));
  if (!starts_with_date(day)) return {};
  const bool below = op == Operator::lt || op == Operator::le;
  if (!below && op != Operator::gt && op != Operator::ge) return {};
  return Bound{below ? Operator::lt : Operator::ge, day + "T00:00:00.000Z"};
}

std::optional<Bound> time_bound(Operator op, const std::string& value) {
  if (auto bound = prefix_bound(op, value)) return bound;
  if (!starts_with_date(value)) return std::nullopt;
  if (is_timestamp(value)) return Bound{op, value};
  const std::string day = value.substr(0, 10);
  switch (op) {
    case Operator::gt:
    case Operator::ge:
      return Bound{Operator::ge, day + "T00:00:00.000Z"};
    case Operator::lt:
    case Operator::le:
      return Bound{Operator::le, day + "T23:59:59.999Z"};
    case Operator::eq:
    case Operator::sw:
      break;
  }
  return std::nullopt;
}

// The same time, so many milliseconds later. Nothing where no year of four
// digits has it. REQUIRES: it is a timestamp.
std::optional<std::string> shifted(const std::string& text, int milliseconds) {
  const auto part = [&](std::size_t at, std::size_t count) {
    return digits(text, at, count);
  };
  std::tm utc{};
  utc.tm_year = part(0, 4) - 1900;
  utc.tm_mon = part(5, 2) - 1;
  utc.tm_mday = part(8, 2);
  utc.tm_hour = part(11, 2);
  utc.tm_min = part(14, 2);
  utc.tm_sec = part(17, 2);
  const int after = part(20, 3) + milliseconds + 1000;
  const std::time_t second = timegm(&utc) + after / 1000 - 1;
  gmtime_r(&second, &utc);
  const int year = utc.tm_year + 1900;
  if (year < 1 || year > 9999) return std::nullopt;
  char date[32];
  std::strftime(date, sizeof date, "-%m-%dT%H:%M:%S.", &utc);
  return std::to_string(10'000 + year).substr(1) + date +
         std::to_string(1000 + after % 1000).substr(1) + "Z";
}

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
  const bool time =
      field != resource.fields.end() && field->type_name == "date-time";
  if (value.empty() || !json::is_utf8(value)) return std::nullopt;
  std::optional<Bound> bound = time ? time_bound(op, value) : Bound{op, value};
  if (time && bound) bound = strict(term, *bound);
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
                        std::span<const Argument> arguments) {
  std::string all;
  std::size_t count = 0;
  for (const FilterTerm& term : filter.terms) {
    for (const Argument& argument : arguments) {
      if (argument.column != resource.column(term.field)) continue;
      auto text = any_of_text(resource, term, argument);
      if (!text || count == filter.most_terms) continue;
      if (!all.empty()) text->insert(0, kAnd);
      if (size_in_url(all) + size_in_url(*text) > kLongestFilter) continue;
      all += *text;
      ++count;
    }
  }
  return all.empty() ? filter.otherwise : all;
}

}  // namespace idp
