// example_test.cpp - every example in the documents runs, on a living org.
#include <doctest/doctest.h>

#include <algorithm>

#include "model/catalog.h"
#include "support/copies.h"
#include "support/org.h"
#include "support/slashid.h"

namespace idp::test::example_test {
namespace {

// The example, about a row for which its method may be called; empty where the
// org has none.
std::string about_such_a_row(Database& db, const Resource& resource,
                             const Method& method) {
  std::string columns;
  for (const std::string& name : resource.key) {
    columns += (columns.empty() ? "" : ", ") + name;
  }
  const Rows rows =
      db.rows("SELECT " + columns + " FROM " + resource.name + " WHERE " +
              method.when->field + " = " + literal(method.when->is.front()));
  if (rows.empty()) return {};
  std::string sql = method.example.substr(0, method.example.find(" AND "));
  for (std::size_t i = 0; i < resource.key.size(); ++i) {
    sql += " AND " + resource.key[i] + " = " + literal(rows.back()[i]);
  }
  return sql;
}

// What stands for an id in the documents, and one that is in the org.
using Names = std::vector<std::pair<std::string, std::string>>;

Names names_in(const Simulator& simulator, const Ids& ids,
               const std::string& login) {
  Database db(simulator);
  Names names = {{"00u1", ids.user},
                 {"0oa1", ids.client},
                 {"oar1", ids.token},
                 {"oag1", ids.grant},
                 {"joe@example.com", login}};
  const auto add = [&](const std::vector<std::string>& stand_ins,
                       const std::string& select) {
    const auto row = db.rows("SELECT " + select + " LIMIT 1").at(0);
    for (std::size_t i = 0; i < row.size(); ++i) {
      names.emplace_back(stand_ins[i], row[i]);
    }
  };
  add({"0oa9"}, "id FROM apps");
  add({"00u3", "00g1"},
      "userId, id FROM user_groups WHERE type = 'OKTA_GROUP'");
  add({"0oa2", "00g2"}, "appId, id FROM group_assignments");
  add({"00u4"}, "userId FROM app_links");
  add({"00u5", "ufs1"},
      "f.userId, f.id FROM users u JOIN factors f ON f.userId = u.id WHERE "
      "u.status = 'ACTIVE'");
  add({"00u8", "ra81"},
      "userId, id FROM user_roles WHERE assignmentType = 'USER'");
  add({"00g8"}, "groupId FROM group_roles");
  add({"0oa7", "ra71"}, "clientId, id FROM client_roles");
  add({"0oa8", "oag8"}, "appId, id FROM app_grants");
  add({"0oa3"}, "appId FROM app_keys");
  add({"00T1"}, "id FROM api_tokens ORDER BY lastUpdated");  // not our own
  add({"aus1", "0oa6"},
      "authServerId, client_id FROM authorization_server_clients");
  add({"00u6"}, "userId FROM user_devices");
  add({"0oa4", "00u2"}, "appId, id FROM application_users");
  add({"0oa5", "ocs1"}, "appId, id FROM app_secrets");
  add({"0oa10", "pks1"}, "appId, id FROM app_jwks");
  add({"guo1"}, "id FROM devices");
  names.emplace_back("2026-11-01", db.value("SELECT date('now', '-30 days')"));
  return names;
}

TEST_CASE("every example of every document runs and means its method") {
  Simulator simulator;
  Simulator slashid(slashid_flags());
  const Org org(simulator);
  const Ids ids = org.first();
  const std::string login = org.users()[0].find("profile")->text("login");
  const auto catalog = load_catalog();
  REQUIRE(catalog.ok());
  const Names names = names_in(simulator, ids, login);
  std::string none;  // methods for rows that the org has none of
  for (const Resource& resource : *catalog) {
    for (const Method& method : resource.methods) {
      simulator.reset();
      slashid.reset();
      Database db(simulator);
      configure_slashid(db, slashid);
      std::string sql =
          method.when ? about_such_a_row(db, resource, method) : method.example;
      if (sql.empty()) {
        none += " " + resource.name + "." + method.name;
        continue;
      }
      REQUIRE(!method.example.empty());
      sql = replace_all(sql, "'acme'", literal(simulator.subdomain()));
      for (const auto& [name, value] : names) {
        sql = replace_all(sql, "'" + name + "'", literal(value));
      }
      sql = replace_all(sql, "'0c11'", literal(client_ids(slashid).front()));
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
    }
  }
  CHECK(none == " users.unsuspend");
}

}  // namespace
}  // namespace idp::test::example_test
