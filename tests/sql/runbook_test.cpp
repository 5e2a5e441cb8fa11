// runbook_test.cpp - each runbook, run as it is there: its last query has rows
// before its last change, and none afterwards.
#include <doctest/doctest.h>

#include <filesystem>

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

TEST_CASE_FIXTURE(PagesFixture, "every runbook ends with nothing left") {
  int count = 0;
  for (const auto& entry :
       fs::directory_iterator(IDP_SOURCE_DIR "/docs/runbooks")) {
    if (entry.path().filename() == "README.md") continue;
    INFO(entry.path().string());
    simulator.reset();
    std::vector<std::string> blocks = sql_blocks(text_of(entry.path()));
    for (std::string& block : blocks) block = living(block);
    Database database = connect();
    run(database, blocks);
    ++count;
  }
  CHECK(count == 8);
}

}  // namespace
}  // namespace idp::test::runbook_test
