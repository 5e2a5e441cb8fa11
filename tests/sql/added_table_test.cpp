// added_table_test.cpp - tables that a folder adds to a provider which is built
// in, or puts in the place of its own.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/org.h"

namespace idp::test::added_table_test {
namespace {

namespace fs = std::filesystem;

// The document that the README leads to.
std::string from_readme() {
  const std::string text = text_of(IDP_SOURCE_DIR "/schema/README.md");
  const std::string fence = "```json\n";
  const std::size_t begin = text.find(fence) + fence.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

class Folder {
 public:
  explicit Folder(const std::string& document) {
    path_ = (fs::temp_directory_path() / "idp-XXXXXX").string();
    REQUIRE(mkdtemp(path_.data()) != nullptr);
    fs::create_directory(path_ + "/okta");
    fs::permissions(path_ + "/okta", fs::perms(0700));
    const std::string file = path_ + "/okta/one.json";
    std::ofstream(file) << document;
    fs::permissions(file, fs::perms(0600));
    setenv("IDP_SCHEMA_PATH", path_.c_str(), 1);
  }
  ~Folder() {
    unsetenv("IDP_SCHEMA_PATH");
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;

 private:
  std::string path_;
};

TEST_CASE("the table of the README reads and deletes") {
  const Folder folder(from_readme());
  Simulator simulator({"--users", "3"});
  Database db(simulator);
  simulator.fail_all(
      {{.method = "GET",
        .path = "/api/v1/trustedOrigins",
        .times = kAlways,
        .status = 200,
        .body = R"([{"id": "tos1", "name": "Shop", "origin": "https://a.com",)"
                R"("scopes": [{"type": "CORS"}], "status": "ACTIVE"}])"},
       {.method = "DELETE",
        .path = "/api/v1/trustedOrigins/*",
        .times = kAlways,
        .status = 204,
        .body = ""}});
  CHECK(db.rows("SELECT name, origin, json_extract(scopes, '$[0].type') FROM "
                "trusted_origins WHERE status = 'ACTIVE'") ==
        Rows{{"Shop", "https://a.com", "CORS"}});
  db.rows("DELETE FROM trusted_origins WHERE trustedOriginId = 'tos1'");
  CHECK(db.sent() ==
        std::vector<std::string>{"GET /api/v1/trustedOrigins?limit=200",
                                 "GET /api/v1/trustedOrigins?limit=200",
                                 "DELETE /api/v1/trustedOrigins/tos1"});
  // Beside the tables that are there.
  CHECK(db.value("SELECT count(*) FROM users, trusted_origins") == "3");
  db.refuses("DELETE FROM trusted_origins", {"whole org"});
}

TEST_CASE("a table takes the place of one that is built in, if it says so") {
  const fs::path own = IDP_SOURCE_DIR "/schema/okta/user_clients.json";
  const std::string built_in = text_of(own);
  const std::string named = "\"resource\": \"user_clients\",";
  const std::size_t at = built_in.find(named);
  REQUIRE(at != built_in.npos);
  const auto with = [&](const std::string& more) {
    return std::string(built_in).insert(at, more);
  };
  {
    const Folder folder(built_in);
    const std::string error = refusal();
    INFO(error);
    CHECK(has(error, "there is a table user_clients already"));
    CHECK(has(error, "\"replaces\": true"));
  }
  {
    const Folder folder(with("\"replaces\": true, "));
    Simulator simulator({"--users", "5"});
    Database db(simulator);
    CHECK(db.value("SELECT count(*) FROM idp_methods WHERE resource = "
                   "'user_clients'") == "1");
    // Other tables take their values from it.
    CHECK(db.value("SELECT count(*) > 0 FROM oauth_tokens WHERE userId IN "
                   "(SELECT id FROM users)") == "1");
  }
  std::string text = with("\"replaces\": true, ");
  text.replace(text.find(named), named.size(), "\"resource\": \"others\",");
  const Folder folder(text);
  CHECK(has(refusal(), "there is no table others of okta that it could"));
}

TEST_CASE("what doesn't fit to the provider is told where it stands") {
  std::string text = from_readme();
  const std::string provider = "\"provider\": \"okta\"";
  text.replace(text.find(provider), provider.size(),
               "\"provider\": \"slashid\"");
  const Folder folder(text);
  const std::string error = refusal();
  INFO(error);
  CHECK(
      has(error, "okta/one.json: it is of the provider slashid, not of okta"));
}

}  // namespace
}  // namespace idp::test::added_table_test
