// changing_test.cpp - joins while users, tokens and grants come and go: all
// rows that are there throughout, and none that never was.
#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <random>
#include <utility>

#include "support/copies.h"
#include "support/losses.h"

namespace idp::test::changing_test {
namespace {

// change() is true, for every row; for one of them the org changes.
class Change {
 public:
  explicit Change(const Database& db) {
    sqlite3_create_function(db.handle(), "change", 0, SQLITE_UTF8, this, call,
                            nullptr, nullptr);
  }
  Change(const Change&) = delete;

  void after(std::size_t rows, std::function<void()> act) {
    left_ = rows;
    act_ = std::move(act);
  }

 private:
  static void call(sqlite3_context* context, int, sqlite3_value**) {
    auto& self = *static_cast<Change*>(sqlite3_user_data(context));
    if (self.act_ && self.left_-- == 0) std::exchange(self.act_, nullptr)();
    sqlite3_result_int(context, 1);
  }

  std::function<void()> act_;
  std::size_t left_ = 0;
};

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "14", "--clients", "2"}) {}

  // Users go, or all that some of them have.
  void take_away() const {
    for (std::size_t i = random_() % 3; i < org.users().size(); i += 3) {
      const std::string user = "/api/v1/users/" + org.users()[i].text("id");
      if (random_() % 2 == 0) {
        // The first call ends an account, the next one deletes it.
        const bool ended = org.users()[i].text("status") == "DEPROVISIONED";
        if (!ended) simulator.act("DELETE", user);
        simulator.act("DELETE", user);
      } else {
        simulator.act("DELETE", user + "/grants");
        simulator.act("DELETE", user + "/sessions?oauthTokens=true");
      }
    }
  }

  Set of_copies(const Org& state, const std::string& sql) {
    copy.fill(state);
    return first_column(db.rows(LocalCopy::local(sql)));
  }

  LocalCopy copy{db, org};
  Change change{db};
  mutable std::minstd_rand random_{1};
};

// None of them has more rows where there is less.
std::vector<std::string> queries() {
  const std::string on = " ON g.userId = u.id";
  const std::string some = "(SELECT id FROM @users WHERE change())";
  std::vector<std::string> all;
  for (const std::string table : {"@grants g", "@oauth_tokens g"}) {
    const std::string join = " JOIN " + table + on;
    all.insert(
        all.end(),
        {"SELECT g.id FROM @users u" + join + " WHERE change()",
         "SELECT g.id FROM " + table + " JOIN @users u" + on +
             " WHERE change()",
         "SELECT g.id FROM " + some + " u CROSS" + join,
         "SELECT g.id FROM (SELECT id FROM @users WHERE change() ORDER BY "
         "login LIMIT 99) u" +
             join,
         "SELECT g.id FROM (SELECT DISTINCT id FROM @users WHERE change()) u" +
             join,
         "SELECT g.id FROM " + table + " WHERE g.userId IN " + some,
         "SELECT g.id FROM " + table +
             " WHERE change() AND g.userId IN "
             "(SELECT id FROM @users)",
         "SELECT u.id FROM @users u WHERE change() AND EXISTS (SELECT 1 FROM " +
             table + " WHERE g.userId = u.id)",
         "SELECT g.id FROM (SELECT json_group_array(id) AS ids FROM @users) j, "
         "json_each(j.ids) e JOIN " +
             table + " ON g.userId = e.value WHERE change()",
         "SELECT g.id FROM @users u" + join +
             " WHERE change() UNION SELECT g.id FROM " + table +
             " JOIN @users u" + on,
         "SELECT g.id FROM @users u JOIN @user_clients c ON c.userId = u.id"
         " JOIN " +
             table + on + " AND g.clientId = c.client_id WHERE change()",
         "SELECT c.client_id || g.id FROM @user_clients c JOIN " + table +
             " ON g.userId = c.userId AND g.clientId = c.client_id WHERE "
             "change()"});
  }
  return all;
}

TEST_CASE_FIXTURE(Fixture, "joins while the org changes") {
  std::size_t seen = 0, changed = 0;
  for (int round = 0; round < 8; ++round) {
    for (const std::string& sql : queries()) {
      INFO(sql);
      const bool come = random_() % 2 == 0;
      simulator.reset();
      std::optional<Org> less;
      if (come) {
        take_away();
        less.emplace(simulator);
      }
      const Org& before = come ? *less : org;
      change.after(random_() % 12, [&] {
        if (come) {
          simulator.reset();
        } else {
          take_away();
        }
      });
      const Set rows = first_column(db.rows(LocalCopy::ours(sql)));
      const Org after(simulator);
      const Set first = of_copies(before, sql), last = of_copies(after, sql);
      CHECK(within(come ? first : last, rows));
      CHECK(within(rows, come ? last : first));
      seen += rows.size();
      changed += first == last ? 0 : 1;
    }
  }
  CHECK(seen > 2000);
  CHECK(changed > 50);
}

}  // namespace
}  // namespace idp::test::changing_test
