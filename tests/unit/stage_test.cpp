// stage_test.cpp - what is staged follows transactions and savepoints.
#include "revoke/stage.h"

#include <random>

#include "catalog.h"
#include "revoke/outcome.h"

namespace idp::test {
namespace {

Revocation token(int number) {
  Revocation revocation;
  revocation.resource = &resource("oauth_tokens");
  revocation.method = revocation.resource->revocation();
  revocation.subdomain = "acme";
  revocation.target = http::make_target({"tokens", std::to_string(number)}, {});
  return revocation;
}

std::vector<std::string> staged(const Stage& stage) {
  std::vector<std::string> all;
  for (const Revocation& r : stage.revocations()) all.push_back(r.identity());
  return all;
}

// The obvious way: a copy of everything at each savepoint.
struct Model {
  std::vector<std::string> now;
  std::vector<std::vector<std::string>> savepoints;

  bool has(const std::string& identity) const {
    return std::ranges::find(now, identity) != now.end();
  }
  void add(const std::string& identity) {
    if (!has(identity)) now.push_back(identity);
  }
};

TEST_CASE("savepoints give what copies would give") {
  std::minstd_rand random(42);
  for (int round = 0; round < 300; ++round) {
    Stage stage;
    Model model;
    // Savepoints from before the table joined are never announced.
    model.savepoints.resize(random() % 3);
    for (int step = 0; step < 60; ++step) {
      const std::size_t open = model.savepoints.size();
      const auto depth = static_cast<std::size_t>(random() % (open + 1));
      switch (random() % 40 == 0 ? 9 : random() % 6) {
        case 9:  // COMMIT, or ROLLBACK
          stage.clear();
          model = {};
          break;
        case 0:
          stage.savepoint(static_cast<int>(open));
          model.savepoints.push_back(model.now);
          break;
        case 1:
          if (depth == open) break;
          stage.release(static_cast<int>(depth));
          model.savepoints.resize(depth);
          break;
        case 2:
          if (depth == open) break;
          stage.rollback_to(static_cast<int>(depth));
          model.now = model.savepoints[depth];
          model.savepoints.resize(depth + 1);
          break;
        default: {
          const Revocation revocation = token(static_cast<int>(random() % 20));
          model.add(revocation.identity());
          stage.add(revocation);
        }
      }
      REQUIRE(staged(stage) == model.now);
      bool same = true;
      for (int i = 0; i < 20; ++i) {
        const std::string identity = token(i).identity();
        same = same && stage.has(identity) == model.has(identity);
      }
      CHECK(same);
    }
    stage.clear();
    CHECK(stage.empty());
  }
}

TEST_CASE("a savepoint from before the first DELETE takes all of it back") {
  Stage stage;
  stage.savepoint(2);
  stage.add(token(1));
  stage.release(2);
  stage.savepoint(2);
  stage.add(token(2));
  stage.rollback_to(0);
  CHECK(stage.empty());
}

TEST_CASE("a list of which a row is taken back goes row by row") {
  const Resource& tokens = resource("oauth_tokens");
  Bulk bulk{tokens.method("revoke_all"), http::make_target({"tokens"}, {}), {}};
  Stage stage;
  for (int i = 0; i < 3; ++i) {
    if (i == 2) stage.savepoint(0);
    Revocation revocation = token(i);
    revocation.number = i;
    bulk.rows.push_back(revocation.identity());
    stage.add(std::move(revocation));
  }
  stage.unite(std::make_shared<Bulk>(bulk));
  const auto whole = make_calls(stage.revocations(), stage.bulks());
  REQUIRE(whole.size() == 1);
  CHECK(whole[0].bulk);
  CHECK(whole[0].rows.size() == 3);
  CHECK(whole[0].target.text() == "/tokens");
  stage.rollback_to(0);
  CHECK(stage.bulks().empty());
  const auto single = make_calls(stage.revocations(), stage.bulks());
  REQUIRE(single.size() == 2);
  CHECK_FALSE(single[0].bulk);
  CHECK(single[1].target.text() == "/tokens/1");
}

TEST_CASE("of lists that share rows, the longest goes in one call") {
  const Method* method = resource("oauth_tokens").method("revoke_all");
  std::vector<Revocation> rows;
  const auto list = [&](const std::string& name, const std::vector<int>& of) {
    Bulk bulk{method, http::make_target({name}, {}), {}};
    for (const int i : of) bulk.rows.push_back(token(i).identity());
    return std::make_shared<const Bulk>(bulk);
  };
  for (int i = 0; i < 8; ++i) {
    rows.push_back(token(i));
    rows.back().number = 10 - i;
  }
  const auto calls = make_calls(
      rows, {list("a", {0, 1}), list("b", {0, 1, 2, 3}), list("c", {3, 4}),
             list("d", {5, 6}), list("e", {7, 9}), list("f", {6, 5})});
  std::vector<std::string> targets;
  targets.reserve(calls.size());
  for (const RevocationCall& call : calls) {
    targets.push_back(call.target.text());
  }
  CHECK(targets ==
        std::vector<std::string>{"/tokens/7", "/d", "/tokens/4", "/b"});
  CHECK(calls[3].rows.size() == 4);
}

TEST_CASE("a key of a row becomes the call that revokes it") {
  const auto revocation =
      make_revocation(resource("oauth_tokens"), "acme/00u1/0oa%202/oar3");
  REQUIRE(revocation.ok());
  CHECK(revocation->subdomain == "acme");
  CHECK(revocation->target.text() ==
        "/api/v1/users/00u1/clients/0oa%202/tokens/oar3");
  for (const std::string bad :
       {"", "acme", "acme/00u1/0oa2", "acme/00u1/0oa2/oar3/x",
        "acme/00u1/0oa2/..", "acme/00u1//oar3"}) {
    INFO(bad);
    CHECK_FALSE(make_revocation(resource("oauth_tokens"), bad).ok());
  }
}

}  // namespace
}  // namespace idp::test
