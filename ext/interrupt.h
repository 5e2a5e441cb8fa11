// interrupt.h - whether a statement is to stop: the user has pressed Ctrl-C, a
// host has called sqlite3_interrupt(), or its progress handler says so.
#pragma once

#include "ext/prepared.h"

namespace idp {

// Asks by a statement of its own on the connection, which runs some thousand
// opcodes each time and then pauses: SQLite looks for an interrupt while it
// steps a statement, and calls a progress handler after every n opcodes of one,
// counted over all of its steps. (sqlite3_is_interrupted(), of 3.41, knows
// nothing of progress handlers.)
//
// A host can see it: a trace once each time that something is waited for, an
// authorizer as two SQLITE_SELECT once in a statement. It reads no table, so it
// holds no lock and is in the way of no COMMIT.
class Interrupt {
 public:
  explicit Interrupt(sqlite3* db) : db_(db) {}

  // REQUIRES: a statement of the connection runs, and waits for us. A progress
  // handler may say stop a single time: whoever asks has to remember it.
  bool asked();

  // Has to be called before SQLite goes on with the statement that waited: what
  // asks runs no longer, but the opcodes that it has had still count.
  void rest();
  // Has to be called when the statement ends: a connection with one that is
  // still prepared can't be closed.
  void end() { asking_.reset(); }

 private:
  int prepare(const char* sql);

  sqlite3* db_;
  Prepared asking_;
};

}  // namespace idp
