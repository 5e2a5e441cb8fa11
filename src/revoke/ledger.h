// ledger.h - what a connection's transaction is going to revoke, in all of its
// tables; and what became of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "call/asked.h"
#include "revoke/outcome.h"

namespace idp {

class Ledger {
 public:
  // A table adds its stage and takes it away.
  void add_stage(Stage* stage) { stages_.push_back(stage); }
  void remove_stage(const Stage* stage) { std::erase(stages_, stage); }

  bool any_staged() const;
  bool staged(const std::string& identity) const;
  bool any_staged_for(const Org& org) const;
  // What an UPDATE has set; and the last one of a column of a row, or null.
  bool any_changes() const;
  const Revocation* change(const std::string& identity) const;
  std::size_t count() const;  // of staged rows
  std::int64_t next_number() { return ++last_number_; }

  // In a transaction with a DELETE, the calls that COMMIT would send; whether
  // lists may go in one, the settings say. Else those that the last one sent
  // which was committed, or tried to.
  std::vector<RevocationCall> calls(bool bulk) const;

  // A DELETE has begun; the transaction has ended.
  void begin() { open_ = true; }
  void end();

  // Sends what is staged in all tables, the first time that it is called in a
  // COMMIT: a transaction has one outcome. SQLite may call it again, should it
  // fail to commit what is local.
  Status carry_out(Asked& asked,
                   const std::shared_ptr<const Settings>& settings);

  // The same where nothing is staged, which needs no org.
  void carry_out_nothing();

  // While it is carried out: rows and calls, and those of them whose outcome is
  // known.
  struct Counts {
    std::int64_t done = 0, all = 0;
    std::int64_t calls_done = 0, calls = 0;
  };
  Counts counts() const;
  // What they are, where they are done: "revoked".
  std::string done_word() const { return std::string(done_name(sent_)); }

 private:
  std::vector<RevocationCall> staged_calls(bool bulk) const;

  std::vector<Stage*> stages_;
  std::int64_t last_number_ = 0;
  std::vector<RevocationCall> sent_;
  bool open_ = false;  // whether there may be something to send
  bool same_ = false;  // whether sent_ is of this transaction
};

}  // namespace idp
