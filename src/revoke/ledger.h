// ledger.h - what a connection's transaction is going to revoke, in all of its
// tables; and what became of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "call/caller.h"
#include "revoke/outcome.h"

namespace idp {

class Ledger {
 public:
  // A table adds its stage and takes it away.
  void add_stage(Stage* stage) { stages_.push_back(stage); }
  void remove_stage(const Stage* stage) { std::erase(stages_, stage); }

  bool any_staged() const;
  bool staged(const std::string& identity) const;
  std::size_t count() const;  // of staged rows
  std::int64_t next_number() { return ++last_number_; }

  // The calls that COMMIT would send; if there are none, those of the last
  // transaction that sent some.
  std::vector<RevocationCall> calls() const;

  // Sends what is staged in all tables, the first time that it is called in a
  // COMMIT: a transaction has one outcome. SQLite may call it again, should it
  // fail to commit what is local.
  Status carry_out(Caller& caller,
                   const std::shared_ptr<const Settings>& settings);
  // The transaction has ended.
  void end() { ended_ = true; }

 private:
  std::vector<RevocationCall> staged_calls() const;

  std::vector<Stage*> stages_;
  std::int64_t last_number_ = 0;
  std::vector<RevocationCall> done_;
  bool ended_ = true;  // the transaction of done_
};

}  // namespace idp
