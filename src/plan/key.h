// key.h - the name of a row: its org and what identifies it there, percent-
// encoded ("acme/00u1/0oa2/oar3"). A DELETE gets nothing but this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/url.h"

namespace idp {

// Nothing where the org, the first part, or the row's own id, the last one, is
// empty: such a row has no name. Others may be: not every row has them.
std::optional<std::string> make_key(const std::vector<std::string>& parts);
std::optional<std::vector<std::string>> parse_key(std::string_view key);

// Behind the key of a row that is to be changed may stand what else says how,
// by column: "acme/00u1?status=ACTIVE". Both parts of such a text.
std::string make_change_key(std::string key, http::Query values);
std::pair<std::string, http::Query> parse_change_key(std::string_view text);

}  // namespace idp
