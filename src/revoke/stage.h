// stage.h - the revocations that one table has to carry out when its
// transaction commits. Savepoints as SQLite numbers them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/url.h"
#include "model/resource.h"
#include "plan/call.h"
#include "result.h"

namespace idp {

// One call that revokes all rows of a list: see run/whole_lists.h.
struct Bulk {
  const Method* method = nullptr;
  http::Target target;
  std::vector<std::string> rows;  // each one's identity
};
using Bulks = std::vector<std::shared_ptr<const Bulk>>;

// One row to revoke.
struct Revocation {
  const Resource* resource = nullptr;
  std::string key;  // of the row
  std::string subdomain;
  std::vector<Argument> arguments;  // what the key says, by column
  http::Target target;              // of the call for this row alone
  std::string table;                // what it was deleted from
  std::int64_t number = 0;          // its place in the transaction

  // The same for the same object, whichever table named it.
  std::string identity() const {
    return resource->provider.name + " " + subdomain + target.text();
  }
};

// What a row's key says about how to revoke it.
// REQUIRES: resource.revocation() is there.
Result<Revocation> make_revocation(const Resource& resource,
                                   std::string_view key);

class Stage {
 public:
  // Staging the same object twice is staging it once: false.
  bool add(Revocation revocation);
  bool has(const std::string& identity) const {
    return places_.contains(identity);
  }
  bool empty() const { return revocations_.empty(); }
  const std::vector<Revocation>& revocations() const { return revocations_; }

  // All rows of this list are staged now, here or in another table: they can go
  // in one call, as long as the last of them is not taken back.
  void unite(std::shared_ptr<const Bulk> bulk);
  const Bulks& bulks() const { return bulks_; }

  // A transaction's savepoints are numbered by their depth, from 0. Those that
  // were there before the table's first DELETE are never announced. Going back
  // needs no memory, not even to one that couldn't be announced for want of it.
  void savepoint(int number);
  void release(int number);
  void rollback_to(int number);
  void clear();

 private:
  std::vector<Revocation> revocations_;  // in the order of the statements
  std::unordered_map<std::string, std::size_t> places_;  // by identity
  Bulks bulks_;
  std::vector<std::size_t> united_;  // by bulk: how many were staged then
  std::vector<std::size_t> marks_;   // by savepoint: how many were staged then
};

}  // namespace idp
