// changes.h - a user of an org, whose status is changed.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "support/org.h"
#include "support/text.h"

namespace idp::test {

using Calls = std::vector<std::string>;

struct ChangesFixture : OrgFixture {
  explicit ChangesFixture(std::vector<std::string> flags = {"--users", "20",
                                                            "--tokens", "4"})
      : OrgFixture(std::move(flags)) {
    REQUIRE(status() == "ACTIVE");
  }

  // A user as the org has it now.
  std::string status(const std::string& id) const {
    const Org now(simulator);
    const auto found = find_user(now, id);
    return found == now.users().end() ? "gone" : found->text("status");
  }
  std::string status() const { return status(ids.user); }

  // What was sent that may change something, in the order in which it came.
  Calls changes() const {
    Calls calls = simulator.calls();
    std::erase_if(calls, [](const std::string& call) {
      return call.starts_with("GET ") || call.find(" /_sim/") != call.npos;
    });
    return calls;
  }
  Calls posts() const {
    Calls calls = changes();
    std::erase_if(calls, [](const std::string& call) {
      return !call.starts_with("POST ");
    });
    return calls;
  }

  // The UPDATE that gives the user this status.
  std::string set(const std::string& to) const {
    return "UPDATE users SET status = " + literal(to) + where + ";";
  }

  static json::Array::const_iterator find_user(const Org& of,
                                               const std::string& id) {
    const auto is_user = [&](const auto& one) { return one.text("id") == id; };
    return std::ranges::find_if(of.users(), is_user);
  }
  std::string find_other() const {
    const auto is_other = [&](const auto& one) {
      return one.text("id") != ids.user && one.text("status") == "ACTIVE";
    };
    return std::ranges::find_if(org.users(), is_other)->text("id");
  }

  std::string where = " WHERE id = " + literal(ids.user);
  std::string login = find_user(org, ids.user)->find("profile")->text("login");
  // Another one who is active.
  std::string other = find_other();
  std::string suspend = "POST " + user_path + "/lifecycle/suspend";
  std::string deactivate = "POST " + user_path + "/lifecycle/deactivate";
};

}  // namespace idp::test
