// provider.h - what all resources of a provider share, in memory.
// schema/README.md explains the document itself.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/saved.h"
#include "model/setup.h"

namespace idp {

// How a provider pages that links each page to the next: the names of the
// parameters for the rows of a page and for the cursor to go on behind. Either
// may be empty: it has none.
struct LinkPaging {
  std::string limit, after;
};

// The same where the link is in the body: where, as names joined with dots.
struct BodyPaging {
  std::string next;
  std::string limit, after;
};

// How a provider pages that counts rows: the names of its parameters, and where
// an answer says how many rows there are, and how many come before its own.
struct OffsetPaging {
  std::string limit, offset;
  std::string total, at;
};

// What all resources of a provider share.
struct Provider {
  std::string name;
  std::string title;
  std::string domain;  // what a plain subdomain is put before: "okta.com"
  std::vector<std::string> servers;  // where all orgs are; none: each its own
  // The headers that carry an API token: "SSWS {token}".
  std::vector<std::pair<std::string, std::string>> token_headers;
  std::vector<std::string> routes;  // names of ways to the same rows
  // The calls a minute that it lets a credential send where nobody has changed
  // that, by rate limit.
  std::vector<std::pair<std::string, long>> rate_limits;

  // Where an answer has its rows; empty: it is the row, or the array of rows.
  std::string rows;
  LinkPaging link_paging;
  std::optional<BodyPaging> body_paging;
  std::optional<OffsetPaging> offset_paging;

  // Characters that no value in a path can have: the provider reads another
  // path, or none, though they are encoded.
  std::string refuse_in_path;

  // Where an error body says what went wrong (paths, see json/tree.h); and the
  // codes which say, with a 404, that the thing itself is not there (and not,
  // say, the whole org), and with a 403, that the request had no credential
  // that is known there. All may be empty, but for the summary.
  std::string error_code;
  std::string error_summary;
  std::string error_id;
  std::string error_causes;
  std::string gone_code;
  std::string unauthenticated_code;
  // With a 401 or 403, that it is not about the credential at all.
  std::vector<std::string> not_credential_codes;

  // Header names, or empty: of the provider's own id of a request, and of what
  // a second attempt is asked to say: the id of the first one, and how many
  // there were.
  std::string request_id;
  std::string retry_for;
  std::string retry_count;

  // Views of an inventory, for what everybody asks: name and SELECT.
  std::vector<std::pair<std::string, std::string>> saved_views;
  std::optional<SavedEvents> saved_events;

  // Where service apps get access tokens; empty: the provider has none.
  std::string token_path;
  Setup setup;
};

}  // namespace idp
