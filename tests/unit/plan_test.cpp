// plan_test.cpp - constraints become the most specific call; a plan is text
// that can be read again.
#include "plan/plan.h"

#include <random>

#include "catalog.h"

namespace idp::test {
namespace {

// "userId=" an equality, "lastUpdated<" a comparison, "userId?" an equality
// whose value is not known in time.
std::vector<Constraint> constraints(const Resource& table,
                                    const std::vector<std::string>& texts) {
  std::vector<Constraint> all;
  for (const std::string& text : texts) {
    const std::size_t end = text.find_first_of("=<>?");
    const std::string op = text.substr(end);
    Constraint c;
    c.column = table.column(text.substr(0, end)).value();
    c.usable = op != "?";
    c.op = op == "<"    ? Operator::lt
           : op == "<=" ? Operator::le
           : op == ">"  ? Operator::gt
           : op == ">=" ? Operator::ge
                        : Operator::eq;
    all.push_back(c);
  }
  return all;
}

std::string planned(const std::string& name,
                    const std::vector<std::string>& texts,
                    const std::vector<std::string>& used = {}) {
  const Resource& table = resource(name);
  std::vector<std::size_t> columns;
  columns.reserve(used.size());
  for (const std::string& column : used) {
    columns.push_back(table.column(column).value());
  }
  const Choice choice =
      make_plan(catalog(), table, {constraints(table, texts), columns}, {});
  const std::string text = plan_text(table, choice.plan, {});
  return text.substr(0, text.find(" -> "));
}

TEST_CASE("the most specific method that has all it needs is taken") {
  const std::string user = "/api/v1/users/{userId}";
  const std::string client = user + "/clients/{clientId}";
  struct Case {
    std::string table;
    std::vector<std::string> where;
    std::string plan;
  };
  const Case cases[] = {
      {"user_clients", {"userId="}, "list: GET " + user + "/clients"},
      {"oauth_tokens",
       {"userId=", "clientId="},
       "list: GET " + client + "/tokens?limit=200"},
      {"oauth_tokens",
       {"userId=", "clientId=", "id="},
       "get: GET " + client + "/tokens/{id}"},
      {"oauth_tokens",
       {"tokenId=", "clientId=", "userId="},
       "get: GET " + client + "/tokens/{tokenId}"},
      {"oauth_tokens",
       {"subdomain=", "userId=", "clientId=", "expand=", "after=", "limit="},
       "list: GET https://{subdomain}" + client +
           "/tokens?expand={expand}&after={after}&limit={limit}"},
      // A get has no `limit`, so that it can't be what was asked for.
      {"oauth_tokens",
       {"userId=", "clientId=", "id=", "limit="},
       "list: GET " + client + "/tokens?limit={limit}"},
      {"grants", {"userId="}, "list: GET " + user + "/grants?limit=200"},
      {"grants",
       {"userId=", "clientId="},
       "list_by_client: GET " + client + "/grants?limit=200"},
      {"grants",
       {"userId=", "clientId=", "grantId="},
       "get: GET " + user + "/grants/{grantId}"},
      {"users", {"id="}, "get: GET /api/v1/users/{id}"},
      {"users", {"login="}, "get_by_login: GET /api/v1/users/{login}"},
      // A value that is not known in time is as good as none.
      {"grants",
       {"userId=", "clientId?"},
       "list: GET " + user + "/grants?limit=200"},
  };
  for (const Case& c : cases) {
    CHECK(planned(c.table, c.where) == c.plan);
  }
}

TEST_CASE("what is missing is named, with a query that works") {
  const Resource& table = resource("oauth_tokens");
  // A catalog of one table: there is nowhere to read the values from.
  const Choice choice =
      make_plan({&table, 1}, table,
                {constraints(table, {"clientId=", "userId?"}), {}}, {});
  CHECK_FALSE(choice.plan.method.has_value());
  CHECK(choice.plan.missing == std::vector<std::string>{"userId"});
  const std::string text = plan_error(table, choice.plan).text;
  CHECK(text.find("oauth_tokens: a value is needed for userId.") == 0);
  CHECK(text.find("This works: SELECT ") != text.npos);
  CHECK(text.find("take userId from users.id") != text.npos);
}

TEST_CASE("many look-ups are listed where the list has all that is used") {
  struct Case {
    std::string table;
    std::vector<std::string> where;
    std::string used, route;
    bool listed;
  };
  const Case cases[] = {
      {"users", {"id="}, "login", "", true},
      {"users", {"login="}, "status", "", true},
      {"users", {"id="}, "_links", "", false},
      {"users", {"id="}, "_raw", "", false},
      {"users", {"email="}, "id", "", false},
      {"oauth_tokens", {"userId="}, "id", "", true},
      {"oauth_tokens", {"userId=", "clientId="}, "id", "apps", true},
      {"oauth_tokens", {"userId="}, "id", "users", false},
      {"oauth_tokens", {"userId=", "expand="}, "id", "", false},
      {"oauth_tokens", {"userId?"}, "id", "", false},
      {"oauth_tokens", {"clientId="}, "id", "", false},
      {"grants", {"userId="}, "id", "", false}};
  for (const Case& c : cases) {
    const Resource& table = resource(c.table);
    const Offer offer{constraints(table, c.where), {*table.column(c.used)}};
    const Plan plan = make_plan(catalog(), table, offer, {}, c.route).plan;
    INFO(plan_text(table, plan, {}));
    CHECK(plan.listed == c.listed);
  }
  // The list's own values have to be listed.
  const Resource& table = resource("oauth_tokens");
  const Offer offer{constraints(table, {"userId=", "clientId="}), {}};
  CHECK_FALSE(make_plan({&table, 1}, table, offer, {}).plan.listed);
}

TEST_CASE("a narrower call costs fewer requests") {
  const Resource& users = resource("users");
  const auto cost = [&](const std::vector<std::string>& where) {
    return make_plan(catalog(), users, {constraints(users, where), {}}, {})
        .requests;
  };
  CHECK(cost({"id="}) == 1);
  CHECK(cost({"email="}) == 1);
  CHECK(cost({"status="}) < cost({}));
  CHECK(cost({"lastUpdated<"}) < cost({}));
}

TEST_CASE("a list that can't see all says so where nothing in it is named") {
  const Resource& table = resource("oauth_tokens");
  for (const std::string name : {"", "userId", "clientId", "appId"}) {
    std::vector<Constraint> given;
    if (!name.empty()) given.push_back({*table.column(name), Operator::eq});
    const Choice choice = make_plan(catalog(), table, {given, {}}, {}, "apps");
    const bool named = name == "clientId" || name == "appId";
    CHECK(choice.plan.partial == !named);
    const std::string text = plan_text(table, choice.plan, {});
    CHECK((text.find("sees no apps that Okta hides") == text.npos) == named);
  }
}

TEST_CASE("any plan can be read again from its text") {
  std::minstd_rand random(20260901);
  const auto chance = [&](unsigned n) { return random() % n == 0; };
  for (int round = 0; round < 3000; ++round) {
    const Resource& table = catalog()[random() % catalog().size()];
    std::vector<Constraint> given;
    std::vector<Pin> pins;
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (chance(3)) given.push_back({i, Operator::eq, !chance(4)});
      if (chance(9)) given.push_back({i, Operator::gt, true});
      if (chance(2)) used.push_back(i);
      const bool parameter = table.columns[i].parameter.has_value();
      if (parameter && chance(6)) pins.push_back({i, "pinned"});
    }
    const Choice choice = make_plan(catalog(), table, {given, used}, pins);
    const std::string text = plan_text(table, choice.plan, pins);
    INFO(text);
    CHECK(parse_plan(table, text) == choice.plan);
    CHECK(choice.terms.size() == choice.plan.bindings.size());
  }
}

}  // namespace
}  // namespace idp::test
