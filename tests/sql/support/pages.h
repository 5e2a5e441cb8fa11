// pages.h - the examples in the pages that people read, with living names.
#pragma once

#include <string>
#include <vector>

#include "support/org.h"
#include "support/slashid.h"

namespace idp::test {

// The blocks of SQL in a page, in their order.
std::vector<std::string> sql_blocks(const std::string& page);

// An org of Okta's and one of SlashID's, for what the pages name.
struct PagesFixture : OrgFixture {
  // A connection with both of them configured, and a second org.
  Database connect();
  // With living ids in the place of the shortened ones.
  std::string living(std::string sql) const;

  Simulator preview{{"--users", "5"}}, slashid{slashid_flags()};
  std::string client = client_ids(slashid).front();
  std::string app = db.value("SELECT id FROM apps LIMIT 1");
  std::string login = org.users()[0].find("profile")->text("login");
};

}  // namespace idp::test
