// text.cpp - parses and writes these grammars.
#include "wire/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace sim {
namespace {

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string format_time(std::int64_t seconds, const char* format) {
  const std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), format, &parts);
  return {text.data(), n};
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::string form_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == ' ' ? "+" : percent_encode({&c, 1});
  }
  return out;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() &&
                       hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    if (coded) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' && plus_is_space ? ' ' : text[i];
    }
  }
  return out;
}

std::vector<std::string> split_path(std::string_view raw_path) {
  std::vector<std::string> segments;
  if (!raw_path.empty() && raw_path.front() == '/') raw_path.remove_prefix(1);
  for (std::size_t start = 0; start <= raw_path.size();) {
    const std::size_t end =
        std::min(raw_path.find('/', start), raw_path.size());
    segments.push_back(
        percent_decode(raw_path.substr(start, end - start), false));
    start = end + 1;
  }
  return segments;
}

Query parse_query(std::string_view raw_query) {
  Query query;
  for (std::size_t start = 0; start < raw_query.size();) {
    const std::size_t end =
        std::min(raw_query.find('&', start), raw_query.size());
    const std::string_view part = raw_query.substr(start, end - start);
    const std::size_t equals = std::min(part.find('='), part.size());
    const auto value = part.substr(equals == part.size() ? equals : equals + 1);
    if (!part.empty()) {
      query.emplace(percent_decode(part.substr(0, equals), true),
                    percent_decode(value, true));
    }
    start = end + 1;
  }
  return query;
}

std::string lower(std::string_view text) {
  std::string result(text);
  bool latin = false;
  for (char& c : result) {
    const auto byte = static_cast<unsigned char>(c);
    const bool ascii_upper = c >= 'A' && c <= 'Z';
    const bool latin_upper =
        latin && byte >= 0x80 && byte <= 0x9e && byte != 0x97;
    if (ascii_upper || latin_upper) c = static_cast<char>(byte + 0x20);
    latin = byte == 0xc3;
  }
  return result;
}

std::string iso_time(std::int64_t seconds) {
  return format_time(seconds, "%Y-%m-%dT%H:%M:%S.000Z");
}

std::string iso_time_ms(std::int64_t milliseconds) {
  std::string text = iso_time(milliseconds / 1000);
  std::array<char, 8> part{};
  std::snprintf(part.data(), part.size(), ".%03dZ",
                static_cast<int>(milliseconds % 1000));
  return text.replace(text.size() - 5, 5, part.data());
}

std::string http_date(std::int64_t seconds) {
  return format_time(seconds, "%a, %d %b %Y %H:%M:%S GMT");
}

std::optional<std::int64_t> parse_iso_time(const std::string& text) {
  std::tm parts{};
  int used = 0;
  const int fields = std::sscanf(
      text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon,
      &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &used);
  if (fields != 6) return std::nullopt;
  const std::string rest = text.substr(static_cast<std::size_t>(used));
  int milliseconds = 0;
  used = 0;
  if (std::sscanf(rest.c_str(), ".%3dZ%n", &milliseconds, &used) != 1) used = 1;
  if (!rest.ends_with('Z') || rest.size() != static_cast<std::size_t>(used)) {
    return std::nullopt;
  }
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return timegm(&parts) * 1000 + milliseconds;
}

std::optional<std::int64_t> parse_date_time(const std::string& text) {
  constexpr std::size_t seconds = 19;  // "2026-09-01T12:00:00"
  if (text.size() <= seconds) return std::nullopt;
  std::string digits, zone = text.substr(seconds);
  if (zone.starts_with('.')) {
    const std::size_t end = zone.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string::npos) return std::nullopt;
    digits = zone.substr(1, end - 1);
    zone.erase(0, end);
  }
  digits.resize(3, '0');
  auto time = parse_iso_time(text.substr(0, seconds) + "." + digits + "Z");
  if (!time || zone == "Z") return time;
  int hours = 0, minutes = 0, used = 0;
  const bool read = std::sscanf(zone.c_str(), "%*1[+-]%2d:%2d%n", &hours,
                                &minutes, &used) == 2;
  if (!read || zone.size() != static_cast<std::size_t>(used)) {
    return std::nullopt;
  }
  const std::int64_t ahead = (hours * 60 + minutes) * std::int64_t{60'000};
  return zone.starts_with('-') ? *time + ahead : *time - ahead;
}

bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace sim
