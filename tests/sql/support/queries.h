// queries.h - generates queries.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "support/org.h"

namespace idp::test {

// Queries over @users, @user_clients, @oauth_tokens and @grants, each with its
// rows in a certain order: joins of up to three tables in any order,
// aggregates, EXISTS, UNION, windows, LIMIT and OFFSET; and every shape that a
// join with some users may have. `mine` has some users' ids, `twice` them two
// times and more.
class Queries {
 public:
  // Values are those of the org, which outlives it.
  Queries(unsigned seed, const Org& org) : random_(seed), org_(org) {}

  std::string query();

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(from.size())];
  }
  std::string limit();
  std::string some_users();
  std::string shape();
  std::string join();
  std::string predicate(const std::string& table, const std::string& alias,
                        int depth);
  // Of a user's own columns: what the provider may be asked to compare.
  std::string comparison(const std::string& alias);
  std::string user_id();
  std::string client_id();

  std::minstd_rand random_;
  const Org& org_;
  const bool has_right_join_ = has_sql(kRightJoin);
  const std::string materialized_ =
      has_sql("WITH u AS MATERIALIZED (SELECT 1) SELECT * FROM u")
          ? "MATERIALIZED "
          : "";
};

}  // namespace idp::test
