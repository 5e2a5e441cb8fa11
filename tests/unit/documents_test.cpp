// documents_test.cpp - the documents in schema/ obey their schemas, and broken
// ones are refused with the place of the mistake.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "catalog.h"
#include "json/tree.h"
#include "model/load.h"

namespace idp::test {
namespace {

namespace fs = std::filesystem;

const fs::path kSchemas = IDP_SOURCE_DIR "/schema";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const std::size_t at = text.find(from);
  INFO(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("every document obeys the schema kept beside it") {
  std::size_t checked = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kSchemas)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".json" || path.parent_path() == kSchemas) continue;
    const bool provider = path.filename() == "provider.json";
    const Status status = json::validate(
        read(path), read(kSchemas / (provider ? "provider.schema.json"
                                              : "resource.schema.json")));
    INFO(path.string());
    INFO((status ? std::string() : status.error().text));
    CHECK(status.ok());
    ++checked;
  }
  CHECK(checked == catalog().size() + 1);
}

TEST_CASE("a document that breaks the schema is refused with the place") {
  const std::string schema = read(kSchemas / "resource.schema.json");
  const std::string good = read(kSchemas / "okta/grants.json");
  REQUIRE(json::validate(good, schema).ok());
  struct Mutation {
    std::string from, to, message;
  };
  const Mutation mutations[] = {
      {R"("resource": "grants")", R"("resource": "no grants")", "resource"},
      {R"("resource": "grants",)", "", "required"},
      {R"("provider": "okta")", R"("provider": 1)", "provider"},
      {R"("service": "users")", R"("servise": "users")",
       "additionalProperties"},
      {R"("type": "string")", R"("type": "text")", "fields/0/type"},
      {R"("sql": "SELECT")", R"("sql": "INSERT")", "methods/0/sql"},
      {R"("http": "GET")", R"("http": "get")", "methods/0/http"},
      {R"("path": "/api)", R"("path": "api)", "methods/0/path"},
      {R"("returns": "object")", R"("returns": "objects")",
       "methods/0/returns"},
      {R"("in": "server")", R"("in": "host")", "parameters/0/in"},
      {R"("paging": "link")", R"("paging": "pages")", "paging"},
      {R"("maximum": 200)", R"("maximum": "200")", "maximum"},
      {R"("key": [)", R"("key": [1, )", "key"},
      {R"("methods": [)", R"("methods": [], "old": [)", "methods"},
      {"{", "", "value"},
  };
  for (const Mutation& m : mutations) {
    const Status status = json::validate(replaced(good, m.from, m.to), schema);
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(status.ok());
    INFO(status.error().text);
    CHECK(status.error().text.find(m.message) != std::string::npos);
  }
}

TEST_CASE("names that a document uses but does not declare are refused") {
  const auto provider = load_provider(read(kSchemas / "okta/provider.json"));
  REQUIRE(provider.ok());
  const std::string good = read(kSchemas / "okta/grants.json");
  struct Mutation {
    std::string from, to, message;
  };
  const Mutation mutations[] = {
      {"/users/{userId}/grants/{grantId}", "/users/{user}/grants/{grantId}",
       "grants.get uses the parameter user, which is not declared"},
      {R"("optional": ["expand")", R"("optional": ["expnd")",
       "uses the parameter expnd"},
      {R"("field": "id")", R"("field": "ident")",
       "grantId stands for ident, which is not declared"},
      {R"("key": ["userId", "id"])", R"("key": ["userId", "ident"])",
       "the key has ident"},
      {R"("key": ["userId", "id"])", R"("key": ["id"])",
       "the key lacks userId, which revoke needs"},
  };
  for (const Mutation& m : mutations) {
    const auto loaded = load_resource(*provider, replaced(good, m.from, m.to));
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(loaded.ok());
    INFO(loaded.error().text);
    CHECK(loaded.error().text.find(m.message) != std::string::npos);
  }
}

TEST_CASE("columns are the documented fields, in the documentation's order") {
  const std::pair<std::string, std::string> cases[] = {
      {"user_clients", "client_id client_name client_uri logo_uri _links"},
      {"oauth_tokens",
       "id status created lastUpdated expiresAt issuer clientId userId scopes "
       "_embedded _links"},
      {"grants",
       "id status created createdBy lastUpdated issuer clientId userId scopeId "
       "source _embedded _links"},
  };
  for (const auto& c : cases) {
    std::string names;
    for (const Column& column : resource(c.first).columns) {
      if (!column.hidden) names += (names.empty() ? "" : " ") + column.name;
    }
    CHECK(names == c.second);
  }
}

}  // namespace
}  // namespace idp::test
