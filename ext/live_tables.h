// live_tables.h - our tables on a connection in memory, with the settings of
// another one: no file's tables can hide them there.
#pragma once

#include <memory>
#include <string>

#include "ext/prepared.h"
#include "ext/session.h"

namespace idp {

class LiveTables {
 public:
  // `tick` is called while something is waited for, too, and says by another
  // value than 0 that it is to stop. `data` outlives this.
  static Result<LiveTables> open(Session& session, int (*tick)(void*),
                                 void* data);

  sqlite3* db() const { return db_.get(); }
  std::int64_t calls() const {
    return session_->log().of_connection().requests;
  }
  // The time by the clock of that org, as its answers tell it.
  std::string now_of(const Provider& provider, const std::string& org) const;
  void forget_failure() { session_->note_failure(Error::Kind::failed); }
  // Whether the last failure was for want of a right.
  bool was_forbidden() const { return session_->was_forbidden(); }

 private:
  Connection db_;
  std::shared_ptr<Session> session_;
};

}  // namespace idp
