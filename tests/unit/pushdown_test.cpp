// pushdown_test.cpp - a list with a filter never lacks a row that the WHERE
// clause selects, by a filter language of the test's own.
#include <functional>
#include <random>

#include "catalog.h"
#include "json/tree.h"
#include "lower.h"
#include "plan/call.h"

namespace idp::test {
namespace {

// As REQUIRE does, which takes its time.
void need(bool holds) {
  if (!holds) FAIL("no filter, or none of a user");
}

struct User {
  std::string status, updated, email;

  const std::string& field(const std::string& name) const {
    if (name == "status") return status;
    if (name == "lastUpdated") return updated;
    need(name == "email" || name == "profile.email");
    return email;
  }
};

// Text is compared byte by byte, as in SQLite, unless it was lowered before.
bool holds(const std::string& cell, Operator op, const std::string& value) {
  switch (op) {
    case Operator::eq:
      return cell == value;
    case Operator::gt:
      return cell > value;
    case Operator::ge:
      return cell >= value;
    case Operator::lt:
      return cell < value;
    case Operator::le:
      return cell <= value;
    case Operator::sw:
      return cell.starts_with(value);
  }
  return false;
}

// One of the values, as in an IN.
bool holds_for_any(const std::string& cell, const Argument& argument,
                   auto form) {
  return holds(form(cell), argument.op, form(argument.value)) ||
         std::ranges::any_of(argument.others, [&](const std::string& other) {
           return holds(form(cell), argument.op, form(other));
         });
}

bool sql_selects(const User& user, const std::vector<Argument>& where) {
  const Resource& users = resource("users");
  return std::ranges::all_of(where, [&](const Argument& argument) {
    const Column& column = users.columns[argument.column];
    const std::string& cell = user.field(column.name);
    // LIKE looks at no case.
    return column.collation == Collation::nocase || argument.op == Operator::sw
               ? holds_for_any(cell, argument, lower)
               : holds_for_any(cell, argument, std::identity());
  });
}

// The filter language: name op "value", or some of these in brackets with " or
// " between them, joined with " and ". Fails the test on anything else. Times
// are in their full form, whose text has their order.
class Filter {
 public:
  // A search finds texts in any case.
  Filter(std::string text, bool any_case)
      : rest_(std::move(text)), any_case_(any_case) {}

  bool lets_through(const User& user) {
    bool all = true;
    while (true) {
      all = (take("(") ? any_of(user) : compares(user)) && all;
      if (rest_.empty()) return all;
      need(take(" and "));
    }
  }

 private:
  bool any_of(const User& user) {
    bool any = compares(user);
    while (take(" or ")) any = compares(user) || any;
    need(take(")"));
    return any;
  }

  bool compares(const User& user) {
    const std::string name = word(), op = word();
    const std::string value = quoted();
    const std::string& cell = user.field(name);
    if (name == "lastUpdated") need(value.size() == cell.size());
    const Operator compare = operator_named(op).value();
    return any_case_ ? holds(lower(cell), compare, lower(value))
                     : holds(cell, compare, value);
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.erase(0, text.size());
    return true;
  }

  std::string word() {
    const std::size_t end = rest_.find(' ');
    need(end != rest_.npos);
    std::string text = rest_.substr(0, end);
    rest_.erase(0, end + 1);
    return text;
  }

  std::string quoted() {
    need(rest_.starts_with('"'));
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') {
      end += rest_[end] == '\\' ? 2 : 1;
    }
    const auto literal = json::parse("[" + rest_.substr(0, end + 1) + "]");
    need(literal.ok());
    rest_.erase(0, end + 1);
    return literal->items().front().text();
  }

  std::string rest_;
  const bool any_case_;
};

// The values of a small world, in which rows and constraints often meet.
class SmallWorld {
 public:
  User user() {
    return {pick({"ACTIVE", "DEPROVISIONED", "STAGED"}),
            pick({"2025-12-31", "2026-01-01", "2026-01-02"}) + "T" +
                pick({"00:00:00", "12:00:00", "23:59:59"}) +
                pick({".000Z", ".001Z", ".999Z"}),
            pick(emails_)};
  }

  std::vector<Argument> where() {
    const Resource& users = resource("users");
    std::vector<Argument> all;
    const auto add = [&](const char* name, Operator op, std::string value) {
      all.push_back({users.column(name).value(), op, std::move(value)});
    };
    if (chance(3)) {
      add("status", Operator::eq,
          pick({"ACTIVE", "STAGED", "active", "", "\"", "A\\"}));
    }
    if (chance(4)) add("email", Operator::eq, pick(emails_));
    if (chance(4)) {
      add("email", Operator::eq, pick(emails_));
      all.back().others = {pick(emails_), pick(emails_)};
    }
    if (chance(6)) add("email", Operator::sw, pick({"a", "A@", "", "x\" or"}));
    if (chance(6)) {
      add("status", Operator::eq, "ACTIVE");
      all.back().others = {pick({"STAGED", "active", "", "\""})};
    }
    while (chance(2)) add("lastUpdated", op(), time());
    return all;
  }

 private:
  unsigned below(std::size_t n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned n) { return below(n) == 0; }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(from.size())];
  }
  Operator op() { return static_cast<Operator>(below(5)); }
  std::string time() {
    if (chance(8)) return pick({"", "2026", "zzz", "2026-02-30", "-000-01-01"});
    if (chance(3)) return user().updated;
    return pick({"2025-12-31", "2026-01-01", "2026-01-02"}) +
           pick({"", "T", " 12:00:00", "T12:00:00Z", "T12:00:00.000+01:00",
                 "T23:59:59.999ZZ", "\"", "T12:00:00.0000Z"});
  }

  std::minstd_rand random_{20260101};
  const std::vector<std::string> emails_ = {
      "a@x.org",    "A@x.org",   "o'b@x.org",
      "a\"b@x.org", "a\\@x.org", "x\" or status eq \"ACTIVE",
      "é@x.org"};
};

TEST_CASE("a filter lets through every row that the WHERE clause selects") {
  const Resource& users = resource("users");
  SmallWorld world;
  int selected = 0, kept_away = 0;
  for (int round = 0; round < 4'000; ++round) {
    const bool search = round % 2 == 0;
    const Method* list = users.method(search ? "search" : "list");
    REQUIRE(list != nullptr);
    const std::vector<Argument> where = world.where();
    const auto call = make_call(users, *list, where);
    REQUIRE(call.ok());
    REQUIRE(call->has_value());
    REQUIRE((*call)->query.front().first == (search ? "search" : "filter"));
    const std::string text = (*call)->query.front().second;
    INFO(text);
    for (int i = 0; i < 30; ++i) {
      const User user = world.user();
      const bool through = Filter(text, search).lets_through(user);
      if (!through) ++kept_away;
      if (!sql_selects(user, where)) continue;
      ++selected;
      INFO(user.status << " " << user.updated << " " << user.email);
      CHECK(through);
    }
  }
  // The filter does something, and so does the test.
  CHECK(selected > 10'000);
  CHECK(kept_away > 10'000);
}

}  // namespace
}  // namespace idp::test
