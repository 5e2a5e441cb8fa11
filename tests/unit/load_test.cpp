// load_test.cpp - documents that don't fit together are refused when they are
// loaded; those in schema/ have what the providers document.
#include "model/load.h"

#include <algorithm>
#include <functional>
#include <set>

#include "catalog.h"
#include "documents.h"
#include "model/check.h"

namespace idp::test {
namespace {

TEST_CASE("what a document names in other tables is there") {
  for (const Resource& table : catalog()) {
    for (const Parameter& parameter : table.parameters) {
      if (parameter.from.empty()) continue;
      const std::size_t dot = parameter.from.find('.');
      INFO(table.name << "." << parameter.name << " from " << parameter.from);
      CHECK(resource(parameter.from.substr(0, dot))
                .column(parameter.from.substr(dot + 1))
                .has_value());
    }
    // A method may have the name of the parameter that it is about.
    std::set<std::string> columns, methods;
    for (const Column& column : table.columns) columns.insert(column.name);
    for (const Method& method : table.methods) methods.insert(method.name);
    INFO(table.name);
    CHECK(columns.size() == table.columns.size());
    CHECK(methods.size() == table.methods.size());
  }
}

TEST_CASE("a provider whose parts don't fit together is refused") {
  const std::string good = read(kSchemas / "slashid/provider.json");
  REQUIRE(load_provider(good).ok());
  struct Mutation {
    std::string from, to, message;
  };
  const Mutation mutations[] = {
      {R"("servers": )", R"("domain": "x.com", "servers": )",
       "slashid has a domain and servers"},
      {"{token}", "token", "slashid: no header carries {token}"},
      {R"("SlashID-OrgID")", R"("SlashID OrgID")",
       "slashid: \"SlashID OrgID\" is no name of a header"},
      {R"("SlashID-OrgID")", R"("a:\r\nb")", "is no name of a header"},
  };
  for (const Mutation& m : mutations) {
    const auto loaded = load_provider(replaced(good, m.from, m.to));
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().text.find(m.message) != std::string::npos);
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
      {R"("key": ["userId", "clientId", "id"])",
       R"("key": ["userId", "ident"])", "the key has ident"},
      {R"("key": ["userId", "clientId", "id"])", R"("key": ["id"])",
       "the key lacks userId, which revoke needs"},
      {R"("paging": "link")", R"("paging": "offset")",
       "pages by offset, which okta does not describe"},
      {R"("paging": "link")", R"("paging": "body")",
       "grants.list_by_client pages by its body, but nothing says where"},
      {R"("returns": "list")",
       R"("between": {"field": "at", "since": "s", "until": "u", "days": 1},
          "returns": "list")",
       "is read between times of at, which is not declared"},
      {R"("key": [)", R"("secrets": ["scopeId"], "key": [)",
       "grants: scopeId shows a secret, and is not hidden"},
      {R"("returns": "list")", R"("unseen": "some", "returns": "list")",
       "can't see all, and names no method instead"},
      {R"("name": "get",)", R"("name": "list",)",
       "grants: the method list is there twice"},
      {R"("name": "grantId",)", R"("name": "expand",)",
       "grants: the parameter expand is there twice"},
      {R"("name": "grantId",)", R"("name": "LIMIT",)",
       "grants: the name LIMIT is there twice, or has a meaning of its own"},
      {"/users/{userId}/grants/{grantId}", "/users/{userId}/grants/{userId}",
       "grants.get uses the parameter userId twice"},
      {"/users/{userId}/grants/{grantId}", "/users/{userId}/grants/{expand}",
       "grants.get uses the parameter expand in another place"},
      {R"("optional": ["expand")", R"("optional": ["expand", "expand")",
       "uses the parameter expand twice"},
      {R"("optional": ["expand")", R"("optional": ["subdomain")",
       "uses the parameter subdomain in another place than it declares"},
  };
  for (const Mutation& m : mutations) {
    const auto loaded = load_resource(*provider, replaced(good, m.from, m.to));
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(loaded.ok());
    INFO(loaded.error().text);
    CHECK(loaded.error().text.find(m.message) != std::string::npos);
  }
}

