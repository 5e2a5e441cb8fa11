// system_log.cpp - two lists as one: events by number, and those added.
#include "okta/system_log.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <mutex>

#include "wire/json.h"
#include "wire/member.h"
#include "wire/text.h"

namespace sim {
namespace {

// The first event of the maker's that is not before that.
std::uint64_t first_from(const LogMaker& maker, LogKey key) {
  const std::uint64_t number = maker.first_from(key.published);
  const bool before =
      number < maker.count() && LogKey{maker.published(number), number} < key;
  return before ? number + 1 : number;
}

}  // namespace

SystemLog::SystemLog(const Options& options)
    : maker_(options, start_of(options)),
      lag_ms_(options.log_lag_s * 1000),
      until_inclusive_(options.until_inclusive) {}

void SystemLog::add(std::int64_t published, std::int64_t now,
                    std::string json) {
  const std::uint64_t number = maker_.count() + added_.size();
  by_time_[{published, number}] = number;
  added_.push_back({published, now + lag_ms_, std::move(json)});
}

void SystemLog::append(Event event, std::int64_t now) {
  const std::unique_lock lock(mutex_);
  event.published = now;
  const std::uint64_t number = maker_.count() + added_.size();
  event.uuid = uuid_of(mix(number, 'a'), mix(number, 'b'));
  if (event.transaction.empty()) {
    event.transaction = base62(mix(number, 'c'), 11);
  }
  add(now, now, event_json(event));
}

std::optional<std::string> SystemLog::append(const std::string& json,
                                             std::int64_t now) {
  rapidjson::Document given, whole;
  given.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (given.HasParseError() || !given.IsObject())
    return "an event is an object";
  const std::unique_lock lock(mutex_);
  const std::uint64_t number = maker_.count() + added_.size();
  Event blank;
  blank.published = now;
  blank.uuid = uuid_of(mix(number, 'a'), mix(number, 'b'));
  blank.transaction = base62(mix(number, 'c'), 11);
  blank.address = "192.0.2.1";
  blank.actor = system_party();
  blank.type = "user.session.start";
  blank.display = "An event";
  whole.Parse(event_json(blank).c_str());
  auto& memory = whole.GetAllocator();
  for (const auto& [name, value] : given.GetObject()) {
    const auto found = whole.FindMember(name);
    rapidjson::Value copy(value, memory);
    if (found != whole.MemberEnd()) {
      found->value = copy;
    } else {
      whole.AddMember(rapidjson::Value(name, memory), copy, memory);
    }
  }
  const auto published = parse_date_time(text_member(whole, "published"));
  if (!published) return "published is no time";
  add(*published, now, json_text([&](Json& out) { whole.Accept(out); }));
  return std::nullopt;
}

void SystemLog::reset() {
  const std::unique_lock lock(mutex_);
  added_.clear();
  by_time_.clear();
}

SystemLog::Reader::Reader(const SystemLog& log, std::int64_t now)
    : log_(log), lock_(log.mutex_), now_(now) {}

bool SystemLog::Reader::is_found(std::uint64_t number) const {
  return came(number) <= now_;
}

std::optional<LogKey> SystemLog::Reader::next(LogKey from) const {
  const LogMaker& maker = log_.maker_;
  std::optional<LogKey> found;
  const std::uint64_t number = first_from(maker, from);
  if (number < maker.count()) found = {maker.published(number), number};
  for (auto at = log_.by_time_.lower_bound(from); at != log_.by_time_.end();
       ++at) {
    if (found && *found < at->first) break;
    if (is_found(at->second)) return at->first;
  }
  return found;
}

std::optional<LogKey> SystemLog::Reader::previous(LogKey before) const {
  const LogMaker& maker = log_.maker_;
  std::optional<LogKey> found;
  const std::uint64_t number = first_from(maker, before);
  if (number > 0) found = {maker.published(number - 1), number - 1};
  for (auto at = log_.by_time_.lower_bound(before);
       at != log_.by_time_.begin();) {
    --at;
    if (found && at->first < *found) break;
    if (is_found(at->second)) return at->first;
  }
  return found;
}

std::uint64_t SystemLog::Reader::count() const {
  std::uint64_t n = log_.maker_.count() + log_.added_.size();
  while (n > log_.maker_.count() && !is_found(n - 1)) --n;
  return n;
}

std::int64_t SystemLog::Reader::came(std::uint64_t number) const {
  const LogMaker& maker = log_.maker_;
  return number < maker.count() ? maker.published(number)
                                : log_.added_[number - maker.count()].came;
}

std::int64_t SystemLog::Reader::published(std::uint64_t number) const {
  const LogMaker& maker = log_.maker_;
  return number < maker.count() ? maker.published(number)
                                : log_.added_[number - maker.count()].published;
}

std::uint64_t SystemLog::Reader::first_come(std::int64_t time) const {
  std::uint64_t number = log_.maker_.first_from(time);
  while (number < count() && came(number) < time) ++number;
  return number;
}

std::string SystemLog::Reader::json(std::uint64_t number) const {
  const LogMaker& maker = log_.maker_;
  return number < maker.count() ? event_json(maker.event(number))
                                : log_.added_[number - maker.count()].json;
}

std::optional<std::vector<std::string>> SystemLog::Reader::quick(
    std::uint64_t number, std::string_view attribute) const {
  if (number >= log_.maker_.count()) return std::nullopt;
  return log_.maker_.quick(number, attribute);
}

}  // namespace sim
