// surroundings_test.cpp - generated statements are right whatever else goes on:
// beside open statements of the connection, with a cache, in one of several
// orgs, behind savepoints, with faults, while rows come and go at the provider.
#include "support/surroundings.h"

#include <doctest/doctest.h>

#include <optional>
#include <random>

#include "support/deletes.h"
#include "support/losses.h"
#include "support/queries.h"

namespace idp::test::surroundings_test {
namespace {

const std::vector<std::string> kFlags = {"--users", "14", "--clients", "2"};

struct Fixture : OrgFixture {
  Fixture() : OrgFixture(kFlags) {}

  // The provider's rows are others than before.
  void change() {
    around.change(present());
    changed.emplace(simulator);
    copy.fill(present());
  }
  void reset() {
    simulator.reset();
    if (!changed) return;
    changed.reset();
    copy.fill(org);
  }
  // As the copy has it.
  const Org& present() const { return changed ? *changed : org; }
  Set now() const { return all_ids(Org(simulator)); }

  // What is gone is what ordinary tables lose. Where there may be an error,
  // nothing else is gone.
  void check(std::string sql, bool may_fail = false) {
    const Loss right = local_loss(db, sql);
    if (has(sql, ";")) sql = "BEGIN;" + sql + "COMMIT";
    const Set before = all_ids(present());
    Rows rows;
    std::string error;
    const int code = db.run(LocalCopy::ours(sql), rows, error);
    INFO(LocalCopy::ours(sql) << "\n" << error);
    const Set gone = without(before, now());
    if (code == SQLITE_OK) {
      CHECK(gone == right.gone);
    } else {
      CHECK(may_fail);
      CHECK(within(gone, right.gone));
    }
    rows_gone += gone.size();
    reset();
  }

  LocalCopy copy{db, org};
  std::optional<Org> changed;  // not as at the start
  Surroundings around{11, simulator, db};
  std::size_t rows_gone = 0;
};

TEST_CASE_FIXTURE(Fixture, "200 queries beside others, while rows change") {
  Queries generator(12, org);
  std::size_t open = 0;
  for (int i = 0; i < 200; ++i) {
    around.stir();
    open += around.open();
    if (i % 2 == 0) change();
    const std::string query = generator.query();
    INFO(query);
    CHECK(db.rows(LocalCopy::ours(query)) == db.rows(LocalCopy::local(query)));
  }
  CHECK(open > 200);
}

TEST_CASE_FIXTURE(Fixture, "300 DELETEs beside others, with a cache") {
  Deletes generator(13, db);
  for (int i = 0; i < 300; ++i) {
    db.configure({{"cache_ttl", i % 3 ? 3600 : 0}});
    around.stir();
    if (i % 2 == 0) change();
    check(generator.statement());
  }
  CHECK(rows_gone > 500);
}

TEST_CASE_FIXTURE(Fixture, "150 DELETEs beside others, with faults") {
  db.configure({{"max_retries", 0}, {"cache_ttl", 60}});
  Deletes generator(14, db);
  const Fault faults[] = {{.status = 503}, {.close = true}, {.status = 403}};
  for (int i = 0; i < 150; ++i) {
    around.stir();
    if (i % 2 == 0) change();
    Fault fault = faults[i % 3];
    fault.method = i % 2 ? "DELETE" : "GET";
    fault.skip = i % 5;
    simulator.fail(fault);
    check(generator.statement(), true);
  }
  CHECK(rows_gone > 100);
}

// DELETEs with savepoints around them, in one transaction.
class Scripts {
 public:
  Scripts(unsigned seed, Database& db) : random_(seed), deletes_(seed, db) {}

  std::string script() {
    std::string sql;
    int depth = 0;
    for (int i = 0; i < 9; ++i) {
      const auto step = random_() % 6;
      if (step == 0) {
        sql += "SAVEPOINT s" + std::to_string(depth++) + ";";
      } else if (step == 1 && depth > 0) {
        depth = static_cast<int>(random_() % static_cast<unsigned>(depth));
        sql += "RELEASE s" + std::to_string(depth) + ";";
      } else if (step == 2 && depth > 0) {
        depth = 1 + static_cast<int>(random_() % static_cast<unsigned>(depth));
        sql += "ROLLBACK TO s" + std::to_string(depth - 1) + ";";
      } else {
        sql += deletes_.statement() + ";";
      }
    }
    return sql;
  }

 private:
  std::minstd_rand random_;
  Deletes deletes_;
};

TEST_CASE_FIXTURE(Fixture, "80 transactions with savepoints beside others") {
  Scripts generator(15, db);
  for (int i = 0; i < 80; ++i) {
    around.stir();
    if (i % 2 == 0) change();
    check(generator.script());
  }
  CHECK(rows_gone > 300);
}

// A second org, whose rows have other ids, as tables with the org pinned.
struct TwoOrgs : Fixture {
  TwoOrgs() {
    db.configure({{"orgUrl", other.url()},
                  {"subdomain", "preview"},
                  {"token", Simulator::kToken},
                  {"default", false}});
    for (const std::string table :
         {"users", "user_clients", "oauth_tokens", "clienttokens", "grants"}) {
      const bool reads = table == "users" || table == "user_clients";
      db.rows("CREATE VIRTUAL TABLE temp.p_" + table + " USING " + table +
              "(subdomain='preview'" + (reads ? "" : ", writable=1") + ")");
    }
    copy.fill(preview);
  }
  Simulator other{{"--users", "14", "--clients", "2", "--seed", "7"}};
  Org preview{other};
};

TEST_CASE_FIXTURE(TwoOrgs,
                  "120 statements in the org that is not the default") {
  const Set here = all_ids(org), there = all_ids(preview);
  REQUIRE(here != there);
  Deletes deletes(16, db);
  Queries queries(16, preview);
  for (int i = 0; i < 120; ++i) {
    around.stir();
    if (i % 3 == 0) {
      const std::string query = queries.query();
      INFO(query);
      CHECK(db.rows(LocalCopy::with_prefix(query, "p_")) ==
            db.rows(LocalCopy::local(query)));
      continue;
    }
    const std::string sql = deletes.statement();
    INFO(sql);
    const Loss right = local_loss(db, sql);
    db.rows(LocalCopy::with_prefix(sql, "p_"));
    CHECK(without(there, all_ids(Org(other))) == right.gone);
    CHECK(now() == here);
    rows_gone += right.gone.size();
    if (!right.gone.empty()) other.reset();
  }
  CHECK(rows_gone > 100);
}

}  // namespace
}  // namespace idp::test::surroundings_test
