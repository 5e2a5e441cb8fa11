// parameters.h - headers that are made of parameters, `name="value"`: Link (RFC
// 8288), as Okta pages with it, and WWW-Authenticate (RFC 9110, 11.6.1).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"
#include "result.h"

namespace idp::http {

// The URL of the link whose rel is "next", if there is one. Takes all Link
// header lines of an answer: Okta sends one for each link, proxies join them
// with commas. Fails where a line can't be read: a lost link would be a short
// table.
Result<std::optional<std::string>> next_link(
    std::span<const std::string> lines);

// The value of a challenge's parameter such as `error` or `scope`; empty where
// there is none.
std::string challenge_parameter(std::string_view header, std::string_view name);
// The same of an answer's headers: the first that has one.
std::string challenge_parameter(const Response& response,
                                std::string_view name);

}  // namespace idp::http
