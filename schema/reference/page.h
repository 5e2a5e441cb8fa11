// page.h - the reference as Markdown.
// In: resources.  Out: the text of each page. Touches no files.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/resource.h"

namespace idp::reference {

// The first line of every page: how a page is known to be a generated one.
inline constexpr std::string_view kMark =
    "<!-- Generated from schema/ by the build target `docs`. -->";

using Cells = std::vector<std::string>;

// A Markdown table; nothing at all without rows.
std::string table(const Cells& head, const std::vector<Cells>& rows);

// `text` in code font; nothing for an empty one.
std::string code(std::string_view text);

// The page of one table.
std::string table_page(const Resource& resource);

// The page that lists the tables and says how to read the others.
std::string index_page(const std::vector<Resource>& resources);

// All pages by their file names.
std::map<std::string, std::string> all_pages(
    const std::vector<Resource>& resources);

}  // namespace idp::reference
