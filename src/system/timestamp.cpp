// timestamp.cpp - reads the clock, and writes what it says.
#include "system/timestamp.h"

#include <chrono>
#include <ctime>

#include "system/random.h"

namespace idp {

std::string timestamp() {
  using std::chrono::floor;
  const auto now = std::chrono::system_clock::now();
  const auto second = floor<std::chrono::seconds>(now);
  const std::time_t time = std::chrono::system_clock::to_time_t(second);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%FT%T.", &utc);
  const auto rest = floor<std::chrono::milliseconds>(now - second);
  return text + std::to_string(1000 + rest.count()).substr(1) + "Z";
}

std::int64_t unix_time() {
  return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
}

std::string unique_timestamp() {
  return timestamp() + "-" + std::to_string(random_number());
}

}  // namespace idp
