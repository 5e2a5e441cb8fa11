// plan_text_test.cpp - what EXPLAIN QUERY PLAN shows is the whole plan: lists
// of values, enumerations and pins included.
#include <random>

#include "catalog.h"
#include "plan/plan.h"

namespace idp::test {
namespace {

// "userId" an equality, "userId IN" a list of values.
std::string shown_plan(const std::string& name,
                       const std::vector<std::string>& where,
                       const std::string& route = "") {
  const Resource& table = resource(name);
  std::vector<Constraint> given;
  for (const std::string& text : where) {
    const std::string column = text.substr(0, text.find(' '));
    given.push_back({table.column(column).value(), Operator::eq, true,
                     column.size() < text.size()});
  }
  const Choice choice = make_plan(catalog(), table, {given, {}}, {}, route);
  const std::string text = plan_text(table, choice.plan, {});
  return text.substr(0, text.find(" -> "));
}

TEST_CASE("what a query leaves out is read from other tables, one by one") {
  const std::string users = "/api/v1/users/";
  struct Case {
    std::string table;
    std::vector<std::string> where;
    std::string plan;
  };
  const Case cases[] = {
      {"user_clients", {}, "list: GET " + users + "{each userId}/clients"},
      {"grants", {}, "list: GET " + users + "{each userId}/grants?limit=200"},
      {"oauth_tokens",
       {"userId"},
       "list: GET " + users +
           "{userId}/clients/{each clientId}/tokens"
           "?limit=200"},
  };
  for (const Case& c : cases) CHECK(shown_plan(c.table, c.where) == c.plan);
}

TEST_CASE(
    "of several routes the one with fewer requests is taken, or a given") {
  const std::string users = "list: GET /api/v1/users/";
  const std::string apps = "list_by_app: GET /api/v1/apps/";
  const std::string tokens = "/tokens?limit=200";
  struct Case {
    std::string route;
    std::vector<std::string> where;
    std::string plan;
  };
  const Case cases[] = {
      {"", {}, apps + "{each appId}" + tokens},
      {"", {"clientId"}, apps + "{each appId for clientId}" + tokens},
      {"", {"appId"}, apps + "{appId}" + tokens},
      {"", {"userId"}, users + "{userId}/clients/{each clientId}" + tokens},
      {"users", {}, users + "{each userId}/clients/{each clientId}" + tokens},
      {"users",
       {"clientId"},
       users + "{each userId}/clients/{clientId}" + tokens},
      {"users", {"appId"}, apps + "{appId}" + tokens},
      // What the other way would be asked with is known, too.
      {"apps", {"userId"}, apps + "{each appId}" + tokens + " and {userId}"},
      {"apps",
       {"userId IN"},
       apps + "{each appId}" + tokens + " and {userId IN}"},
      {"",
       {"appId", "userId", "clientId"},
       apps + "{appId}" + tokens + " and {userId} and {clientId}"},
      {"apps",
       {"userId", "clientId"},
       users + "{userId}/clients/{clientId}" + tokens},
  };
  for (const Case& c : cases) {
    CHECK(shown_plan("oauth_tokens", c.where, c.route) == c.plan);
  }
  CHECK(shown_plan("oauth_tokens", {"clientId IN"}) ==
        apps + "{each appId for clientId IN}" + tokens);
}

TEST_CASE("a list of values becomes a call for each, or one filter") {
  const std::string users = "/api/v1/users/";
  struct Case {
    std::string table;
    std::vector<std::string> where;
    std::string plan;
  };
  const Case cases[] = {
      {"grants",
       {"userId IN"},
       "list: GET " + users + "{userId IN}/grants?limit=200"},
      // One value is better than many.
      {"grants",
       {"userId IN", "userId"},
       "list: GET " + users + "{userId}/grants?limit=200"},
      {"users", {"id IN"}, "get: GET " + users + "{id IN}"},
      {"users",
       {"status IN"},
       "list: GET /api/v1/users?filter=status eq {status IN}&limit=200"},
      {"apps",
       {"status IN"},
       "list: GET /api/v1/apps?filter=status eq {status}&limit=200"},
      {"grants",
       {"userId", "scopeId IN"},
       "list: GET " + users + "{userId}/grants?scopeId={scopeId}&limit=200"},
  };
  for (const Case& c : cases) CHECK(shown_plan(c.table, c.where) == c.plan);
}

// What a query may offer, at random.
struct Query {
  const Resource& table;
  std::vector<Constraint> given;
  std::vector<Pin> pins;
  std::vector<std::size_t> used;
  bool limited = false, ordered = false;
  std::optional<Order> order;

  Query(const Resource& resource_of_it, std::minstd_rand& random)
      : table(resource_of_it) {
    const auto chance = [&](unsigned n) { return random() % n == 0; };
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      while (chance(3)) {
        const auto op = static_cast<Operator>(chance(2) ? 0 : random() % 5);
        const bool many = op == Operator::eq && chance(3);
        given.push_back({i, op, !chance(5), many});
      }
      if (chance(20)) given.push_back({i, std::nullopt});  // LIKE … ESCAPE
      const Pattern pattern = chance(2) ? Pattern::like : Pattern::glob;
      if (chance(9)) given.push_back({i, Operator::sw, true, false, pattern});
      if (chance(2)) used.push_back(i);
      const bool parameter = table.columns[i].parameter.has_value();
      if (parameter && chance(8)) pins.push_back({i, "pinned {x} -> y"});
    }
    const std::size_t key = table.key_column();
    if (chance(3)) used.push_back(key);
    if (chance(4)) given.push_back({key, Operator::eq, !chance(5), chance(3)});
    if (chance(4)) given.clear();
    if (chance(4)) used.clear();
    limited = chance(2);
    ordered = chance(2);
    if (ordered && chance(2)) order = Order{random() % (key + 1), chance(2)};
  }

