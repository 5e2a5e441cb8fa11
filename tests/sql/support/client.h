// client.h - a user of an org, and a client that holds tokens of the user.
#pragma once

#include <string>
#include <vector>

#include "support/org.h"

namespace idp::test {

struct ClientFixture : OrgFixture {
  // With so many tokens.
  explicit ClientFixture(const std::string& count = "4")
      : OrgFixture({"--users", "20", "--tokens", count, "--grants", "3"}) {}

  std::string user = " WHERE userId = " + literal(ids.user) + " ";
  std::string client = user + "AND clientId = " + literal(ids.client) + " ";
  std::vector<std::string> tokens = org.token_ids(ids);

  // The tokens that are still there.
  std::vector<std::string> left() const {
    return Org(simulator).token_ids(ids);
  }
};

}  // namespace idp::test
