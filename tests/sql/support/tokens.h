// tokens.h - an org of which the tokens are compared: those that a query reads
// with those that are there.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "support/org.h"
#include "support/program.h"

namespace idp::test {

struct TokensFixture : OrgFixture {
  explicit TokensFixture(const std::string& flag = "--hidden-apps",
                         const std::string& count = "0")
      : OrgFixture({"--users", "20", "--tokens", "3", flag, count}) {}

  // The ids of tokens, of a client or a user unless they are empty; sorted.
  static std::vector<std::string> tokens(const Org& org,
                                         const std::string& client = {},
                                         const std::string& user = {}) {
    std::vector<std::string> ids;
    for (const json::Tree& token : org.tokens()) {
      if (!client.empty() && token.text("clientId") != client) continue;
      if (!user.empty() && token.text("userId") != user) continue;
      ids.push_back(token.text("id"));
    }
    std::ranges::sort(ids);
    return ids;
  }
  std::vector<std::string> all() const { return tokens(org); }

  std::vector<std::string> read(const std::string& where = "") {
    return sorted(db.rows("SELECT id FROM oauth_tokens " + where));
  }
  // Of the last statement, from idp_stats.
  std::string stat(const std::string& name) {
    return db.value("SELECT " + name +
                    " FROM idp_stats WHERE scope = 'statement'");
  }
  void force(const std::string& route) { db.configure({{"route", route}}); }

  // What the stock shell shows, notes included.
  std::string shell(const std::string& script) const {
    return run_shell(script, {{"OKTA_CLIENT_ORGURL", simulator.url()},
                              {"OKTA_CLIENT_TOKEN", Simulator::kToken},
                              {"IDP_PROGRESS", "on"}})
        .output;
  }
};

}  // namespace idp::test
