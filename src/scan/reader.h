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

  // Sends the call of a fresh listing, or opens it where its row was listed
  // already. False where there is nothing to fetch: no row has an empty id.
  bool send(Listing& listing);

  // REQUIRES: it was sent. Waits for the answer, which it takes out of it.
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
  Result<std::shared_ptr<const json::Page>> decode(const Listing& listing,
                                                   const Ticket& ticket,
                                                   const std::string& body);
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
  std::deque<Kept> kept_;  // decoded pages
};

}  // namespace idp
