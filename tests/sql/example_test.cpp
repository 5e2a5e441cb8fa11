// example_test.cpp - every example in the documents runs, on a living org.
#include <doctest/doctest.h>

#include <algorithm>

#include "model/catalog.h"
#include "support/copies.h"
#include "support/org.h"
#include "support/slashid.h"

namespace idp::test::example_test {
namespace {

// A row of which the method may be called; empty where there is none.
std::string row_to_change(Database& db, const Resource& resource,
                          const Method& method) {
  const Rows rows = db.rows("SELECT id FROM " + resource.name + " WHERE " +
                            method.when->field + " = " +
                            literal(method.when->is.front()) + " LIMIT 1");
  return rows.empty() ? "" : rows[0][0];
}

TEST_CASE("every example of every document runs and means its method") {
  Simulator simulator;
  Simulator slashid(slashid_flags());
  const Org org(simulator);
  const Ids ids = org.first();
  const std::string login = org.users()[0].find("profile")->text("login");
  const auto catalog = load_catalog();
  REQUIRE(catalog.ok());
  const std::string app =
      Database(simulator).value("SELECT id FROM apps LIMIT 1");
  int examples = 0;
  for (const Resource& resource : *catalog) {
    for (const Method& method : resource.methods) {
      simulator.reset();
      slashid.reset();
      Database db(simulator);
      configure_slashid(db, slashid);
      std::string sql = method.example;
      sql = replace_all(sql, "'acme'", literal(simulator.subdomain()));
      if (method.sets) {
        const std::string id = row_to_change(db, resource, method);
        if (id.empty()) continue;  // the org has none
        sql = sql.substr(0, sql.find("id = ")) + "id = " + literal(id);
      }
      sql = replace_all(sql, "'00u1'", literal(ids.user));
      sql = replace_all(sql, "'0oa1'", literal(ids.client));
      sql = replace_all(sql, "'0oa9'", literal(app));
      sql = replace_all(sql, "'oar1'", literal(ids.token));
      sql = replace_all(sql, "'oag1'", literal(ids.grant));
      sql = replace_all(sql, "'0c11'", literal(client_ids(slashid).front()));
      sql = replace_all(sql, "'joe@example.com'", literal(login));
      INFO(sql);
      const Rows rows = db.rows(sql);
      if (method.selects()) {
        CHECK(!rows.empty());
        CHECK(has(db.plan(sql), ":" + method.name + ": "));
      } else if (method.sets) {
        CHECK(db.sent().back().ends_with(
            method.path.substr(method.path.rfind('/'))));
      } else {
        const bool one = &method == resource.revocation();
        CHECK((sqlite3_changes(db.handle()) == 1) == one);
        CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE bulk = " +
                       std::to_string(!one)) ==
              std::to_string(sqlite3_changes(db.handle())));
        CHECK(std::ranges::count(db.sent().back(), '/') ==
              std::ranges::count(method.path, '/'));
      }
      ++examples;
    }
  }
  CHECK(examples == 35);
}

}  // namespace
}  // namespace idp::test::example_test
