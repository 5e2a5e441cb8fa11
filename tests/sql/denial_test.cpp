// denial_test.cpp - what is told of calls that an org refuses: by its own code,
// wherever its documents say that this is.
#include <doctest/doctest.h>

#include "support/org.h"
#include "support/slashid.h"

namespace idp::test::denial_test {
namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

// The code of SlashID is deep in the body: errors[0].httpcode.
TEST_CASE("a refused revocation shows the provider's code") {
  Simulator simulator(slashid_flags({"--clients", "7"}));
  Database db;
  configure_slashid(db, simulator);
  const std::vector<std::string> ids = client_ids(simulator);
  simulator.fail({.method = "DELETE", .times = 2, .status = 403});
  const std::string error =
      db.error("DELETE FROM slashid_oauth2_clients WHERE client_id IN (" +
               literal(ids[0]) + ", " + literal(ids[1]) + ")");
  INFO(error);
  CHECK(db.rows("SELECT state, status, error_code FROM idp_revocations") ==
        Rows{{"failed", "403", "403"}, {"failed", "403", "403"}});
  // It says no more than the status, so a message has it once.
  CHECK(has(error, ids[1] + " (403)"));
}

TEST_CASE_FIXTURE(OrgFixture, "a credential that is not seen is no scope") {
  simulator.fail(
      {.times = kAlways,
       .status = 403,
       .body =
           R"({"errorCode": "E0000005", "errorSummary": "Invalid session"})"});
  // Another way to the same rows would be refused as well.
  const std::string error = db.refuses(
      "SELECT * FROM oauth_tokens",
      {" answered 403 E0000005 \"Invalid session\". The credential for '" +
           simulator.subdomain() + "' (from idp_configure())",
       "proxy"});
  CHECK_FALSE(has(error, "scope"));
  CHECK_FALSE(has(error, "okta.users.read"));
  CHECK(simulator.requests() == 1);
}

TEST_CASE_FIXTURE(OrgFixture, "a COMMIT that ends its own token") {
  db.configure({{"parallelism", 1}});
  db.rows("CREATE TABLE l AS SELECT id FROM users");
  db.rows(
      "BEGIN; DELETE FROM api_tokens WHERE id = (SELECT id FROM api_tokens "
      "ORDER BY lastUpdated DESC LIMIT 1);"
      "DELETE FROM grants WHERE userId IN (SELECT id FROM l)");
  db.refuses("COMMIT",
             {"answered 401", "tokens end when they are revoked", " of ",
              " were revoked, ", " were not",
              "The org accepted the credential until then: what was revoked",
              "may be that credential itself",
              "configure another one, and run the rest with that."});
  CHECK(db.value("SELECT state FROM idp_revocations WHERE table_name = "
                 "'api_tokens'") == "revoked");
  CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE table_name = "
                 "'grants' AND state <> 'revoked'") != "0");
  CHECK(db.value("SELECT count(*) FROM idp_revocations") ==
        std::to_string(1 + org.grants().size()));
}

}  // namespace
}  // namespace idp::test::denial_test
