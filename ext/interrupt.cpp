// interrupt.cpp - asks by preparing and stepping a statement that does nothing.
#include "ext/interrupt.h"

#include <memory>

namespace idp {
namespace {

struct StatementClose {
  void operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
  }
};

}  // namespace

// The statement is not kept: a connection with an open one can't be closed.
std::function<bool()> interrupt_check(sqlite3* db) {
  return [db] {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v2(db, "SELECT 1", -1, &prepared, nullptr);
    const std::unique_ptr<sqlite3_stmt, StatementClose> statement(prepared);
    if (code != SQLITE_OK) return code == SQLITE_INTERRUPT;
    return sqlite3_step(prepared) == SQLITE_INTERRUPT;
  };
}

}  // namespace idp
