// refresh_history_test.cpp - over random histories of an org, a file that goes
// by the log is what the provider has, and its history what happened.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "support/inventory.h"
#include "support/inventory_changes.h"

namespace idp::test::refresh_history_test {
namespace {

constexpr int kRounds = 6;
constexpr int kMinutes =
    40;  // of a round: longer than late events are read for

// The clock of the org goes behind ours, so that what happened in an earlier
// round isn't read again in the next one.
struct History : InventoryFixture {
  explicit History(unsigned seed)
      : InventoryFixture({"--users", "40", "--seed", std::to_string(seed),
                          "--events", "100", "--clock-offset",
                          std::to_string(-60 * kMinutes * (kRounds + 1))}),
        random(seed) {}

  const std::string& pick(const std::vector<std::string>& of) {
    return of[random() % of.size()];
  }
  std::vector<std::string> present(const std::string& sql) {
    std::vector<std::string> all = sorted(file.rows(sql));
    if (all.empty()) all.emplace_back("none");
    return all;
  }
  // Whatever the org makes of it: some of it can't be, then and there.
  void try_to(const std::string& verb, const std::string& where) const {
    try {
      simulator.act(verb, where);
    } catch (const std::exception&) {
    }
  }
  bool comes(const std::string& what, const std::string& id) const {
    try {
      arrive(what, id);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

  void note();
  void change();
  void change_user(const std::string& where);
  void change_app();
  void something_comes();
  void check(int refresh, bool by_log);

  std::minstd_rand random;
  std::set<std::string> users, apps, tokens;               // all that ever were
  std::map<std::string, std::vector<std::string>> grants;  // user and client
  // Consents without an event that names anybody, of which the file needn't
  // know yet.
  std::set<std::string> unnamed;
  std::map<std::string, Snapshot> before;
};

void History::note() {
  const Org now(simulator);
  for (const auto& user : now.users()) users.insert(user.text("id"));
  for (const auto& token : now.tokens()) tokens.insert(token.text("id"));
  for (const auto& grant : now.grants()) {
    grants[grant.text("id")] = {grant.text("userId"), grant.text("clientId")};
  }
  for (const auto& row : file.rows("SELECT id FROM saved_apps")) {
    apps.insert(row[0]);
  }
}

void History::change_user(const std::string& where) {
  const std::vector<std::string> moves = {"suspend", "unsuspend", "deactivate",
                                          "activate", "expire_password"};
  switch (random() % 4) {
    case 0:
      return try_to("DELETE", where);
    case 1:
      return try_to("POST", where + "/lifecycle/" + pick(moves));
    case 2:
      return try_to("DELETE", where + "/sessions?oauthTokens=true");
    default:
      return try_to("DELETE", where + "/grants");
  }
}

void History::change_app() {
  const std::string where = "/api/v1/apps/" + pick({apps.begin(), apps.end()});
  switch (random() % 4) {
    case 0:
      return try_to("DELETE", where + "/tokens");
    case 1:
      try_to("POST", where + "/lifecycle/deactivate");
      if (random() % 2) try_to("DELETE", where);
      return;
    case 2:
      return try_to("POST", where + "/lifecycle/activate");
    default:
      return try_to("DELETE",
                    where + "/users/" + pick({users.begin(), users.end()}));
  }
}

void History::something_comes() {
  for (const auto& user : users) {
    if (random() % 2 && comes("user", user)) return;
  }
  for (const auto& app : apps) {
    if (random() % 2 && comes("app", app)) return;
  }
  for (const auto& token : tokens) {
    if (random() % 2 && comes("token", token)) break;
  }
  for (const auto& [grant, of] : grants) {
    if (random() % 2 == 0 || !comes("grant", grant)) continue;
    unnamed.insert(grant);
    break;
  }
}

void History::change() {
  const Org now(simulator);
  const auto any = [&](const json::Array& of) -> const json::Tree& {
    return of[random() % of.size()];
  };
  const std::string where = "/api/v1/users/" + any(now.users()).text("id");
  switch (random() % 6) {
    case 0:
      return change_user(where);
    case 1:
      return change_app();
    case 2:
      return simulator.set_login(
          any(now.users()).text("id"),
          "x" + std::to_string(random()) + "@example.com");
    case 3: {
      const auto& grant = any(now.grants());
      return try_to("DELETE", "/api/v1/users/" + grant.text("userId") +
                                  "/grants/" + grant.text("id"));
    }
    case 4:
      return something_comes();
    default:
      return try_to("DELETE", Logged::path_of(any(now.tokens())));
  }
}

// Without what the file needn't know.
void History::check(int refresh, bool by_log) {
  for (const Keyed& of : kKeyed) {
    INFO(of.table);
    Snapshot now = snapshot(*this, of);
    Snapshot told = check_changes(*this, of, refresh, before[of.table]);
    for (const std::string& id : by_log ? unnamed : std::set<std::string>()) {
      for (Snapshot* rows : {&now, &told}) {
        rows->erase({id});
        rows->erase(grants[id]);
      }
    }
    CHECK(told == now);
  }
}

int histories_wanted() {
  const char* wanted = std::getenv("IDP_HISTORIES");
  return wanted ? std::atoi(wanted) : 6;
}

// IDP_HISTORIES=50 takes that many.
TEST_CASE("by the log a file is what the provider has") {
  int by_log = 0;
  for (int seed = 1; seed <= histories_wanted(); ++seed) {
    INFO("history " << seed);
    History org(static_cast<unsigned>(seed));
    static_cast<void>(org.refresh());
    org.note();
    org.check(1, false);
    for (int round = 1; round <= kRounds; ++round) {
      INFO("round " << round);
      org.simulator.post(
          "/_sim/clock",
          R"({"offset": )" +
              std::to_string(-60 * kMinutes * (kRounds + 1 - round)) + "}");
      for (int i = 0; i < 5; ++i) org.change();
      const json::Tree told = org.refresh();
      INFO(told.text("message"));
      by_log += told.text("kind") == "log";
      CHECK_FALSE(has(told.text("message"), "no event tells why"));
      org.check(round + 1, told.text("kind") == "log");
    }
    static_cast<void>(org.refresh(kFull));
    org.check(kRounds + 2, false);
  }
  CHECK(by_log > 4 * histories_wanted());
}

}  // namespace
}  // namespace idp::test::refresh_history_test
