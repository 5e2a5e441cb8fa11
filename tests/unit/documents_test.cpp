// documents_test.cpp - the documents in schema/ obey their schemas, and broken
// ones are refused with the place of the mistake.
#include "model/documents.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "catalog.h"
#include "documents.h"
#include "json/tree.h"

namespace idp::test {
namespace {

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
  CHECK(checked == catalog().size() + provider_documents().size());
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
      {R"("returns": "object")", R"("unseen": "a, b", "returns": "object")",
       "methods/0/unseen"},
      {R"("returns": "object")", R"("returns": "objects")",
       "methods/0/returns"},
      {R"("in": "server")", R"("in": "host")", "parameters/0/in"},
      {R"("paging": "link")", R"("paging": "pages")", "paging"},
      {R"("maximum": 200)", R"("maximum": "200")", "maximum"},
      {R"("key": [)", R"("key": [1, )", "key"},
      {R"("methods": [)", R"("methods": [], "old": [)", "methods"},
      {R"("name": "status")", R"("name": "sta tus")", "fields/1/name"},
      {R"("from": "users.id")", R"("from": "users")", "parameters/1/from"},
      {R"("from": "users.id")", R"("form": "users.id")",
       "parameters/1/form: breaks the rule \"additionalProperties\""},
      {R"("http": "GET",)", "", "methods/0: breaks the rule \"required\""},
      {R"("documentation": "https:)", R"("documentation": "http:)",
       "documentation"},
      {R"("name": "id", "type")", R"("name": "id", "name": "id2", "type")",
       "the name \"name\" appears twice"},
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

// The plan's line, which EXPLAIN shows and which is read again, has them.
TEST_CASE("what a filter has in it can't be taken for a part of a plan") {
  const std::string schema = read(kSchemas / "resource.schema.json");
  const std::string good = read(kSchemas / "okta/users.json");
  for (const std::string bad : {"a {id}", "a -> id", "a [whole org]"}) {
    for (const std::string member :
         {R"("parameter": "filter")", R"("name": "profile.login")",
          R"("otherwise": "lastUpdated gt \"1970-01-01T00:00:00.000Z\"")"}) {
      const std::string name = member.substr(0, member.find(": ") + 2);
      const Status status = json::validate(
          replaced(good, member, name + json::quote(bad)), schema);
      INFO(name << bad);
      REQUIRE_FALSE(status.ok());
      CHECK(status.error().text.find("\"pattern\"") != std::string::npos);
    }
  }
}

TEST_CASE("a provider document that breaks its schema is refused, too") {
  const std::string schema = read(kSchemas / "provider.schema.json");
  const std::string good = read(kSchemas / "okta/provider.json");
  REQUIRE(json::validate(good, schema).ok());
  struct Mutation {
    std::string from, to, message;
  };
  const Mutation mutations[] = {
      {R"("provider": "okta")", R"("provider": "Okta")", "at #/provider"},
      {R"("domain": "okta.com")", R"("domain": "")", "at #/domain"},
      {R"("title": "Okta",)", "", "required"},
      {R"("domain": "okta.com")", R"("servers": ["http://okta.com"])",
       "at #/servers/0"},
      {R"("domain": "okta.com")", R"("servers": ["https://okta.com/x"])",
       "at #/servers/0"},
      {R"("SSWS {token}")", R"("SSWS {token}\r\nX: y")",
       "at #/credentials/headers/Authorization"},
      {R"("SSWS {token}")", R"("")", "at #/credentials/headers"},
      {R"("domain": "okta.com")", R"("offset_paging": {"limit": "l"})",
       "offset_paging"},
      {R"("domain": "okta.com")",
       R"("offset_paging": {"limit": "l", "offset": "o", "total": "t"})",
       "dependencies"},
      {R"("errors": {)", R"("errors": [], "x": {)", "at #/errors: breaks"},
      {R"("gone": "E0000007")", R"("gone": 7)", "at #/errors/gone"},
      {R"("code": "errorCode",)", "", "at #/errors: breaks the rule"},
      {R"("summary": "errorSummary",)", "", "at #/errors: breaks the rule"},
      {R"("retry_for")", R"("retry_four")", "at #/headers"},
  };
  for (const Mutation& m : mutations) {
    const Status status = json::validate(replaced(good, m.from, m.to), schema);
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(status.ok());
    INFO(status.error().text);
    CHECK(status.error().text.find(m.message) != std::string::npos);
  }
}

// What the build's own check says of a document.
std::string validator_says(const fs::path& schema, const fs::path& document) {
  const std::string command = "\"" IDP_VALIDATE "\" \"" + schema.string() +
                              "\" \"" + document.string() + "\" 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    said += static_cast<char>(c);
  }
  CHECK((pclose(pipe) == 0) == said.empty());
  return said;
}

TEST_CASE("the build names the broken document and the place in it") {
  std::string folder = (fs::temp_directory_path() / "idp-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  const fs::path schema = kSchemas / "resource.schema.json";
  const fs::path good = kSchemas / "okta/users.json";
  CHECK(validator_says(schema, good) == "");
  const fs::path broken = fs::path(folder) / "broken.json";
  const std::pair<std::string, std::string> changes[] = {
      {replaced(read(good), R"("type": "string")", R"("type": 1)"),
       "/type: breaks the rule \"enum\""},
      {replaced(read(good), R"("operators": ["eq"])", R"("operators": [])"),
       "/filter/terms/0/operators: breaks the rule \"minItems\""},
      {"{]", "(at byte 1)"},
      {"", "The document is empty"},
  };
  for (const auto& [text, place] : changes) {
    std::ofstream(broken, std::ios::binary) << text;
    const std::string said = validator_says(schema, broken);
    INFO(said);
    CHECK(said.starts_with(broken.string() + ": "));
    CHECK(said.find(place) != said.npos);
  }
  CHECK(fs::remove_all(folder) == 2);
}

std::vector<std::string> resources_in(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;  // questions are, too
    files.push_back(entry.path().stem().string());
  }
  std::erase(files, "provider");
  std::ranges::sort(files);
  return files;
}

TEST_CASE("what is compiled in is what is in the folders, in their order") {
  const std::vector<std::string> providers = {"okta", "slashid"};
  std::vector<std::string> all, names;
  REQUIRE(provider_documents().size() == providers.size());
  for (std::size_t p = 0; p < providers.size(); ++p) {
    const fs::path folder = kSchemas / providers[p];
    const ProviderDocuments documents = provider_documents()[p];
    CHECK(documents.provider == read(folder / "provider.json"));
    const std::vector<std::string> files = resources_in(folder);
    REQUIRE(documents.resources.size() == files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
      CHECK(documents.resources[i] == read(folder / (files[i] + ".json")));
    }
    all.insert(all.end(), files.begin(), files.end());
  }
  for (const Resource& table : catalog()) names.push_back(table.name);
  CHECK(names == all);
}

}  // namespace
}  // namespace idp::test