  Offer offer() const { return {given, used, limited, ordered, order}; }
};

TEST_CASE("a plan with lists, enumerations and pins survives its text") {
  std::minstd_rand random(20261121);
  int many = 0, each = 0, needs = 0, limited = 0;
  int shown = 0, unsendable = 0;
  int by_key = 0, names_key = 0, whole_lists = 0, whole_org = 0;
  for (int round = 0; round < 5'000; ++round) {
    const Query query(catalog()[random() % catalog().size()], random);
    const Choice choice =
        make_plan(catalog(), query.table, query.offer(), query.pins);
    const std::string text = plan_text(query.table, choice.plan, query.pins);
    INFO(query.table.name << ": " << text);
    CHECK(parse_plan(query.table, text) == choice.plan);
    CHECK(plan_text(query.table, parse_plan(query.table, text), query.pins) ==
          text);
    CHECK(text.find("pinned") == text.npos);  // a value may be confidential
    many += text.find(" IN}") != text.npos;
    each += !choice.plan.each.empty();
    needs += !choice.plan.method.has_value();
    limited += choice.plan.limited;
    shown += !choice.plan.shown.empty();
    unsendable += !choice.plan.unsendable.empty();
    by_key += choice.plan.by_key;
    names_key += choice.plan.names_key;
    whole_lists += choice.plan.whole_lists;
    whole_org += choice.plan.whole_org;
  }
  CHECK(many > 100);
  CHECK(each > 100);
  CHECK(needs > 100);
  CHECK(limited > 100);
  CHECK(shown > 100);
  CHECK(unsendable > 100);
  CHECK(by_key > 50);
  CHECK(names_key > 100);
  CHECK(whole_lists > 10);
  CHECK(whole_org > 100);
}

TEST_CASE("a plan uses what was offered, and has all that its path needs") {
  std::minstd_rand random(7);
  for (int round = 0; round < 5'000; ++round) {
    const Query query(catalog()[random() % catalog().size()], random);
    const Resource& table = query.table;
    const Choice choice =
        make_plan(catalog(), table, query.offer(), query.pins);
    const Plan& plan = choice.plan;
    INFO(table.name << ": " << plan_text(table, plan, query.pins));
    std::vector<std::size_t> bound;
    if (plan.by_key) {
      REQUIRE(choice.terms.size() == 1);
      CHECK(query.given[choice.terms[0]].column == table.key_column());
      for (const Binding& one : plan.bindings) bound.push_back(one.column);
    } else {
      REQUIRE(choice.terms.size() == plan.bindings.size());
    }
    for (std::size_t i = 0; i < choice.terms.size() && !plan.by_key; ++i) {
      const Constraint& term = query.given[choice.terms[i]];
      CHECK(term.usable);
      CHECK(term.column == plan.bindings[i].column);
      CHECK(term.op == plan.bindings[i].op);
      CHECK((term.many || !plan.bindings[i].many));
      if (term.op == Operator::eq) bound.push_back(term.column);
    }
    if (!plan.method) {
      CHECK(plan.missing.empty() != plan.unsendable.empty());
      continue;
    }
    CHECK(choice.requests >= 1);
    for (const Pin& pin : query.pins) bound.push_back(pin.column);
    for (const auto& name : table.methods[*plan.method].path_parameters) {
      const auto columns = table.columns_of(*table.parameter(name));
      const bool given = std::ranges::any_of(columns, [&](std::size_t column) {
        return std::ranges::count(bound, column) > 0;
      });
      CHECK(given != (std::ranges::count(plan.each, name) > 0));
    }
  }
}

TEST_CASE("a plan says what a DELETE may make of it") {
  struct Case {
    std::string table;
    std::vector<std::string> where, used;
    std::string remarks;
  };
  const Case cases[] = {
      {"grants", {}, {}, " [whole lists, whole org]"},
      {"grants", {}, {"id"}, " [whole org]"},
      {"grants", {"scopeId"}, {"scopeId"}, " [whole org]"},
      {"grants", {"userId"}, {"userId"}, " [whole lists]"},
      {"grants", {"userId IN"}, {"userId"}, " [whole lists]"},
      {"grants", {"userId"}, {"userId", "status"}, ""},
      {"grants", {"clientId"}, {"clientId"}, " [whole lists]"},
      {"grants", {"_key"}, {"_key"}, " [by _key, names _key]"},
      {"users", {}, {}, " [lags]"},  // nothing is deleted there
      {"users", {"_key"}, {"_key"}, " [by _key, names _key, many by list]"},
      {"users", {}, {"_key"}, " [names _key, whole org, lags]"},
      {"users", {"limit"}, {"limit"}, " [lags]"},
      {"users",
       {},
       {"subdomain", "limit"},
       " [shows subdomain, shows limit, lags]"},
  };
  for (const Case& c : cases) {
    const Resource& table = resource(c.table);
    const auto column = [&](const std::string& name) {
      return name == kKeyColumn ? table.key_column()
                                : table.column(name).value();
    };
    Offer offer;
    for (const std::string& text : c.where) {
      const std::string name = text.substr(0, text.find(' '));
      offer.constraints.push_back(
          {column(name), Operator::eq, true, name != text});
    }
    for (const std::string& name : c.used) offer.used.push_back(column(name));
    const std::string text =
        plan_text(table, make_plan(catalog(), table, offer, {}).plan, {});
    INFO(text);
    const std::size_t bracket = text.find(" [");
    CHECK((bracket == text.npos ? "" : text.substr(bracket)) == c.remarks);
  }
}

}  // namespace
}  // namespace idp::test
