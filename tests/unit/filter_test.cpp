// filter_test.cpp - what the provider is asked to compare is never narrower
// than what SQL compares.
#include "plan/filter.h"

#include <random>

#include "catalog.h"
#include "http/url.h"

namespace idp::test {
namespace {

const FilterTerm& term(const std::string& field) {
  const Resource& users = resource("users");
  for (const Method& method : users.methods) {
    if (!method.filter) continue;
    for (const FilterTerm& t : method.filter->terms) {
      if (t.field == field) return t;
    }
  }
  FAIL("no term for " << field);
  return users.methods.front().filter->terms.front();
}

std::optional<std::string> text(const std::string& field, Operator op,
                                const std::string& value) {
  return comparison_text(resource("users"), term(field), op, value);
}

bool sql_holds(const std::string& cell, Operator op, const std::string& value) {
  const int order = cell.compare(value);
  switch (op) {
    case Operator::eq:
      return order == 0;
    case Operator::gt:
      return order > 0;
    case Operator::ge:
      return order >= 0;
    case Operator::lt:
      return order < 0;
    case Operator::le:
      return order <= 0;
    case Operator::sw:
      return cell.starts_with(value);
  }
  return false;
}

// Okta's comparison of times in their full form: as instants, which for that
// form is as text.
bool provider_holds(const std::string& cell, const std::string& filter) {
  const std::size_t op = filter.find(' ') + 1, quote = filter.find('"');
  const std::string name = filter.substr(op, quote - op - 1);
  const std::string value = filter.substr(quote + 1, filter.size() - quote - 2);
  REQUIRE(value.size() == 24);
  return sql_holds(cell, operator_named(name).value(), value);
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != text.npos;
       at = text.find(word, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("a time in the provider's form is compared as it is") {
  CHECK(text("lastUpdated", Operator::lt, "2026-01-31T12:00:00.000Z") ==
        "lastUpdated lt \"2026-01-31T12:00:00.000Z\"");
  for (const std::string value : {"2026", "2026-01", "2026-01-01"}) {
    const std::string start = " \"2026-01-01T00:00:00.000Z\"";
    for (const Operator op : {Operator::lt, Operator::le}) {
      CHECK(text("lastUpdated", op, value) == "lastUpdated lt" + start);
    }
    for (const Operator op : {Operator::gt, Operator::ge}) {
      CHECK(text("lastUpdated", op, value) == "lastUpdated ge" + start);
    }
    CHECK_FALSE(text("lastUpdated", Operator::eq, value).has_value());
  }
  CHECK(text("lastUpdated", Operator::gt, "2026-01-31 12:00:00") ==
        "lastUpdated ge \"2026-01-31T00:00:00.000Z\"");
  // Not the provider's form, though it looks like it.
  for (const std::string value :
       {"2026-01-31T-0:00:00.000Z", "2026-01-31T24:00:00.000Z",
        "2026-01-31T12:60:00.000Z", "2026-01-31T12:00:60.000Z",
        "2026-01-31T12:00:00,000Z", "2026-01-31T12:00:00.000z",
        "2026-01-31 12:00:00.000Z", "2026-01-31T12:00:00Z", "2026-01-31?"}) {
    INFO(value);
    CHECK(text("lastUpdated", Operator::le, value) ==
          "lastUpdated le \"2026-01-31T23:59:59.999Z\"");
    CHECK_FALSE(text("lastUpdated", Operator::eq, value).has_value());
  }
  CHECK(text("status", Operator::eq, "ACTIVE") == "status eq \"ACTIVE\"");
}

TEST_CASE("a search has no ge and le: a millisecond makes gt and lt of them") {
  const std::pair<Operator, std::string> cases[] = {
      {Operator::ge, "created gt \"2026-02-28T23:59:59.999Z\""},
      {Operator::gt, "created gt \"2026-03-01T00:00:00.000Z\""},
      {Operator::lt, "created lt \"2026-03-01T00:00:00.000Z\""},
      {Operator::le, "created lt \"2026-03-01T00:00:00.001Z\""}};
  for (const auto& [op, filter] : cases) {
    CHECK(text("created", op, "2026-03-01T00:00:00.000Z") == filter);
  }
  CHECK(text("created", Operator::le, "2025-12-31 ") ==
        "created lt \"2026-01-01T00:00:00.000Z\"");
  CHECK(text("created", Operator::gt, "2024-03-01 10:00") ==
        "created gt \"2024-02-29T23:59:59.999Z\"");
  CHECK_FALSE(text("created", Operator::le, "9999-12-31 ").has_value());
  CHECK_FALSE(text("created", Operator::ge, "0001-01-01").has_value());
}

TEST_CASE("what can't be said is left to SQLite") {
  CHECK_FALSE(text("email", Operator::eq, "").has_value());
  CHECK_FALSE(text("email", Operator::sw, "").has_value());
  CHECK_FALSE(text("email", Operator::eq, "a\xff").has_value());

  for (const std::string value :
       {"", "yesterday", "202", "2026-02-30", "1764000000", "2026-", "2026-1-1",
        "-000-01-01", "2026-13-01", "2026/01/01", "+026-01-01"}) {
    INFO(value);
    CHECK_FALSE(text("lastUpdated", Operator::lt, value).has_value());
  }
}

TEST_CASE("values are JSON strings, whatever is in them") {
  const std::pair<std::string, std::string> cases[] = {
      {"a\"b", R"("a\"b")"},
      {"a\\b", R"("a\\b")"},
      {"a\nb", R"("a\nb")"},
      {"x\" or id pr or \"", R"("x\" or id pr or \"")"},
      {std::string("\0\x1f", 2), R"("\u0000\u001F")"},
      {"é/';", R"("é/';")"}};
  for (const auto& [value, literal] : cases) {
    CHECK(text("email", Operator::eq, value) == "profile.email eq " + literal);
  }
}

TEST_CASE("a provider that takes one comparison gets the one of fewest rows") {
  const Resource& apps = resource("apps");
  const std::size_t status = apps.column("status").value();
  const std::size_t name = apps.column("name").value();
  const auto plan = [&](const std::vector<Constraint>& given) {
    const Plan made = make_plan(catalog(), apps, {given, {}}, {}).plan;
    const std::string all = plan_text(apps, made, {});
    return all.substr(0, all.find("&limit"));
  };
  const std::string list = "list: GET /api/v1/apps?filter=";
  CHECK(plan({{status, Operator::eq}}) == list + "status eq {status}");
  CHECK(plan({{status, Operator::eq}, {name, Operator::eq}}) ==
        list + "name eq {name}");
  CHECK(plan({{name, Operator::eq}, {status, Operator::eq}}) ==
        list + "name eq {name}");
  CHECK(plan({{status, Operator::eq}, {status, Operator::eq}}) ==
        list + "status eq {status}");
  const std::vector<Argument> both = {{status, Operator::eq, "ACTIVE"},
                                      {name, Operator::eq, "x"}};
  CHECK(filter_text(apps, *apps.method("list")->filter, both) ==
        "status eq \"ACTIVE\"");
}

TEST_CASE("no comparison of times is narrower than SQL's") {
  std::minstd_rand random(7);
  const auto pick = [&](const std::vector<std::string>& from) {
    return from[random() % from.size()];
  };
  const std::vector<std::string> days = {"2025-12-31", "2026-01-01",
                                         "2026-01-02"};
  const std::vector<std::string> times = {"00:00:00", "11:59:59", "12:00:00",
                                          "23:59:59"};
  const std::vector<std::string> ends = {"",       "Z", ".000Z", ".999Z", ".5Z",
                                         "+02:00", " ", "x",     ".000z"};
  const Operator ops[] = {Operator::eq, Operator::gt, Operator::ge,
                          Operator::lt, Operator::le};
  std::size_t pushed = 0;
  for (int round = 0; round < 20'000; ++round) {
    const std::string cell = pick(days) + "T" + pick(times) + ".000Z";
    std::string value = pick(days);
    if (random() % 4 != 0) value += pick({"T", " ", "t"}) + pick(times);
    value += pick(ends);
    const Operator op = ops[random() % 5];
    const auto filter = text("lastUpdated", op, value);
    if (!filter || !sql_holds(cell, op, value)) continue;
    ++pushed;
    INFO(cell << " " << name_of(op) << " " << value << ": " << *filter);
    CHECK(provider_holds(cell, *filter));
  }
  CHECK(pushed > 1'000);
}

TEST_CASE("a filter is never longer than a URL may be, and as long as it may") {
  const Resource& users = resource("users");
  const Filter& filter = *users.method("list")->filter;
  const auto column = [&](const char* name) {
    return users.column(name).value();
  };
  std::vector<Argument> arguments;
  const std::string day = "2026-01-31";
  for (int i = 0; i < 150; ++i) {
    arguments.push_back({column("lastUpdated"), Operator::gt, day});
    const std::string all = filter_text(users, filter, arguments);
    const std::string url = http::encode(all);
    CHECK(url.size() <= kLongestFilter);
    if (url.size() + 150 < kLongestFilter) {
      CHECK(count(all, day) == arguments.size());
    }
  }
  // What is too long by itself leaves the others their room.
  const std::string longest(kLongestFilter, 'x');
  const std::vector<Argument> one = {{column("status"), Operator::eq, longest}};
  CHECK(filter_text(users, filter, one) == filter.otherwise);
  const std::vector<Argument> two = {
      one[0], {column("lastUpdated"), Operator::gt, day}};
  CHECK(filter_text(users, filter, two).find(day) < 40);
}

}  // namespace
}  // namespace idp::test
