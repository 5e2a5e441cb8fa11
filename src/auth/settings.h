// settings.h - which orgs, with which credentials, and how patient to be.
// In: what a source of settings says. Out: Settings, or what is wrong with
// them. No error holds a secret.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/org.h"
#include "auth/source.h"
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

// What the environment or a file has set a guard to: the most that SQL may
// allow. A guard is a setting that keeps revocations in bounds, "writes",
// "max_revocations" …; of two words the loose one counts as 1, the tight one 0.
struct Limit {
  long most = 0;
  std::string text;   // as JSON has it
  std::string where;  // who says so: "IDP_WRITES"
};
using Limits = std::map<std::string, Limit, std::less<>>;  // by guard

struct Settings {
  std::vector<Org> orgs;
  http::Timeouts timeouts;
  GivenNetwork network;  // for all orgs that have none of their own
  std::string no_proxy;  // from NO_PROXY
  int max_retries = 5;   // attempts after the first
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
  bool configurable = true;  // by idp_configure()
  Limits limits;             // those that are set
  // What is wrong with what other tools read, too: their file, their variables.
  // It doesn't matter to who names an org by idp_configure().
  std::optional<Error> problem;
};

// The settings that belong to no org: "parallelism" …
std::vector<std::string_view> plain_keys();

// Adds those that are in the object.
Status apply_settings(Settings& settings, const json::Tree& tree,
                      const Source& source, const World& world);

// Adds all that is in the object: such settings, and one org or "orgs".
Status apply(Settings& settings, const json::Tree& tree, const Source& source,
             const World& world);

// In the settings of other tools a timeout of 0 is none.
void leave_out_zero_timeouts(json::Tree& tree);

// The given settings with what the JSON object of an SQL text changes, which
// can't be more than such a text is trusted with. An org takes the place of the
// one of that name, as a whole: a token never meets an org URL from another
// place.
Result<Settings> configure(const Settings& given, std::string_view json,
                           const World& world);

// A sentence that says how to have a guard looser than it is now: the SQL, with
// this value or the limit, or the place that forbids it.
std::string how_to_loosen(const Settings& settings, std::string_view guard,
                          long now, std::string value);

// What a user may see of the settings, as a JSON object; of the orgs, the
// default.
std::string describe(const Settings& settings);

}  // namespace idp
