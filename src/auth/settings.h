// settings.h - which org, with which token, and how patient to be.
// In: environment variables or the text given to idp_configure().
// Out: Settings, or what is wrong with them. No error holds a secret.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "auth/org.h"
#include "http/transport.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// Whether to show how far a long statement is.
enum class ShowProgress { automatic, on, off };  // automatic: on a terminal

// How fast to go.
struct Pace {
  int parallelism = 16;        // requests under way at once, at the most
  int capacity_percent = 100;  // of each rate limit; the rest is for others
};

struct Settings {
  std::vector<Org> orgs;
  http::Timeouts timeouts;
  int max_retries = 5;  // attempts after the first
  // The shortest and the longest wait that a refusal by the rate limit causes.
  std::chrono::seconds min_wait{0}, max_wait{300};
  Pace pace;
  bool writes = true;  // whether a DELETE may revoke
  bool bulk = true;    // one call for a whole list, where that is the same
  bool stop_on_revoke_error = false;  // what was not sent then is not sent
  int max_revocations = 1000;         // rows in a transaction
  std::string audit_log;              // an absolute path; empty: none
  ShowProgress progress = ShowProgress::automatic;
  std::chrono::seconds cache_ttl{0};  // how long answers serve other statements
  std::string route;  // the way to rows that can be had in several; empty: any
};

// How a program reads its environment: getenv, or a test's own.
using Environment = std::function<const char*(const char*)>;

// OKTA_CLIENT_ORGURL with OKTA_CLIENT_TOKEN or OKTA_API_TOKEN. No org where
// none of these is set.
Result<Settings> settings_from(const Environment& environment,
                               const Provider& provider);

// The given settings with what the JSON object changes. An org takes the place
// of its provider's, as a whole: a token never meets an org URL from another
// place. REQUIRES: there is a provider; the first is meant where none is named.
Result<Settings> configure(const Settings& given, std::string_view json,
                           std::span<const Provider> providers);

// What a user may see of the settings, as a JSON object.
std::string describe(const Settings& settings);

// The provider's org that a subdomain means: `acme`, a whole domain, or none
// for the default. Fails where no credential is configured for it.
Result<const Org*> find_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider);

}  // namespace idp
