// pages.cpp - finds blocks of SQL, and puts names into them.
#include "support/pages.h"

#include "support/copies.h"

namespace idp::test {

std::vector<std::string> sql_blocks(const std::string& page) {
  const std::string begin = "```sql\n", end = "\n```";
  std::vector<std::string> blocks;
  std::size_t at = 0;
  while ((at = page.find(begin, at)) != page.npos) {
    at += begin.size();
    const std::size_t last = page.find(end, at);
    blocks.push_back(page.substr(at, last - at));
    at = last;
  }
  return blocks;
}

Database PagesFixture::connect() {
  Database database(preview);
  database.configure({{"orgUrl", preview.url()},
                      {"token", Simulator::kToken},
                      {"subdomain", "preview"},
                      {"max_revocations", 100'000}});
  configure_slashid(database, slashid);
  database.configure({{"orgUrl", simulator.url()},
                      {"token", Simulator::kToken},
                      {"default", true}});
  return database;
}

std::string PagesFixture::living(std::string sql) const {
  const std::pair<std::string, std::string> names[] = {
      {"'acme-preview'", "'preview'"},
      {"'acme'", simulator.subdomain()},
      {"'00u1'", ids.user},
      {"'0oa1'", ids.client},
      {"'0oa9'", app},
      {"'oar1'", ids.token},
      {"'oag1'", ids.grant},
      {"'joe@example.com'", login},
      {"'2f5d…'", client},
      {"'0c11'", client}};
  for (const auto& [shortened, name] : names) {
    sql = replace_all(sql, shortened,
                      name.starts_with("'") ? name : literal(name));
  }
  return sql;
}

}  // namespace idp::test
