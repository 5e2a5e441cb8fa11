// reader.h - makes the calls of listings, and reads their answers.
// In: a Listing. Out: its Ticket; then its page, and the listing behind it.
// What can't be called or read is an error of that listing, for its turn.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>

#include "call/asked.h"
#include "scan/absence.h"
#include "scan/columns.h"
#include "scan/known_rows.h"
#include "scan/listing.h"

namespace idp {

class LookUps;

class Reader {
 public:
  Reader(std::span<const Resource> catalog, const Resource& resource,
         const Columns& columns, Asked& asked, KnownRows& known,
         std::shared_ptr<const Settings> settings);

  // No more than that many rows of a list are going to be read.
  void read_at_most(std::optional<std::int64_t> rows) { most_ = rows; }
  // The same lists are going to be read again and again: the last pages are
  // kept as they were decoded.
  void keep_pages() { keeps_ = true; }
  // What it sends are look-ups that a list may answer.
  void look_up(LookUps& look_ups) { look_ups_ = &look_ups; }

  // So many calls more may be sent. Until this is said, any number.
  void allow(std::size_t calls) { allowed_ = allowed() + calls; }
  std::size_t allowed() const { return allowed_.value_or(0); }
  // Whether nothing may be sent now; `first`: not even the one whose turn it
  // is.
  bool holds_back(bool first) const;

  // Sends the call of a fresh listing, or opens it where its row was listed
  // already. False where there is nothing to fetch: no row has an empty id.
  bool send(Listing& listing);

  // REQUIRES: it was sent. Waits for the answer, which it takes out of it. Of a
  // look-up that missed, the page behind is where to look on.
  Result<Opened> open(Listing& listing);

  // See absence.h.
  Status note_unlisted(const Listing& listing, const std::string& owner) {
    return absence_.unlisted(listing, owner, !keeps_);
  }

 private:
  struct Kept {
    const Step* step = nullptr;
    Ticket ticket;
    std::shared_ptr<const json::Page> page;
  };

  Result<Opened> read(Listing& listing, const Ticket& ticket,
                      const Reply& reply);
  Result<bool> prepare(Listing& listing) const;
  http::Query first_query(const Listing& listing) const;
  Result<std::shared_ptr<const json::Page>> decode(
      const Listing& listing, const Ticket& ticket,
      const std::shared_ptr<const std::string>& body);
  bool open_known(Listing& listing) const;
  void remember(const Listing& listing,
                const std::shared_ptr<const json::Page>& page);

  const Resource& resource_;
  const Columns& columns_;
  Asked& asked_;
  KnownRows& known_;
  const std::shared_ptr<const Settings> settings_;
  Absence absence_;
  std::optional<std::int64_t> most_;
  bool keeps_ = false;
  LookUps* look_ups_ = nullptr;
  std::optional<std::size_t> allowed_;
  std::deque<Kept> kept_;  // decoded pages
};

}  // namespace idp
