// audit.h - the file in which every revocation is written down: one line of
// JSON before it is sent, and one after it was answered.
// In: calls. Out: lines, of which no secret is a part. Each says who did it:
// the user of the operating system, the process, and by which credential.
//
// A call with a first line and no second one was under way, or in doubt, when
// the process ended: it may or may not have been carried out.
#pragma once

#include <cstddef>
#include <string>

#include "call/caller.h"
#include "json/tree.h"
#include "revoke/outcome.h"

namespace idp {

class AuditLog {
 public:
  // With an empty path, nothing is written.
  explicit AuditLog(std::string path) : path_(std::move(path)) {}
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;

  // Makes the file if it isn't there, for its owner's eyes only; what is there
  // and is no regular file is refused. Several processes may write to it at
  // once.
  Status open();

  // Calls are known by their number in the transaction.
  void add_attempt(const RevocationCall& call, std::size_t number,
                   const Org& org);
  void add_outcome(const RevocationCall& call, std::size_t number,
                   const Org& org);

  // Writes the lines that were added, behind a line break where a full disk has
  // left half a line. `sync` also waits for the disk.
  Status write();
  Status sync();

 private:
  void add(const char* event, std::size_t number, const Org& org,
           json::Object members);
  bool ends_whole() const;
  Error problem(std::string_view what, const std::string& why) const;

  const std::string path_;
  int file_ = -1;
  std::string transaction_;  // tells transactions of all processes apart
  std::string user_;         // as the system knows this process's user
  std::string lines_;        // not yet written
};

}  // namespace idp
