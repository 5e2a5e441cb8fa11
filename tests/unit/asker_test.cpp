// asker_test.cpp - the asks of a join: in which order values are combined, and
// how many asks are foreseen.
#include "scan/asker.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace idp::test {
namespace {

std::vector<Choices> one(const std::string& value) {
  return {{0, Operator::eq, {value}}};
}
Arguments arguments(const std::string& value) {
  return {{0, Operator::eq, value}};
}

TEST_CASE("every combination comes once, the last value changing first") {
  Combinations combinations({{0, Operator::eq, {"a", "b"}},
                             {3, Operator::gt, {"x"}},
                             {1, Operator::eq, {"1", "2"}}});
  CHECK(combinations.left() == 4);
  std::string seen;
  while (const auto next = combinations.next()) {
    for (const Argument& argument : *next) seen += argument.value;
    seen += ' ';
    CHECK((*next)[1].column == 3);
    CHECK((*next)[1].op == Operator::gt);
  }
  CHECK(seen == "ax1 ax2 bx1 bx2 ");
  CHECK(combinations.left() == 0);
  // Nothing asked is one ask; none is none.
  Combinations whole(std::vector<Choices>{});
  CHECK(whole.next() == Arguments{});
  CHECK_FALSE(whole.next().has_value());
  CHECK_FALSE(Combinations().next().has_value());
}

TEST_CASE("what is foreseen in vain is no more than what was asked") {
  Asker asker(8);
  CHECK_FALSE(asker.ask(one("u0")));
  CHECK(asker.wants() == 0);
  // Who is asked twice may be asked again.
  CHECK_FALSE(asker.ask(one("u1")));
  CHECK(asker.wants() == 2);
  int next = 2;
  for (int asked = 2; asked < 20; ++asked) {
    while (asker.wants() > 0) {
      asker.foresee(arguments("u" + std::to_string(next++)));
    }
    CHECK(asker.ask(one("u" + std::to_string(asked))));
    CHECK(next - asked - 1 <= std::min(8, asked));
  }
  CHECK(next == 20 + 7);
  // What was expected earlier, and comes later, was not in vain.
  CHECK_FALSE(asker.ask(one("another")));
  CHECK(asker.last_foreseen() == nullptr);
  CHECK(asker.wants() == 8);
  Asker sorted(8);
  sorted.ask(one("u0"));
  sorted.ask(one("u1"));
  sorted.foresee(arguments("u8"));
  sorted.foresee(arguments("u9"));
  CHECK_FALSE(sorted.ask(one("u4")));
  CHECK(sorted.wants() == 1);
  CHECK_FALSE(sorted.ask(one("u9")));
  CHECK(sorted.wants() == 3);
  sorted.forget();
  CHECK(sorted.wants() == 4);
}

TEST_CASE("the numbers of asks are in the order of their answers") {
  Asker asker(8);
  asker.ask(one("u0"));
  asker.ask(one("u1"));
  const std::int64_t present = asker.number();
  const std::int64_t first = asker.foresee(arguments("u2"));
  const std::int64_t second = asker.foresee(arguments("u3"));
  CHECK(present < first);
  CHECK(first < second);
  // One of them was left out by the query.
  CHECK(asker.ask(one("u3")));
  CHECK(asker.number() == second);
  CHECK_FALSE(asker.ask(one("u2")));
  CHECK(asker.number() > second);
}

TEST_CASE("a list of values is not foreseen") {
  Asker asker(8);
  asker.ask(one("u0"));
  asker.ask({{0, Operator::eq, {"u1", "u2"}}});
  CHECK(asker.present() == nullptr);
  asker.foresee(arguments("u1"));
  CHECK_FALSE(asker.ask({{0, Operator::eq, {"u1", "u2"}}}));
}

}  // namespace
}  // namespace idp::test
