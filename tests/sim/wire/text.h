// text.h - the small grammars of HTTP: percent-encoding, queries, dates; and
// letters of either case.
// Pure functions; knows nothing of the org.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

using Query = std::map<std::string, std::string>;
// The same in an order that counts.
using Parameters = std::vector<std::pair<std::string, std::string>>;

// Everything but letters, digits and "-._~" as %XX.
std::string percent_encode(std::string_view text);
// The same with a blank as '+', as forms and Okta's links have it.
std::string form_encode(std::string_view text);
// "%zz" stays as it is.
std::string percent_decode(std::string_view text, bool plus_is_space);

// The segments of "/a%2Fb/c": "a/b" and "c". Split first, then decode.
std::vector<std::string> split_path(std::string_view raw_path);
// Of a name that stands there twice the first counts.
Query parse_query(std::string_view raw_query);

// ASCII letters, and in UTF-8 those of Latin-1, in lower case.
std::string lower(std::string_view text);

std::string iso_time(std::int64_t seconds);  // 2025-11-06T14:20:08.000Z
// The same of milliseconds.
std::string iso_time_ms(std::int64_t milliseconds);
std::string http_date(std::int64_t seconds);  // Thu, 11 Sep 2025 16:21:50 GMT
// Milliseconds since 1970; the fraction may be missing.
std::optional<std::int64_t> parse_iso_time(const std::string& text);

// Milliseconds since 1970 of RFC 3339, which names a zone: "Z", "+02:00".
std::optional<std::int64_t> parse_date_time(const std::string& text);

// Whether text fits the pattern, in which '*' stands for anything.
bool glob(std::string_view pattern, std::string_view text);

}  // namespace sim
