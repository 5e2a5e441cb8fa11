// timestamp.cpp - reads the clock, and writes what it says.
#include "system/timestamp.h"

#include <chrono>
#include <random>

namespace idp {
namespace {

std::string padded(long number, std::size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

std::string timestamp() {
  using std::chrono::floor;
  const auto now =
      floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto day = floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return padded(int{date.year()}, 4) + "-" +
         padded(static_cast<long>(unsigned{date.month()}), 2) + "-" +
         padded(static_cast<long>(unsigned{date.day()}), 2) + "T" +
         padded(time.hours().count(), 2) + ":" +
         padded(time.minutes().count(), 2) + ":" +
         padded(time.seconds().count(), 2) + "." +
         padded(time.subseconds().count(), 3) + "Z";
}

std::string unique_timestamp() {
  return timestamp() + "-" + std::to_string(std::random_device{}());
}

}  // namespace idp
