// times.cpp - reads the forms in which people write times.
#include "plan/times.h"

#include <charconv>
#include <chrono>
#include <ctime>
#include <string_view>

namespace idp {
namespace {

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

}  // namespace

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

std::optional<std::string> shifted(const std::string& text,
                                   std::int64_t milliseconds) {
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
  const auto after = std::chrono::milliseconds(part(20, 3) + milliseconds);
  const auto whole = std::chrono::floor<std::chrono::seconds>(after);
  const std::time_t second = timegm(&utc) + whole.count();
  gmtime_r(&second, &utc);
  const int year = utc.tm_year + 1900;
  if (year < 1 || year > 9999) return std::nullopt;
  char date[32];
  std::strftime(date, sizeof date, "-%m-%dT%H:%M:%S.", &utc);
  return std::to_string(10'000 + year).substr(1) + date +
         std::to_string(1000 + (after - whole).count()).substr(1) + "Z";
}

}  // namespace idp
