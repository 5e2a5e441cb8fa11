// stage.h - the revocations that one table has to carry out when its
// transaction commits. Savepoints as SQLite numbers them.
#pragma once

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "http/url.h"
#include "model/resource.h"
#include "plan/call.h"
#include "result.h"

namespace idp {

struct Revocation {
  std::string subdomain;
  http::Target target;

  // The same for the same object, whichever table named it.
  std::string identity() const { return subdomain + target.text(); }
};

// What a row's key says about how to revoke it.
// REQUIRES: resource.revocation() is there.
Result<Revocation> make_revocation(const Resource& resource,
                                   std::string_view key);

class Stage {
 public:
  // Staging the same object twice is staging it once.
  void add(Revocation revocation);
  bool has(const std::string& identity) const {
    return identities_.contains(identity);
  }
  bool empty() const { return revocations_.empty(); }
  const std::vector<Revocation>& revocations() const { return revocations_; }

  // A transaction's savepoints are numbered by their depth, from 0. Those that
  // were there before the table's first DELETE are never announced.
  void savepoint(int number);
  void release(int number);
  void rollback_to(int number);
  void clear();

 private:
  std::vector<Revocation> revocations_;  // in the order of the statements
  std::unordered_set<std::string> identities_;
  std::map<int, std::size_t> marks_;  // savepoint: how many were staged then
};

}  // namespace idp
