// call_test.cpp - values become path segments and query parameters.
#include "plan/call.h"

#include "catalog.h"
#include "http/url.h"

namespace idp::test {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

Result<std::optional<Call>> call(const std::string& table,
                                 const std::string& method,
                                 const Values& values) {
  const Resource& r = resource(table);
  const auto found = std::ranges::find(r.methods, method, &Method::name);
  REQUIRE(found != r.methods.end());
  std::vector<Argument> arguments;
  for (const auto& [name, value] : values) {
    arguments.push_back({r.column(name).value(), Operator::eq, value});
  }
  return make_call(r, *found, arguments);
}

std::string target(const std::string& table, const std::string& method,
                   const Values& values) {
  const auto made = call(table, method, values);
  if (!made) return made.error().text;
  if (!*made) return "no call";
  return http::make_target((*made)->path, (*made)->query).text();
}

TEST_CASE("values are encoded where they go") {
  CHECK(target("user_clients", "list", {{"userId", "a=b&c#d e%"}}) ==
        "/api/v1/users/a%3Db%26c%23d%20e%25/clients");
  CHECK(target("oauth_tokens", "list",
               {{"userId", "u"}, {"clientId", "c"}, {"after", "x=&y"}}) ==
        "/api/v1/users/u/clients/c/tokens?after=x%3D%26y&limit=200");
  CHECK(target("grants", "get", {{"userId", "u"}, {"id", "g"}}) ==
        target("grants", "get", {{"userId", "u"}, {"grantId", "g"}}));
}

TEST_CASE("no row has an empty id, so there is nothing to call") {
  CHECK(target("user_clients", "list", {{"userId", ""}}) == "no call");
  CHECK(target("users", "get", {{"id", ""}}) == "no call");
}

TEST_CASE("values that would change the call are refused") {
  const std::string nul("a\0b", 3);
  CHECK_FALSE(call("user_clients", "list", {{"userId", nul}}).ok());
  for (const Resource& table : catalog()) {
    if (table.provider.name != "okta") continue;
    for (const Method& method : table.methods) {
      for (const std::string& name : method.path_parameters) {
        for (const std::string bad : {".", "..", "a/b", "a;b", "a?b", "a\\"}) {
          INFO(table.name << "." << method.name << " " << name << bad);
          Values values;
          for (const std::string& other : method.path_parameters) {
            values.emplace_back(other, other == name ? bad : "x");
          }
          const auto made = call(table.name, method.name, values);
          REQUIRE_FALSE(made.ok());
          CHECK(made.error().kind == Error::Kind::not_in_path);
        }
      }
    }
  }
  for (const std::string bad :
       {"0", "201", "-1", "x", "1.5", "", " 1", "1e2"}) {
    INFO(bad);
    CHECK(target("grants", "list", {{"userId", "u"}, {"limit", bad}})
              .find("is not a whole number from 1 to 200") !=
          std::string::npos);
  }
}

TEST_CASE("a list of users always has a filter, so that no one is left out") {
  CHECK(target("users", "list", {}).find("?filter=lastUpdated%20ge%20") !=
        std::string::npos);
  CHECK(target("users", "list", {{"status", "ACTIVE"}}) ==
        "/api/v1/users?filter=status%20eq%20%22ACTIVE%22&limit=200");
}

}  // namespace
}  // namespace idp::test
