// credential_headers.h - puts an org's credential into a request.
#pragma once

#include <cstdint>
#include <optional>

#include "http/message.h"
#include "pace/job.h"
#include "sign/account.h"

namespace idp {

// Adds the headers that the org's kind of credential needs. For a service app
// there has to be its account, and a token.
Status add_credential(http::Request& request, const Job& job, Account* account,
                      const std::optional<OauthToken>& token,
                      std::int64_t unix_time);

}  // namespace idp
