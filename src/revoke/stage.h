// stage.h - the revocations and other changes that one table has to carry out
// when its transaction commits. Savepoints as SQLite numbers them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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

// One row to revoke, or to change.
struct Revocation {
  const Resource* resource = nullptr;
  const Method* method = nullptr;  // of the call for this row alone
  std::string key;                 // of the row
  std::string subdomain;
  // What the key says, by column, and what else says how it is changed.
  std::vector<Argument> arguments;
  http::Target target;      // of the call for this row alone
  std::string table;        // the one that the statement names
  std::int64_t number = 0;  // its place in the transaction

  // An UPDATE's: the column that it sets, and to what.
  std::optional<std::size_t> changed;
  std::string value;

  // The same for the same object, whichever table named it; of a change, for
  // the same column of the same row.
  std::string identity() const {
    return changed ? change_identity(*resource, key, *changed)
                   : resource->provider.name + " " + subdomain + target.text();
  }
  static std::string change_identity(const Resource& resource,
                                     const std::string& key,
                                     std::size_t column);
  // What the row has in that field, as far as it was asked; or null.
  const std::string* has(std::string_view field) const;
};

// What a row's key says about how to revoke it; behind the key may stand the
// values of Resource::change_columns (plan/key.h).
// REQUIRES: resource.revocation() is there.
Result<Revocation> make_revocation(const Resource& resource,
                                   std::string_view key);
// An error where the row is one that its method's `when` leaves out.
Status check_when(const Revocation& row);

// The call by which the row gets that value, nothing being NULL: of the methods
// that set it, the first one for what the row has now. None where it has it.
// An error where no call leads there, and what does. REQUIRES: the key says
// what the row has now.
Result<std::optional<Revocation>> make_change(
    const Resource& resource, std::string_view key, std::size_t column,
    const std::optional<std::string>& value);

class Stage {
 public:
  // Revoking the same object twice is revoking it once: false. A row may be
  // changed more than once, from one value to the next.
  bool add(Revocation revocation);
  bool has(const std::string& identity) const {
    return places_.contains(identity);
  }
  // The last change with that identity; or null.
  const Revocation* change(const std::string& identity) const {
    const auto place = places_.find(identity);
    return place == places_.end() ? nullptr : &revocations_[place->second];
  }
  bool empty() const { return revocations_.empty(); }
  std::size_t size() const { return revocations_.size(); }
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
  // The same to when so many rows were staged.
  void cut(std::size_t kept);
  void clear();

 private:
  // Where `places_` has it, and what stood there before.
  struct Place {
    std::size_t* now = nullptr;
    std::optional<std::size_t> before;
  };

  std::vector<Revocation> revocations_;  // in the order of the statements
  std::vector<Place> found_at_;          // of each
  std::unordered_map<std::string, std::size_t> places_;  // by identity
  Bulks bulks_;
  std::vector<std::size_t> united_;  // by bulk: how many were staged then
  std::vector<std::size_t> marks_;   // by savepoint: how many were staged then
};

}  // namespace idp
