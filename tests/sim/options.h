// options.h - the words of the command line.
// In: argv.  Out: Options, or the sentence that says what is wrong with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sim {

struct Options {
  int port = 0;  // 0: any free one
  std::uint32_t users = 100;
  std::uint32_t clients = 3;  // per user
  std::uint32_t tokens = 2;   // per user and client
  std::uint32_t grants = 2;   // per user and client
  std::uint32_t groups = 20;
  std::uint64_t seed = 1;
  std::uint32_t hidden_apps = 0;             // that nobody is shown
  std::optional<std::uint32_t> role_apps;    // unset: the admin sees all others
  std::optional<std::uint32_t> role_groups;  // the same of groups
  std::uint32_t latency_ms = 0;
  // Unset: the documented limits. 0: none. Otherwise: for every bucket.
  std::optional<std::uint32_t> rate_limit;
  std::uint32_t window_s = 60;
  // How long filter, search and q see a changed user as it was before.
  std::int64_t lag_s = 0;
  // The System Log: events that were there at the start, and how many seconds
  // later than it happens an event is found.
  std::uint64_t events = 5'000;
  std::int64_t log_lag_s = 0;
  bool until_inclusive = false;
  bool wrapped_jwks = false;  // the list of an app's keys within an object
  // How long an activation and a deactivation take.
  std::int64_t late_s = 0;
  bool other_links = false;    // the same links in other words
  bool rare = false;           // objects and fields that few orgs have
  double clock_offset_s = 0;   // of the simulator's clock from the real one
  std::int64_t leeway_s = 0;   // how far ahead what clients sign may be
  bool login_any_case = true;  // whether GET finds a login in other letters
  std::int64_t token_lifetime_s = 3600;  // of access tokens
  std::string token = "sim-token";
  // Set: a SlashID organization instead of an Okta org. clients: all of its.
  bool slashid = false;
  std::string slashid_org = "af5fbd30-7ce7-4548-8b30-4cd59cb2aba1";
  std::optional<std::uint32_t>
      slashid_page;  // unset: all clients in one answer
  bool record = false;
  bool help = false;
};

// The options, or a message for stderr.
std::variant<Options, std::string> parse_options(
    const std::vector<std::string>& words);

std::string usage();

}  // namespace sim
