// okta.h - the Okta org: a call's way through it.
// route -> token and scope -> rate limit -> operation -> headers
#pragma once

#include <shared_mutex>
#include <string>
#include <vector>

#include "oauth/authorization_server.h"
#include "okta/org.h"
#include "okta/rates.h"
#include "okta/routes.h"
#include "okta/system_log.h"
#include "options.h"
#include "provider.h"

namespace sim {

class Okta : public Provider {
 public:
  explicit Okta(const Options& options);

  std::string operation(const Call& call) const override;
  Answer answer(const Call& call, std::int64_t now) override;
  Answer error(const Fault& fault, std::int64_t now) const override;
  void add_headers(Answer& answer, std::int64_t now) const override;
  Answer dump(const Call& call) override;
  std::optional<Answer> control(const Call& call) override;
  void reset() override;

 private:
  // Why the call's credential won't do; nothing: it will.
  std::optional<Answer> refuse(const Call& call, const std::string& scope,
                               std::int64_t now);
  std::optional<std::string> add_events(const Call& call);
  Answer arrival(const Call& call);
  Answer token(const Call& call, std::int64_t now);
  Answer operate(const Call& call, const Route& route);
  // What was to happen by now.
  void settle(std::int64_t now);
  Answer access_of(const Call& call);

  Options options_;
  Org org_;
  SystemLog log_;
  mutable std::shared_mutex org_mutex_;
  Rates rates_;
  AuthorizationServer server_;
};

}  // namespace sim
