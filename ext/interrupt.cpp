// interrupt.cpp - steps a statement that does much for nothing.
#include "ext/interrupt.h"

namespace idp {
namespace {

// A row for each 256 that the two inner loops go through, and so many rows that
// it comes to its end once in a minute or two. It uses no function and no
// recursion, which an authorizer may forbid.
constexpr char kManySteps[] =
    "WITH v(x) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), "
    "(10), (11), (12), (13), (14), (15)) SELECT a.x, b.x, c.x "
    "FROM v a CROSS JOIN v b CROSS JOIN v c CROSS JOIN v d CROSS JOIN v e "
    "WHERE d.x + e.x = 30 /* sqlite-idp waits */";
// For an authorizer that forbids even that. Few opcodes, but an interrupt is
// seen.
constexpr char kOneStep[] = "SELECT 1 /* sqlite-idp waits */";

}  // namespace

int Interrupt::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr);
  asking_.reset(statement);
  return code;
}

bool Interrupt::asked() {
  int code = SQLITE_OK;
  if (!asking_) code = prepare(kManySteps);
  if (code == SQLITE_AUTH) code = prepare(kOneStep);
  if (code == SQLITE_OK) code = sqlite3_step(asking_.get());
  if (code != SQLITE_ROW) end();
  return code == SQLITE_INTERRUPT;
}

void Interrupt::rest() { sqlite3_reset(asking_.get()); }

}  // namespace idp
