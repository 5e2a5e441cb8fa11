// users_test.cpp - every user is there, and comparisons reach the provider
// where it can make them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>

#include "support/org.h"

namespace idp::test::users_test {
namespace {

using Calls = std::vector<std::string>;

struct Fixture {
  Simulator simulator{{"--users", "450"}};
  Org org{simulator};
  Database db{simulator};

  std::vector<std::string> ids_where(auto predicate) const {
    std::vector<std::string> ids;
    for (const json::Tree& user : org.users()) {
      if (predicate(user)) ids.push_back(user.text("id"));
    }
    std::ranges::sort(ids);
    return ids;
  }
};

TEST_CASE_FIXTURE(Fixture, "users holds everybody, those who left included") {
  CHECK(sorted(db.rows("SELECT id FROM users")) ==
        ids_where([](auto&) { return true; }));
  CHECK(db.sent().size() == 3);
  CHECK(db.value("SELECT count(*) FROM users WHERE status = 'DEPROVISIONED'") !=
        "0");
}

TEST_CASE_FIXTURE(Fixture,
                  "status and lastUpdated are compared by the provider") {
  const std::string middle = org.users()[200].text("lastUpdated");
  CHECK(sorted(db.rows("SELECT id FROM users WHERE status = 'SUSPENDED' "
                       "AND lastUpdated >= " +
                       literal(middle))) == ids_where([&](auto& user) {
          return user.text("status") == "SUSPENDED" &&
                 user.text("lastUpdated") >= middle;
        }));
  const std::string call = db.sent().back();
  CHECK(has(call, "status%20eq%20%22SUSPENDED%22%20and%20lastUpdated%20ge%20"));
}

TEST_CASE_FIXTURE(Fixture, "any form of time gives SQL's rows") {
  const std::string day = org.users()[200].text("lastUpdated").substr(0, 10);
  for (const std::string& bound :
       {day, day + " 12:00:00", day + "T12:00:00Z", day + "T12",
        std::string("2"), std::string("zzz"), std::string(""),
        std::string("2026-02-30")}) {
    for (const std::string op : {"<", "<=", ">", ">=", "="}) {
      INFO(op << bound);
      CHECK(sorted(db.rows("SELECT id FROM users WHERE lastUpdated " + op +
                           literal(bound))) == ids_where([&](auto& user) {
              const std::string& time = user.text("lastUpdated");
              if (op == "<") return time < bound;
              if (op == "<=") return time <= bound;
              if (op == ">") return time > bound;
              return op == ">=" ? time >= bound : time == bound;
            }));
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "one user, by id, by login, by email") {
  const json::Tree& user = org.users()[7];
  const std::string id = user.text("id");
  const std::string login = user.find("profile")->text("login");
  CHECK(db.value("SELECT login FROM users WHERE id = " + literal(id)) == login);
  CHECK(db.sent() == Calls{"GET /api/v1/users/" + id});
  CHECK(db.value("SELECT id FROM users WHERE login = " + literal(login)) == id);
  CHECK(db.sent().size() == 1);
  CHECK(simulator.requests("GET /api/v1/users/{id}") == 2);
  const std::string email = user.find("profile")->text("email");
  const auto same_email = ids_where([&](auto& other) {
    return other.find("profile")->text("email") == email;
  });
  CHECK(sorted(db.rows("SELECT id FROM users WHERE email = " +
                       literal(email))) == same_email);
  CHECK(has(db.sent().back(), "search=profile.email%20eq%20"));
}

TEST_CASE_FIXTURE(Fixture, "login and email are found in any case, once each") {
  const json::Tree& user = org.users()[7];
  const std::string id = user.text("id");
  for (const std::string column : {"login", "email"}) {
    const std::string name = user.find("profile")->text(column);
    const std::string here = literal(name);
    std::string loud = here;
    std::ranges::transform(loud, loud.begin(), [](unsigned char c) {
      return static_cast<char>(std::toupper(c));
    });
    for (const std::string& where :
         {" = " + loud, " IN (" + here + ", " + loud + ")",
          " IN (SELECT upper(v.value) FROM json_each(json_array(" + here +
              ", " + loud + ")) v)",
          " = " + here + " AND " + column + " = " + loud}) {
      INFO(column << where);
      CHECK(db.rows("SELECT id FROM users WHERE " + column + where) ==
            Rows{{id}});
      CHECK(db.sent().size() == 1);
    }
    CHECK(db.value("SELECT count(*) FROM users u WHERE EXISTS (SELECT 1 FROM "
                   "users v WHERE v." +
                   column + " = upper(u." + column + ") AND v.id = u.id)") ==
          "450");
    // Byte by byte, where the query says so.
    CHECK(db.rows("SELECT id FROM users WHERE " + column + " = " + loud +
                  " COLLATE BINARY")
              .empty());
    CHECK(db.rows("SELECT id FROM users WHERE " + column + " = " + here +
                  " COLLATE BINARY") == Rows{{id}});
    db.sent();
  }
}

TEST_CASE_FIXTURE(Fixture, "what several values find is shown once") {
  const json::Tree& user = org.users()[7];
  const std::string id = user.text("id");
  const std::string login = literal(user.find("profile")->text("login"));
  for (const std::string& values :
       {literal(id) + ", " + login, login + ", " + literal(id)}) {
    CHECK(db.rows("SELECT id FROM users WHERE id IN (" + values + ")") ==
          Rows{{id}});
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "a short name is no login, and an id no other case's") {
  const std::string login = org.users()[7].find("profile")->text("login");
  CHECK(db.rows("SELECT id FROM users WHERE login = " +
                literal(login.substr(0, login.find('@'))))
            .empty());
  CHECK(db.rows("SELECT id FROM users WHERE id = " + literal(login)).empty());
  CHECK(db.rows("SELECT id FROM users WHERE id = 'nobody'").empty());
}

TEST_CASE_FIXTURE(Fixture, "another collation is SQLite's to compare") {
  const std::string status = "status = 'suspended' COLLATE NOCASE";
  CHECK(sorted(db.rows("SELECT id FROM users WHERE " + status)) ==
        ids_where([](auto& u) { return u.text("status") == "SUSPENDED"; }));
}

TEST_CASE_FIXTURE(Fixture, "login and email are ordinary columns") {
  const std::string star =
      db.value("SELECT group_concat(name) FROM pragma_table_info('users')");
  CHECK(star ==
        "id,status,created,activated,statusChanged,lastLogin,lastUpdated,"
        "passwordChanged,type,transitioningToStatus,realmId,profile,"
        "credentials,_embedded,_links,login,email,firstName,lastName");
}

TEST_CASE_FIXTURE(Fixture,
                  "a filter that is too long for a URL is sent in part") {
  const std::string all = db.value("SELECT count(*) FROM users");
  std::string terms;
  for (int day = 0; day < 150; ++day) {
    terms += " AND lastUpdated > date('2001-01-01', '+" + std::to_string(day) +
             " days')";
  }
  db.sent();
  CHECK(db.value("SELECT count(*) FROM users WHERE status > ''" + terms) ==
        all);
  CHECK(db.sent().front().size() > 3'000);
  // One that is too long by itself is SQLite's alone.
  const std::string longest = literal(std::string(8'000, 'x'));
  CHECK(db.value("SELECT count(*) FROM users WHERE status = " + longest) ==
        "0");
  CHECK(db.value("SELECT count(*) FROM users WHERE lastUpdated < " + longest) ==
        all);
}

}  // namespace
}  // namespace idp::test::users_test
