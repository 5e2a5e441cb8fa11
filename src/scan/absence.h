// absence.h - what an answer says is not there, and whether to believe it.
//
// Some lists can't see all that is there (Method::unseen). What is not among
// their rows, or is a 404 to them, may be there all the same: so a query is
// told, and a statement that deletes goes the other way, or fails, rather than
// be decided by it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "call/asked.h"
#include "result.h"
#include "scan/listing.h"

namespace idp {

class Absence {
 public:
  // All of them outlive it.
  Absence(std::span<const Resource> catalog, const Resource& resource,
          Asked& asked, std::shared_ptr<const Settings> settings);

  // The provider says that what the listing's path names is not there, so that
  // it has no rows. A list that can't see all may say so of what is there: so
  // that is asked for by its id. `tells`: what the query itself names is noted.
  Status gone(const Listing& listing, const http::Response& response,
              bool tells);
  // A value that the query names is nowhere.
  void missing(const Listing& listing, bool tells);
  // A list of values was read to its end, and none of them has this owner. For
  // a statement that deletes that is as if the list were refused.
  Status unlisted(const Listing& listing, const std::string& owner, bool tells);

 private:
  Result<bool> is_there(const Listing& listing);

  const std::span<const Resource> catalog_;
  const Resource& resource_;
  Asked& asked_;
  const std::shared_ptr<const Settings> settings_;
};

// What to run for the rows by the method's `instead`: "SELECT
// idp_configure(…)".
std::string other_route(const Resource& resource, const Method& method);

// What to tell of rows that were read by such a list.
std::string partial_text(const Resource& resource, const Method& method);

}  // namespace idp
