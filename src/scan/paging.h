// paging.h - which page of a list comes next.
#pragma once

#include <optional>

#include "http/transport.h"
#include "scan/listing.h"

namespace idp {

// The listing of the page behind this one, as the answer says; none at the end
// of the list. Fails where the list would be short, or never end.
Result<std::optional<Listing>> next_page(const Listing& listing,
                                         const http::Response& response,
                                         const json::Page& page);

}  // namespace idp
