// interrupt.cpp - asks by stepping a statement that does nothing.
#include "ext/interrupt.h"

#include <memory>

namespace idp {
namespace {

struct StatementClose {
  void operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
  }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementClose>;

}  // namespace

http::Stop interrupt_check(sqlite3* db) {
  auto statement = std::make_shared<Statement>();
  return [db, statement] {
    if (!*statement) {
      sqlite3_stmt* prepared = nullptr;
      sqlite3_prepare_v2(db, "SELECT 1", -1, &prepared, nullptr);
      statement->reset(prepared);
    }
    if (!*statement) return false;
    const int code = sqlite3_step(statement->get());
    sqlite3_reset(statement->get());
    return code == SQLITE_INTERRUPT;
  };
}

}  // namespace idp
