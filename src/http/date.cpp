// date.cpp - reads dates by libcurl's parser.
#include "http/date.h"

#include <curl/curl.h>

namespace idp::http {

std::optional<std::int64_t> parse_date(const std::string& text) {
  const time_t time = curl_getdate(text.c_str(), nullptr);
  if (time == -1) return std::nullopt;
  return static_cast<std::int64_t>(time);
}

}  // namespace idp::http
