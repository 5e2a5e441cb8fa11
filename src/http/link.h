// link.h - the Link header (RFC 8288), as Okta pages with it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "result.h"

namespace idp::http {

// The URL of the link whose rel is "next", if there is one. Takes all Link
// header lines of an answer: Okta sends one for each link, proxies join them
// with commas. Fails where a line can't be read: a lost link would be a short
// table.
Result<std::optional<std::string>> next_link(
    std::span<const std::string> lines);

}  // namespace idp::http
