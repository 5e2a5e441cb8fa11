// org.h - what is in a simulated org, as its dump tells: what the tables must
// show.
#pragma once

#include <string>
#include <vector>

#include "support/database.h"
#include "support/simulator.h"

namespace idp::test {

// A token with its place, and a grant of the same user and client.
struct Ids {
  std::string user, client, token, grant;
};

class Org {
 public:
  explicit Org(const Simulator& simulator) : dump_(simulator.dump()) {}

  const json::Array& users() const { return dump_.items("users"); }
  const json::Array& clients() const { return dump_.items("clients"); }
  const json::Array& tokens() const { return dump_.items("tokens"); }
  const json::Array& grants() const { return dump_.items("grants"); }

  // The first token for which its user and client have a grant, too.
  Ids first() const;
  // The ids of tokens or grants of a user and, unless empty, a client; sorted.
  std::vector<std::string> token_ids(const Ids& of) const;
  std::vector<std::string> grant_ids(const std::string& user,
                                     const std::string& client = "") const;

 private:
  json::Tree dump_;
};

// An org, a token in it, and a database with the extension and the org's token.
struct OrgFixture {
  explicit OrgFixture(std::vector<std::string> flags = {"--users", "20"})
      : simulator(std::move(flags)) {}

  Simulator simulator;
  Org org{simulator};
  Ids ids = org.first();
  std::string user_path = "/api/v1/users/" + ids.user;
  std::string tokens_path = user_path + "/clients/" + ids.client + "/tokens";
  Database db{simulator};
};

// The value of `after` in a call such as Database::sent() shows, decoded.
std::string cursor_of(const std::string& call);

// The first column of each row, sorted.
std::vector<std::string> sorted(const Rows& rows);

}  // namespace idp::test
