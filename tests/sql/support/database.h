// database.h - an SQLite connection with the built extension in it.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "support/simulator.h"
#include "support/text.h"

namespace idp::test {

using Rows = std::vector<std::vector<std::string>>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const;
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

// NULL is shown as "NULL", a blob as x'…'.
class Database {
 public:
  explicit Database(const std::string& path = ":memory:");
  // With the org of the simulator configured.
  explicit Database(const Simulator& simulator,
                    const std::string& path = ":memory:");

  // Fails the test if SQLite can't.
  Prepared prepare(const std::string& sql);
  // Runs statements up to the first that fails: its code and message.
  int run(const std::string& sql, Rows& rows, std::string& error);
  // All rows of the last statement. Fails the test if a statement fails.
  Rows rows(const std::string& sql);
  // The one value of a statement that has just one.
  std::string value(const std::string& sql);
  // What a statement fails with; fails the test if it doesn't.
  std::string error(const std::string& sql);
  // The same, for a message that has to have these parts.
  std::string refuses(const std::string& sql,
                      const std::vector<std::string>& parts);
  // Makes settings, {{"route", "users"}, {"parallelism", 3}}; returns what
  // idp_configure() tells.
  std::string configure(const json::Object& settings);
  // The plan, as EXPLAIN QUERY PLAN tells it since SQLite 3.36: one line a
  // table.
  std::string plan(const std::string& sql);
  // What was sent since the last call of this: "GET /path?query".
  std::vector<std::string> sent();

  sqlite3* handle() const { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  std::unique_ptr<sqlite3, Close> db_;
  std::string last_number_ = "0";
};

// What the extension says when it is loaded; nothing where it loads.
std::string refusal();

// Whether the SQLite that is tested can read a statement, which may use a table
// t(x). Where it can't, it says so, and the caller leaves out what needs it.
bool has_sql(const std::string& statement);
inline const std::string kRightJoin = "SELECT 1 FROM t a RIGHT JOIN t b";
inline const std::string kDeleteLimit = "DELETE FROM t LIMIT 1";

// An IN's values all at once, and a query's LIMIT: since SQLite 3.38.
bool hands_over_lists();

// The statement that makes these settings.
std::string configuring(const json::Object& settings);

}  // namespace idp::test
