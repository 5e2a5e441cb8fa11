// caller.h - makes one call to an org: signs it, tries again where that helps,
// writes it into the log, and turns what is no answer into an error.
#pragma once

#include <memory>

#include "auth/settings.h"
#include "call/log.h"
#include "http/transport.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// A call that the provider has carried out, or a 404 in which the provider
// itself says that the thing named is not there.
struct Reply {
  http::Response response;
  bool gone = false;
};

// Not for several threads at once. Keeps the settings that it began with.
class Caller {
 public:
  Caller(http::Transport& transport, RequestLog& log,
         std::shared_ptr<const Settings> settings, http::Stop stop);

  // Errors name the table, the call, what was answered and what to do next.
  Result<Reply> send(const Resource& resource, const Method& method,
                     const Org& org, const http::Target& target);

  const Settings& settings() const { return *settings_; }

 private:
  http::Transport& transport_;
  RequestLog& log_;
  std::shared_ptr<const Settings> settings_;
  http::Stop stop_;
};

}  // namespace idp
