// deletes.h - generates DELETEs.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "support/database.h"

namespace idp::test {

// DELETEs from @oauth_tokens, @clienttokens and @grants. `db` has ordinary
// tables with their rows: local_users, local_oauth_tokens, local_grants.
class Deletes {
 public:
  Deletes(unsigned seed, Database& db) : random_(seed), db_(db) {}

  // With an OR between them, it may be that no user and no client is named for
  // all rows: then it is refused.
  std::string statement(bool with_or = false);

 private:
  std::size_t below(std::size_t n) { return random_() % n; }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(from.size())];
  }
  std::string compare() {
    return pick({"= ", "<> ", "< ", ">= ", "IS ", "IS NOT "});
  }
  std::string order_limit();
  // The same for the DELETE itself, if SQLite can do that.
  std::string own_limit();
  // A value of one of the local rows, as a literal.
  std::string value(const std::string& table, const std::string& column);
  std::string user() { return value("users", "id"); }
  std::string client() { return value("oauth_tokens", "clientId"); }
  // A predicate that names a user or a client.
  std::string named();
  std::string predicate(int depth);
  std::string comparison();

  std::minstd_rand random_;
  Database& db_;
  bool has_limit_ = has_sql(kDeleteLimit);
  bool grants_ = false;
  std::string table_;
};

}  // namespace idp::test