TEST_CASE("what a document filters by has one place in a call") {
  const auto provider = load_provider(read(kSchemas / "okta/provider.json"));
  REQUIRE(provider.ok());
  const std::string good = read(kSchemas / "okta/users.json");
  for (const std::string field : {"email", "subdomain"}) {
    const auto loaded = load_resource(
        *provider, replaced(good, R"({"field": "login", "name")",
                            R"({"field": ")" + field + R"(", "name")"));
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().text.find("filters by " + field + " twice") !=
          std::string::npos);
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
      {"clienttokens",
       "id status created createdBy lastUpdated expiresAt issuer clientId "
       "userId scopes _embedded _links"},
      {"users",
       "id status created activated statusChanged lastLogin lastUpdated "
       "passwordChanged type transitioningToStatus realmId profile credentials "
       "_embedded _links login email firstName lastName"},
      {"apps",
       "id orn name label status lastUpdated created accessibility visibility "
       "features licensing signOnMode credentials settings profile "
       "universalLogout expressConfiguration _embedded _links"},
      {"slashid_oauth2_clients",
       "client_id client_name grant_types response_types scopes "
       "access_token_duration refresh_token_duration public redirect_uris "
       "created_at last_used"},
  };
  for (const auto& c : cases) {
    std::string names;
    for (const Column& column : resource(c.first).columns) {
      if (!column.hidden) names += (names.empty() ? "" : " ") + column.name;
    }
    CHECK(names == c.second);
  }
}

TEST_CASE("what a look-up may miss is found by a list, and got by its key") {
  const auto provider = load_provider(read(kSchemas / "okta/provider.json"));
  REQUIRE(provider.ok());
  const std::string good = read(kSchemas / "okta/users.json");
  const std::string word = R"("if_not_found": "search")";
  REQUIRE(load_resource(*provider, good).ok());
  CHECK(resource("users").method("get_by_login")->if_not_found == "search");
  const std::pair<std::string, std::string> mutations[] = {
      {word, R"("if_not_found": "serch")"},
      {word, R"("if_not_found": "get")"},
      {R"("key": ["id"])", R"("key": ["login"])"},
      {R"("key": ["id"])", R"("key": ["status"])"}};
  for (const auto& m : mutations) {
    const auto loaded =
        load_resource(*provider, replaced(good, m.first, m.second));
    INFO(m.first << " -> " << m.second);
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().text.find("which is no list of rows that are got by "
                                   "one value") != std::string::npos);
  }
}

TEST_CASE("a list that answers look-ups says what they are asked by") {
  const auto provider = load_provider(read(kSchemas / "okta/provider.json"));
  REQUIRE(provider.ok());
  const Method& get = *resource("users").method("get");
  CHECK(get.listed_by == "list");
  CHECK(get.list_lacks == std::vector<std::string>{"_links"});
  const std::string word = R"({"method": "list", "lacks": ["_links"]})";
  struct Mutation {
    std::string table, from, to, message;
  };
  const Mutation mutations[] = {
      {"users", word, R"({"method": "lists"})", "which is no other list"},
      {"users", word, R"({"method": "get_by_login"})",
       "which is no other list"},
      {"users", word, R"({"method": "list", "lacks": ["links"]})",
       "users.get is listed by list but for links, which is not declared"},
      {"oauth_tokens", R"("instead": "list",)",
       R"("instead": "list", "listed_by": {"method": "list"},)",
       "is listed by list, of whose rows no field says the appId"}};
  for (const Mutation& m : mutations) {
    const std::string good = read(kSchemas / "okta" / (m.table + ".json"));
    const auto loaded = load_resource(*provider, replaced(good, m.from, m.to));
    INFO(m.from << " -> " << m.to);
    REQUIRE_FALSE(loaded.ok());
    INFO(loaded.error().text);
    CHECK(loaded.error().text.find(m.message) != std::string::npos);
  }
}

Resource& named(std::vector<Resource>& all, const std::string& name) {
  return *std::ranges::find(all, name, &Resource::name);
}

TEST_CASE("what is saved of a table fits it and the tables beside it") {
  for (const Resource& resource : catalog()) {
    INFO(resource.name);
    CHECK(check_saved(catalog(), resource).ok());
  }
  struct Mutation {
    std::function<void(std::vector<Resource>&)> make;
    std::string message;
  };
  const Mutation mutations[] = {
      {[](auto& all) { named(all, "grants").saved->by = {"nix"}; },
       "by nix, whose values no table lists"},
      {[](auto& all) { named(all, "grants").saved->by = {"grantId"}; },
       "by grantId, whose values no table lists"},
      {[](auto& all) { named(all, "grants").saved->without = {"id"}; },
       "without id, which is no field to leave out"},
      {[](auto& all) { named(all, "grants").saved->indexed = {"_links"}; },
       "with an index of _links, which is not saved"},
      {[](auto& all) { named(all, "users").saved.reset(); },
       "by userId, of which not all that is needed is saved"},
      {[](auto& all) {
         named(all, "users").parameters[1].from = "grants.userId";
         named(all, "users").saved->by = {"id"};
       },
       "by a table that is saved by it"},
  };
  for (const Mutation& m : mutations) {
    std::vector<Resource> all(catalog().begin(), catalog().end());
    m.make(all);
    const Status status = check_saved(all, named(all, "grants"));
    INFO(m.message);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().text.find(m.message) != std::string::npos);
  }
}

}  // namespace
}  // namespace idp::test
