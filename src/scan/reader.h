// reader.h - makes the calls of listings, and reads their answers.
// In: a Listing. Out: its Ticket; then its page, and the listing behind it.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "call/asked.h"
#include "scan/columns.h"
#include "scan/listing.h"
#include "scan/seen.h"

namespace idp {

class Reader {
 public:
  Reader(const Resource& resource, const Columns& columns, Asked& asked,
         Seen& seen, std::shared_ptr<const Settings> settings);

  // No more than that many rows of a list are going to be read.
  void expect_rows(std::optional<std::int64_t> most) { most_ = most; }
  // The same lists are going to be read again and again.
  void expect_again() { again_ = true; }

  // Sends the call, or opens the listing where its row was listed already.
  // False where there is nothing to fetch: no row has an empty id.
  Result<bool> send(Listing& listing);

  // REQUIRES: the ticket is there. Waits for it.
  Result<Opened> open(Listing& listing);

 private:
  struct Kept {
    const Step* step = nullptr;
    Ticket ticket;
    std::shared_ptr<const json::Page> page;
  };

  Result<bool> prepare(Listing& listing) const;
  http::Query first_query(const Listing& listing) const;
  Result<std::shared_ptr<const json::Page>> decode(const Listing& listing,
                                                   const Ticket& ticket,
                                                   const std::string& body);
  bool open_seen(Listing& listing) const;
  void remember(const Listing& listing,
                const std::shared_ptr<const json::Page>& page);

  const Resource& resource_;
  const Columns& columns_;
  Asked& asked_;
  Seen& seen_;
  const std::shared_ptr<const Settings> settings_;
  std::optional<std::int64_t> most_;
  bool again_ = false;
  std::deque<Kept> kept_;  // decoded pages
};

}  // namespace idp
