// runbook_test.cpp - each runbook, run as it is there: its last query has rows
// before its last change, and none afterwards.
#include <doctest/doctest.h>

#include <filesystem>

#include "support/events.h"
#include "support/pages.h"

namespace idp::test::runbook_test {
namespace {

namespace fs = std::filesystem;

bool changes(const std::string& block) {
  return has(block, "DELETE FROM") || has(block, "UPDATE ");
}

void run(Database& db, const std::vector<std::string>& blocks) {
  std::size_t last_change = 0;
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
    if (changes(blocks[i])) last_change = i;
  }
  REQUIRE(changes(blocks[last_change]));
  REQUIRE_FALSE(changes(blocks.back()));
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
    INFO(blocks[i]);
    if (i == last_change) CHECK_FALSE(db.rows(blocks.back()).empty());
    db.rows(blocks[i]);
  }
  INFO(blocks.back());
  CHECK(db.rows(blocks.back()).empty());
}

// Nobody who finds a string of this kind knows that it is one.
const std::string kString = "'the string that was found'";

struct Fixture : PagesFixture {
  // Somebody who has all that can be taken away, and does not own the token
  // that takes it; an app that has two secrets.
  Fixture() {
    ids.user = db.value(
        "SELECT userId FROM user_roles WHERE assignmentType = 'USER' AND "
        "type <> 'SUPER_ADMIN' AND userId IN (SELECT id FROM users WHERE "
        "status = 'ACTIVE') LIMIT 1");
    login = db.value("SELECT login FROM users WHERE id = " + literal(ids.user));
    app = db.value(
        "SELECT appId FROM app_secrets WHERE status = 'ACTIVE' AND appId IN "
        "(SELECT a.id FROM apps a JOIN oauth_tokens t ON t.clientId = "
        "a.client_id) GROUP BY appId HAVING count(*) = 2 LIMIT 1");
    const auto token = db.rows(
        "SELECT clientId, id FROM oauth_tokens WHERE "
        "userId = " +
        literal(ids.user) + " LIMIT 1");
    ids.client = token.at(0).at(0);
    string = "sim-refresh-token-" + token[0][1];
  }

  // The org as it is when something has happened.
  void prepare() {
    simulator.reset();
    plant(simulator, {{.type = "app.oauth2.as.token.grant.access_token",
                       .actor = {"PublicClientApp", ids.client},
                       .targets = {{"User", ids.user}},
                       .address = "192.0.2.1",
                       .token_hash = db.value("SELECT idp_token_hash(" +
                                              literal(string) + ")")}});
  }

  std::string string;
};

TEST_CASE_FIXTURE(Fixture, "every runbook ends with nothing left") {
  int count = 0;
  for (const auto& entry :
       fs::directory_iterator(IDP_SOURCE_DIR "/docs/runbooks")) {
    if (entry.path().filename() == "README.md") continue;
    INFO(entry.path().string());
    prepare();
    std::vector<std::string> blocks = sql_blocks(text_of(entry.path()));
    for (std::string& block : blocks)
      block = replace_all(living(block), kString, literal(string));
    Database database = connect();
    run(database, blocks);
    ++count;
  }
  CHECK(count == 8);
}

}  // namespace
}  // namespace idp::test::runbook_test
