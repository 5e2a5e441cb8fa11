// options.cpp - the flags, their help, and how they are read.
#include "options.h"

#include <charconv>
#include <functional>
#include <map>

namespace sim {
namespace {

// Takes the value; false if it is malformed.
using Setter = std::function<bool(const std::string&)>;

template <class Number, class Target>
Setter number(Target& target, Number least, Number most) {
  return [&target, least, most](const std::string& text) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.empty()) return false;
    if (!(value >= least && value <= most)) return false;
    target = value;
    return true;
  };
}

Setter one_of(bool& target, const char* yes, const char* no) {
  return [&target, yes, no](const std::string& text) {
    target = text == yes;
    return target || text == no;
  };
}

constexpr double kCentury = 100.0 * 365 * 86'400;

// The limits keep every position inside the 64 bits of an id (see ids.h).
std::map<std::string, Setter> setters(Options& o) {
  return {
      {"--port", number<int>(o.port, 0, 65535)},
      {"--users", number<std::uint32_t>(o.users, 0, 10'000'000)},
      {"--clients", number<std::uint32_t>(o.clients, 0, 300)},
      {"--tokens", number<std::uint32_t>(o.tokens, 0, 10'000)},
      {"--grants", number<std::uint32_t>(o.grants, 0, 10'000)},
      {"--groups", number<std::uint32_t>(o.groups, 1, 10'000)},
      {"--seed", number<std::uint64_t>(o.seed, 0, UINT64_MAX)},
      {"--hidden-apps", number<std::uint32_t>(o.hidden_apps, 0, 2'000)},
      {"--role-apps", number<std::uint32_t>(o.role_apps, 0, 2'000)},
      {"--role-groups", number<std::uint32_t>(o.role_groups, 0, 10'000)},
      {"--latency", number<std::uint32_t>(o.latency_ms, 0, 3'600'000)},
      {"--rate-limit", number<std::uint32_t>(o.rate_limit, 0, 1'000'000'000)},
      {"--window", number<std::uint32_t>(o.window_s, 1, 86'400)},
      {"--clock-offset", number<double>(o.clock_offset_s, -kCentury, kCentury)},
      {"--leeway", number<std::int64_t>(o.leeway_s, 0, 86'400)},
      {"--token-lifetime", number<std::int64_t>(o.token_lifetime_s, 1, 86'400)},
      {"--login-case", one_of(o.login_any_case, "any", "exact")},
      {"--provider", one_of(o.slashid, "slashid", "okta")},
      {"--slashid-org",
       [&o](const std::string& text) {
         o.slashid_org = text;
         return !text.empty();
       }},
      {"--slashid-page", number<std::uint32_t>(o.slashid_page, 1, 1'000)},
      {"--lag", number<std::int64_t>(o.lag_s, 0, 86'400)},
      {"--events", number<std::uint64_t>(o.events, 0, 1'000'000'000)},
      {"--log-lag", number<std::int64_t>(o.log_lag_s, 0, 86'400)},
      {"--until", one_of(o.until_inclusive, "inclusive", "exclusive")},
      {"--late", number<std::int64_t>(o.late_s, 0, 86'400)},
      {"--jwks", one_of(o.wrapped_jwks, "object", "array")},
      {"--links", one_of(o.other_links, "other", "recorded")},
      {"--rare", one_of(o.rare, "on", "off")},
      {"--record", one_of(o.record, "on", "off")},
      {"--token",
       [&o](const std::string& text) {
         o.token = text;
         return !text.empty();
       }},
  };
}

}  // namespace

std::variant<Options, std::string> parse_options(
    const std::vector<std::string>& words) {
  Options options;
  const auto known = setters(options);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--help") {
      options.help = true;
      return options;
    }
    const auto found = known.find(words[i]);
    if (found == known.end()) return "unknown option '" + words[i] + "'";
    if (++i == words.size()) return words[i - 1] + " needs a value";
    if (!found->second(words[i])) {
      return "bad value '" + words[i] + "' for " + words[i - 1];
    }
  }
  return options;
}

std::string usage() {
  return R"(usage: okta-sim [option value]...
An Okta org on loopback, for tests, demos and benchmarks.
  --port N        port on 127.0.0.1 (0: any free one; default 0)
  --users N       users of the org (default 100)
  --clients N     clients of each user (default 3)
  --tokens N      refresh tokens of each user and client (default 2)
  --grants N      grants of each user and client (default 2)
  --groups N      groups of the org, Everyone among them (default 20)
  --seed N        the same seed gives the same org (default 1)
  --hidden-apps N  so many of the apps that hold tokens are never listed, nor
                  there by id (default 0)
  --role-apps N   the admin role covers that many apps, and others can't be
                  seen (default: all)
  --role-groups N  the admin role covers that many groups; others, and
                  Everyone, can't be seen (default: all)
  --rare on       adds objects and fields that few orgs have
  --lag S         seconds for which filter, search and q see a changed user as
                  it was before (default 0)
  --events N      events of the System Log in the 90 days before the start
                  (default 5000)
  --log-lag S     seconds after which the System Log has an event (default 0)
  --until U       whether "until" of the System Log is inclusive or exclusive
                  (default exclusive)
  --late S        seconds that an activation and a deactivation take, in which
                  a user has the old status and the one it goes to (default 0)
  --jwks J        the keys of an app as an array or within an object (default
                  array)
  --links other   Link headers in other words: one line, another order, another
                  encoding, another host
  --latency MS    time that each request takes (default 0)
  --rate-limit N  limit of every bucket per window (0: unlimited;
                  default: Okta's documented ones, half of them per token)
  --window S      length of a rate-limit window (default 60)
  --clock-offset S  seconds that the simulator's clock is ahead of the real
                  one; 0.5 is half a second (default 0)
  --leeway S      seconds that the "iat" of an assertion or a proof may be ahead
                  of the simulator's clock (default 0; assertions: 1)
  --login-case C  whether a user is got by a login in letters of another case:
                  any or exact (default any)
  --token-lifetime S  seconds that an access token lives (default 3600)
  --token T       the API token, or API key of SlashID, that is accepted
                  (default sim-token)
  --record on     keeps the bytes that come in, for GET /_sim/received
  --provider P    okta, or slashid: a SlashID organization with --clients
                  clients (default okta)
  --slashid-org U    its id (default af5fbd30-7ce7-4548-8b30-4cd59cb2aba1)
  --slashid-page N   pages its list by limit and offset, N at most
                  (default: no pages, as documented)
)";
}

}  // namespace sim
