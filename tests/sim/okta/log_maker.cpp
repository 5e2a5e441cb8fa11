// log_maker.cpp - an event is a pure function of the seed, its number and the
// start.
#include "okta/log_maker.h"

#include <algorithm>

namespace sim {
namespace {

constexpr std::int64_t kSpan = 90 * kDay * 1000;  // milliseconds
constexpr int kTries = 8;

bool is_admins(Told told) {
  return told == Told::account || told == Told::application ||
         told == Told::membership;
}

bool is_clients(Told told) {
  return told == Told::token || told == Told::no_token ||
         told == Told::revocation;
}

}  // namespace

LogMaker::LogMaker(const Options& options, std::int64_t end)
    : seed_(options.seed),
      count_(options.users == 0 ? 0 : options.events),
      begin_(end - kSpan),
      step_(kSpan / static_cast<std::int64_t>(
                        std::max<std::uint64_t>(1, options.events))),
      org_(options) {
  for (const EventKind& kind : event_kinds()) {
    kinds_.insert(kinds_.end(), kind.weight, &kind);
  }
  const auto service =
      std::ranges::find(org_.apps(), "service", &App::application_type);
  if (service != org_.apps().end()) service_ = &*service;
}

std::uint64_t LogMaker::draw(std::uint64_t tag, std::uint64_t number,
                             std::uint64_t more) const {
  return mix(seed_, tag << 8 | 'e', number, more);
}

std::int64_t LogMaker::published(std::uint64_t number) const {
  const auto step = static_cast<std::uint64_t>(step_);
  return begin_ + static_cast<std::int64_t>(number) * step_ +
         static_cast<std::int64_t>(draw('t', number) % step);
}

// An event lies within its own step.
std::uint64_t LogMaker::first_from(std::int64_t time) const {
  if (time <= begin_) return 0;
  const auto number = static_cast<std::uint64_t>((time - begin_) / step_);
  if (number >= count_) return count_;
  return published(number) < time ? number + 1 : number;
}

const EventKind& LogMaker::kind(std::uint64_t number) const {
  return *kinds_[draw('k', number) % kinds_.size()];
}

bool LogMaker::failed(std::uint64_t number, const EventKind& kind) const {
  return draw('f', number) % 100 < kind.failures;
}

bool LogMaker::is_quiet(std::uint32_t user, std::uint32_t slot) const {
  return (user > 0 || slot > 0) && mix(seed_, 'q', user, slot) % 4 == 0;
}

LogMaker::Cast LogMaker::cast(std::uint64_t number) const {
  Cast of;
  of.kind = &kind(number);
  of.failed = failed(number, *of.kind);
  of.chance = draw('c', number);
  of.of_service = service_ != nullptr && of.kind->word == "access_token" &&
                  !is_at_custom_server(of.kind->type) && of.chance % 8 == 0;
  for (int i = 0; i < kTries; ++i) {
    const std::uint64_t h = draw('u', number, static_cast<std::uint64_t>(i));
    of.user = static_cast<std::uint32_t>(h % org_.users());
    of.slot = static_cast<std::uint32_t>(
        (h >> 40) % std::max<std::uint32_t>(1, org_.slots()));
    const bool any = is_admins(of.kind->told);
    if (!any && org_.status(of.user) != Status::active) continue;
    if (of.kind->told != Told::token || !is_quiet(of.user, of.slot)) return of;
  }
  of.user = of.slot = 0;
  return of;
}

const App& LogMaker::app(const Cast& of) const {
  if (of.of_service) return *service_;
  return org_.slots() == 0 ? org_.apps()[0] : org_.app(of.user, of.slot);
}

Party LogMaker::actor(const Cast& of) const {
  if (of.kind->told == Told::consent) return system_party();
  if (is_clients(of.kind->told)) return client_party(app(of));
  // The admin is the org's first user, the one whose API token it is.
  return user_party(org_.user(is_admins(of.kind->told) ? 0 : of.user));
}

std::vector<std::string> LogMaker::target_ids(const Cast& of) const {
  const std::string user = org_.ids().encode(Kind::user, of.user);
  switch (of.kind->told) {
    case Told::sign_on:
    case Told::application:
      return {app(of).id};
    case Told::consent:
      return {app(of).client_id};
    case Told::account:
      return {user};
    case Told::membership:
      return {user, app(of).id};
    case Told::token:
    case Told::revocation:
      if (of.of_service) return {token_id(of)};
      return {user, token_id(of)};
    default:
      return {};
  }
}

std::optional<std::vector<std::string>> LogMaker::quick(
    std::uint64_t number, std::string_view attribute) const {
  using Found = std::vector<std::string>;
  const EventKind& of = kind(number);
  if (attribute == "eventType") return Found{std::string(of.type)};
  const bool failure = failed(number, of);
  if (attribute == "outcome.result") {
    return Found{failure ? "FAILURE" : "SUCCESS"};
  }
  if (attribute == "severity") return Found{failure ? "WARN" : "INFO"};
  if (attribute == "client.id" ||
      attribute == "transaction.detail.requestApiTokenId") {
    return Found{};
  }
  if (attribute == "actor.id") {
    const Cast whole = cast(number);
    if (whole.kind->told == Told::consent) return Found{system_party().id};
    if (is_clients(whole.kind->told)) return Found{app(whole).client_id};
    const bool admin = is_admins(whole.kind->told);
    return Found{org_.ids().encode(Kind::user, admin ? 0 : whole.user)};
  }
  if (attribute == "target.id") return target_ids(cast(number));
  return std::nullopt;
}

Event LogMaker::event(std::uint64_t number) const {
  const Cast of = cast(number);
  Event event;
  event.published = published(number);
  event.uuid = uuid_of(draw('i', number), draw('j', number));
  event.type = of.kind->type;
  event.display = of.kind->display;
  if (event.type.starts_with("app.oauth2.")) {
    event.legacy = event.type + (of.failed ? "_failure" : "_success");
  }
  if (of.failed) {
    event.severity = "WARN";
    event.result = "FAILURE";
    event.reason = std::string(of.kind->word);
  }
  event.actor = actor(of);
  const bool admin = is_admins(of.kind->told);
  const std::uint32_t who = admin ? 0 : of.user;
  const std::string host = std::to_string(1 + who % 254);
  event.address = (admin                 ? "192.0.2."
                   : of.chance % 10 == 3 ? "198.51.100."
                                         : "203.0.113.") +
                  host;
  if (is_clients(of.kind->told)) {
    event.user_agent = "example-client/1.0";
  } else {
    event.user_agent =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/140.0";
    event.os = "Mac OS 10.15.7 (Catalina)";
    event.browser = "FIREFOX";
    const auto day = static_cast<std::uint64_t>(event.published) / 86'400'000;
    event.session = "102" + base62(draw('s', who, day), 11) +
                    base62(draw('S', who, day), 11);
    if (of.failed && event.type.starts_with("user.")) event.session.clear();
  }
  event.transaction =
      base62(draw('x', number), 11) + "-" + base62(draw('X', number), 11);
  event.debug = {{"requestId", event.transaction},
                 {"threatSuspected", "false"}};
  tell(event, of);
  return event;
}

void LogMaker::tell(Event& event, const Cast& of) const {
  const App& of_app = app(of);
  switch (of.kind->told) {
    case Told::session:
      break;
    case Told::sign_on:
    case Told::application:
      event.targets = {app_party(of_app)};
      break;
    case Told::account:
      event.targets = {user_party(org_.user(of.user))};
      break;
    case Told::membership:
      event.targets = {user_party(org_.user(of.user)), app_party(of_app)};
      break;
    case Told::consent:
      event.targets = {client_party(of_app)};
      break;
    case Told::token:
    case Told::no_token:
    case Told::revocation:
      tell_of_token(event, of);
  }
}

}  // namespace sim
