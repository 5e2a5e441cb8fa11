// page.h - the reference as Markdown.
// In: resources, and what people ask of each.  Out: the text of each page.
// Touches no files.
#pragma once

#include <functional>
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

// The page of one table, with the questions that somebody wrote, or none.
std::string table_page(const Resource& resource, const std::string& questions);

// The page that lists the tables and says how to read the others.
std::string index_page(const std::vector<Resource>& resources);

// All pages by their file names. The questions are those of a table.
std::map<std::string, std::string> all_pages(
    const std::vector<Resource>& resources,
    const std::function<std::string(const Resource&)>& questions);

}  // namespace idp::reference
