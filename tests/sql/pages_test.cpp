// pages_test.cpp - every example of SQL in the README and in docs/ runs, and
// every link leads somewhere.
#include "support/pages.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

namespace idp::test::pages_test {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pages() {
  std::vector<fs::path> found = {IDP_SOURCE_DIR "/README.md",
                                 IDP_SOURCE_DIR "/SECURITY.md",
                                 IDP_SOURCE_DIR "/schema/README.md"};
  for (const auto& entry :
       fs::recursive_directory_iterator(IDP_SOURCE_DIR "/docs")) {
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  }
  return found;
}

// Whose statements belong together: runbook_test.cpp, detections_test.cpp and
// refresh_test.cpp.
bool runs_as_one(const fs::path& page) {
  const fs::path folder = page.parent_path().filename();
  return folder == "runbooks" || folder == "detections" ||
         page.filename() == "inventory.md";
}

TEST_CASE_FIXTURE(PagesFixture, "every example of SQL runs") {
  int count = 0;
  for (const fs::path& page : pages()) {
    if (runs_as_one(page)) continue;
    for (const std::string& block : sql_blocks(text_of(page))) {
      simulator.reset();
      Database database = connect();
      const std::string sql = living(block);
      INFO(page.string());
      // What needs no bound, as the newest are asked for, needs SQLite 3.38.
      if (has(sql, "published DESC LIMIT") && !hands_over_lists()) continue;
      INFO(sql);
      database.rows(sql);
      ++count;
    }
  }
  CHECK(count > 3);
}

TEST_CASE("every link leads to a page that is there") {
  const std::regex link(R"(\]\(([^)#:]*)(#[^)]*)?\))");
  for (const fs::path& page : pages()) {
    const std::string text = text_of(page);
    for (std::sregex_iterator one(text.begin(), text.end(), link), end;
         one != end; ++one) {
      const std::string to = (*one)[1];
      INFO(page.string());
      INFO(to);
      CHECK(fs::exists(to.empty() ? page : page.parent_path() / to));
    }
  }
}

}  // namespace
}  // namespace idp::test::pages_test
