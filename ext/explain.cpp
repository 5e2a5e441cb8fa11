// explain.cpp - looks at a statement's text, and reads SQLite's plan of it.
#include "ext/explain.h"

#include <algorithm>
#include <memory>

#include "ext/prepared.h"

namespace idp {
namespace {

// What the text begins with, blanks and comments left out.
std::string_view begin_of(std::string_view text) {
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\n\f\r");
    text.remove_prefix(std::min(begin, text.size()));
    std::size_t end = 0;
    if (text.starts_with("--")) {
      end = text.find('\n');
    } else if (text.starts_with("/*")) {
      end = text.find("*/", 2);
      end += end == text.npos ? 0 : 2;
    } else {
      return text;
    }
    text.remove_prefix(std::min(end, text.size()));
  }
}

// Others, as some PRAGMAs, may do what they say while they are prepared.
Status check_kind(std::string_view statement) {
  const std::string_view begin = begin_of(statement);
  for (const std::string_view word :
       {"SELECT", "WITH", "VALUES", "DELETE", "INSERT", "REPLACE", "UPDATE"}) {
    if (begin.size() >= word.size() &&
        sqlite3_strnicmp(begin.data(), word.data(),
                         static_cast<int>(word.size())) == 0) {
      return {};
    }
  }
  return Error{
      "the statement is one SELECT, UPDATE or DELETE, as a text: "
      "idp_cost('SELECT * FROM users')."};
}

Result<Prepared> explain(sqlite3* db, const std::string& how,
                         const std::string& statement) {
  const std::string sql = how + statement;
  sqlite3_stmt* made = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(
      db, sql.c_str(), static_cast<int>(sql.size()), &made, &rest);
  Prepared prepared(made);
  if (code != SQLITE_OK) return Error{sqlite3_errmsg(db)};
  const std::size_t read = static_cast<std::size_t>(rest - sql.data());
  if (!begin_of(std::string_view(sql).substr(read)).empty()) {
    return Error{"one statement at a time."};
  }
  return prepared;
}

}  // namespace

Result<Planned> explain_plan(sqlite3* db, Session& session,
                             const std::string& statement) {
  if (Status status = check_kind(statement); !status) return status.error();
  Planned planned;
  const auto end = [](Session* noting) { noting->note_plans_in(nullptr); };
  session.note_plans_in(&planned.plans);
  const std::unique_ptr<Session, decltype(end)> ending(&session, end);
  auto loops = explain(db, "EXPLAIN QUERY PLAN ", statement);
  if (!loops) return loops.error();
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(loops->get())) == SQLITE_ROW) {
    planned.lines.push_back({sqlite3_column_int64(loops->get(), 0),
                             sqlite3_column_int64(loops->get(), 1),
                             column_text(*loops, 3)});
  }
  if (code != SQLITE_DONE) return Error{sqlite3_errmsg(db)};
  return planned;
}

// Of a row to be deleted it hands over the key alone.
Action action_of(sqlite3* db, const std::string& statement) {
  const auto program = explain(db, "EXPLAIN ", statement);
  while (program && sqlite3_step(program->get()) == SQLITE_ROW) {
    if (column_text(*program, 1) != "VUpdate") continue;
    return sqlite3_column_int(program->get(), 3) == 1 ? Action::remove
                                                      : Action::change;
  }
  return Action::select;
}

}  // namespace idp
