// copies.h - ordinary tables with the rows of the org, to compare with.
#pragma once

#include <string>
#include <vector>

#include "support/org.h"

namespace idp::test {

// local_users, local_user_clients, local_oauth_tokens and local_grants: tables
// of the connection beside ours. `mine` has the ids of a third of the users,
// `twice` each of these several times.
// A statement for both kinds is written with an @ before each table.
class LocalCopy {
 public:
  LocalCopy(Database& db, const Org& org);

  // The org's rows take the place of those that are there.
  void fill(const Org& org);

  // The statement over our tables, and over the copies.
  static std::string ours(const std::string& sql);
  static std::string local(const std::string& sql);
  // The same for tables with any prefix. Logins have an @, too.
  static std::string with_prefix(std::string sql, const std::string& prefix);

 private:
  void insert(const std::string& table, const json::Array& items);

  Database& db_;
};

}  // namespace idp::test
