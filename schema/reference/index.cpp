// index.cpp - writes the index page, and collects all pages.
#include <algorithm>

#include "page.h"

namespace idp::reference {
namespace {

constexpr std::string_view kHowToRead = R"(
## How to read these pages

**Fields** are the columns that `SELECT *` shows, under the provider's own names.
A `date-time` is the provider's ISO 8601 text; an `object` or `array` is JSON text,
for `->`, `->>` and `json_each`; a boolean is 0 or 1; a field that is missing is
NULL. A field marked as hidden is shown only where a query names it.

**Parameters** are what a call can be given. Each is a column, too, and is set by
`name = value` in WHERE or by a join. One that is no field is a hidden column, and
shows the value in force. A created table can have parameters set for good:
`CREATE VIRTUAL TABLE acme_users USING users(subdomain='acme')`.
*Goes into* says which part of the request carries it. *Values from* names the
column of another table to join with.

**Methods** are the calls. SELECT takes the method with the most path parameters
among those for which the query gives all *Required* ones; DELETE goes through
SELECT to find its rows, then makes the call for each, and so does UPDATE.
**Changes** say which rows an UPDATE may give which value. *Optional* parameters and
*Filters*, where a query has them, are left to the provider; SQLite does the rest.
*Scope* is the OAuth scope that the call needs. `EXPLAIN QUERY PLAN` shows which
call a query leads to, and the table `idp_methods` has all of this in SQL.

**Examples** have shortened ids, such as `00u1` for a user: put in your own.
)";

std::string verbs(const Resource& resource) {
  return std::string("SELECT") + (resource.revocation() ? ", DELETE" : "") +
         (resource.changes() ? ", UPDATE" : "");
}

std::string tables_of(const std::string& provider,
                      const std::vector<Resource>& resources) {
  std::vector<Cells> rows;
  for (const Resource& resource : resources) {
    if (resource.provider.name != provider) continue;
    rows.push_back({"[" + code(resource.name) + "](" + resource.name + ".md)",
                    resource.mirrors, verbs(resource), resource.description});
  }
  return table({"Table", "Mirrors", "SQL", "Description"}, rows);
}

}  // namespace

std::string index_page(const std::vector<Resource>& resources) {
  std::string text =
      std::string(kMark) + "\n\n# The tables\n\nOne page for each table.\n";
  std::vector<std::string> seen;
  for (const Resource& resource : resources) {
    const Provider& provider = resource.provider;
    if (std::ranges::find(seen, provider.name) != seen.end()) continue;
    seen.push_back(provider.name);
    text +=
        "\n## " + provider.title + "\n\n" + tables_of(provider.name, resources);
  }
  return text + std::string(kHowToRead);
}

std::map<std::string, std::string> all_pages(
    const std::vector<Resource>& resources,
    const std::function<std::string(const Resource&)>& questions) {
  std::map<std::string, std::string> pages;
  pages["README.md"] = index_page(resources);
  for (const Resource& resource : resources) {
    pages[resource.name + ".md"] = table_page(resource, questions(resource));
  }
  return pages;
}

}  // namespace idp::reference
