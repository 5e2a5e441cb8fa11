// inventory.h - an org, and a file that idp_refresh() fills from it.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "support/home.h"
#include "support/org.h"

namespace idp::test {

inline const std::vector<std::string> kSavedTables = {
    "users", "apps", "user_clients", "oauth_tokens", "grants"};

// Whatever the log tells.
inline const std::string kFull = R"('main', '{"full": true}')";

struct InventoryFixture : OrgFixture {
  explicit InventoryFixture(std::vector<std::string> flags = {"--users", "30",
                                                              "--rare", "on"})
      : OrgFixture(std::move(flags)) {}

  Home home;
  std::string path = home / "inventory.db";
  Database file{simulator, path};
  std::string host = simulator.subdomain();

  // What a refresh tells of itself.
  json::Tree refresh(const std::string& arguments = "") {
    const auto told =
        json::parse(file.value("SELECT idp_refresh(" + arguments + ")"));
    REQUIRE(told.ok());
    return *told;
  }
  static std::int64_t number(const json::Tree& told, const std::string& name) {
    return std::get<std::int64_t>(told.find(name)->value);
  }

  // The same, of one that is to go by the log.
  json::Tree by_log() {
    json::Tree told = refresh();
    INFO(told.text("message"));
    CHECK(told.text("kind") == "log");
    return told;
  }
  // Something goes that can come again, as new: arrive("token", id).
  void arrive(const std::string& what, const std::string& id) const {
    simulator.post("/_sim/arrivals",
                   "{" + json::quote(what) + ": " + json::quote(id) + "}");
  }

  // The columns of a saved table, as a list in SQL.
  std::string columns(const std::string& table) {
    std::string list;
    for (const auto& row : file.rows("SELECT name FROM pragma_table_info(" +
                                     literal("saved_" + table) + ")")) {
      list += (list.empty() ? "\"" : ", \"") + row[0] + "\"";
    }
    return list;
  }
  // The rows as the provider has them now, and as they were saved.
  Rows live(const std::string& table) {
    Rows rows = file.rows("SELECT " + columns(table) + " FROM " + table);
    std::ranges::sort(rows);
    return rows;
  }
  Rows saved(const std::string& table) {
    Rows rows = file.rows("SELECT " + columns(table) + " FROM saved_" + table);
    std::ranges::sort(rows);
    return rows;
  }
  void check_equal() {
    for (const std::string& table : kSavedTables) {
      INFO(table);
      CHECK(saved(table) == live(table));
      CHECK_FALSE(saved(table).empty());
    }
  }

  // A script for the stock shell, on a file, with the org's credential.
  Program shell(const std::string& database, const std::string& script) const {
    return Program({"sqlite3", "-batch", "-bail", database},
                   load_extension() + script,
                   {{"OKTA_CLIENT_ORGURL", simulator.url()},
                    {"OKTA_CLIENT_TOKEN", Simulator::kToken},
                    {"IDP_PROGRESS", "off"}});
  }
  // All versions of all rows in a file, and what it shows.
  static std::vector<Rows> content(const std::string& database) {
    Database db(database);
    std::vector<Rows> all;
    for (const std::string& table : kSavedTables) {
      for (const std::string suffix : {"", "_history", "_changes"}) {
        all.push_back(db.rows("SELECT * FROM saved_" + table + suffix));
        std::ranges::sort(all.back());
      }
    }
    return all;
  }
};

// Users enough for a part to be cheaper than all of them; what the file has is
// what there was at the start.
struct Logged : InventoryFixture {
  explicit Logged(const std::string& users = "60",
                  std::vector<std::string> flags = {"--rare", "on"})
      : InventoryFixture(with_users(users, std::move(flags))) {
    static_cast<void>(refresh());
  }
  static std::vector<std::string> with_users(const std::string& users,
                                             std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--users", users});
    return flags;
  }
  std::string changes(const std::string& table, const std::string& what) {
    return file.value("SELECT count(*) FROM saved_" + table +
                      "_changes WHERE refresh = (SELECT max(number) FROM "
                      "saved_refreshes) AND what = " +
                      literal(what));
  }
  std::string kind() {
    return file.value(
        "SELECT kind FROM saved_refreshes ORDER BY number DESC LIMIT 1");
  }
  static std::string path_of(const json::Tree& token) {
    return "/api/v1/users/" + token.text("userId") + "/clients/" +
           token.text("clientId") + "/tokens/" + token.text("id");
  }
};

}  // namespace idp::test
