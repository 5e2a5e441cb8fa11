// pages_test.cpp - every example of SQL in the README and in docs/ runs, and
// every link leads somewhere.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>

#include "support/copies.h"
#include "support/org.h"
#include "support/slashid.h"

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

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> blocks_of(const std::string& page) {
  const std::string begin = "```sql\n", end = "\n```";
  std::vector<std::string> blocks;
  std::size_t at = 0;
  while ((at = page.find(begin, at)) != page.npos) {
    at += begin.size();
    const std::size_t last = page.find(end, at);
    blocks.push_back(page.substr(at, last - at));
    at = last;
  }
  return blocks;
}

struct Fixture : OrgFixture {
  // With living ids in the place of the shortened ones.
  std::string living(std::string sql) const {
    const std::string login = org.users()[0].find("profile")->text("login");
    const std::pair<std::string, std::string> names[] = {
        {"'acme-preview'", "'preview'"},
        {"'acme'", simulator.subdomain()},
        {"'00u1'", ids.user},
        {"'0oa1'", ids.client},
        {"'0oa9'", app},
        {"'oar1'", ids.token},
        {"'oag1'", ids.grant},
        {"'joe@example.com'", login},
        {"'2f5d…'", client},
        {"'0c11'", client}};
    for (const auto& [shortened, name] : names) {
      sql = replace_all(sql, shortened,
                        name.starts_with("'") ? name : literal(name));
    }
    return sql;
  }

  Simulator preview{{"--users", "5"}}, slashid{slashid_flags()};
  std::string client = client_ids(slashid).front();
  std::string app = db.value("SELECT id FROM apps LIMIT 1");
};

TEST_CASE_FIXTURE(Fixture, "every example of SQL runs") {
  int count = 0;
  for (const fs::path& page : pages()) {
    for (const std::string& block : blocks_of(text_of(page))) {
      simulator.reset();
      Database database(preview);
      database.configure({{"orgUrl", preview.url()},
                          {"token", Simulator::kToken},
                          {"subdomain", "preview"},
                          {"max_revocations", 100'000}});
      configure_slashid(database, slashid);
      database.configure({{"orgUrl", simulator.url()},
                          {"token", Simulator::kToken},
                          {"default", true}});
      const std::string sql = living(block);
      INFO(page.string());
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
