// inbox.h - what comes in while a request runs, bit by bit.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"
#include "lower.h"

namespace idp::http {

// A body larger than this fails the request: a page of 200 rows has some
// hundred kilobytes.
inline constexpr std::size_t kMaxBodyBytes = std::size_t{64} << 20;

// What libcurl's callbacks fill. False: no more is wanted.
struct Inbox {
  Response response;
  bool too_large = false;
  bool no_memory = false;  // for what came

  bool add_body(std::string_view data) {
    if (response.body.size() + data.size() > kMaxBodyBytes) {
      too_large = true;
      return false;
    }
    // One that is large is likely to grow by much. Of the room that it doesn't
    // take the system gives nothing.
    constexpr std::size_t kLarge = std::size_t{16} << 10;
    std::string& body = response.body;
    if (const std::size_t size = body.size() + data.size();
        size > kLarge && size > body.capacity()) {
      body.reserve(8 * size);
    }
    body.append(data);
    return true;
  }

  bool add_header(std::string_view line) {
    // A new status line: what came before belongs to an interim answer.
    if (line.starts_with("HTTP/")) response.headers.clear();
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return true;
    std::string name = lower(std::string(line.substr(0, colon)));
    std::string_view value = line.substr(colon + 1);
    constexpr std::string_view kBlanks = " \t\r\n";
    value.remove_prefix(
        std::min(value.find_first_not_of(kBlanks), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of(kBlanks) + 1));
    response.headers.emplace_back(std::move(name), value);
    return true;
  }
};

}  // namespace idp::http
