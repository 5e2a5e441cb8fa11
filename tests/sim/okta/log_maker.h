// log_maker.h - the events that the System Log has at the start.
// In: the options' number and seed, and when the simulator started.  Out: any
// of them by its number, made when it is asked for: a million take no memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "okta/log_event.h"
#include "okta/log_words.h"
#include "okta/org.h"

namespace sim {

// Whether the event is of a custom authorization server, not of the org's own.
bool is_at_custom_server(std::string_view event_type);

class LogMaker {
 public:
  // They end at `end`, milliseconds since 1970, and begin 90 days before.
  LogMaker(const Options& options, std::int64_t end);

  std::uint64_t count() const { return count_; }
  // Rises with the number. REQUIRES, here and below: number < count().
  std::int64_t published(std::uint64_t number) const;
  // The first number that was published at that time or later; or count().
  std::uint64_t first_from(std::int64_t time) const;
  Event event(std::uint64_t number) const;
  // One of the attributes that are known without making the event; nothing:
  // it is none of them. An empty list: null.
  std::optional<std::vector<std::string>> quick(
      std::uint64_t number, std::string_view attribute) const;

 private:
  // What an event is about.
  struct Cast {
    const EventKind* kind = nullptr;
    bool failed = false, of_service = false;
    std::uint32_t user = 0, slot = 0;
    std::uint64_t chance = 0;
  };

  std::uint64_t draw(std::uint64_t tag, std::uint64_t number,
                     std::uint64_t more = 0) const;
  const EventKind& kind(std::uint64_t number) const;
  bool failed(std::uint64_t number, const EventKind& kind) const;
  Cast cast(std::uint64_t number) const;
  // Whether a user never exchanges a token of that client.
  bool is_quiet(std::uint32_t user, std::uint32_t slot) const;
  const App& app(const Cast& of) const;
  Party actor(const Cast& of) const;
  static bool is_refresh(const Cast& of);
  static std::string token_id(const Cast& of);
  std::vector<std::string> target_ids(const Cast& of) const;
  void tell(Event& event, const Cast& of) const;
  void tell_of_token(Event& event, const Cast& of) const;
  Party token(const Event& event, const Cast& of, bool refresh,
              bool custom) const;

  std::uint64_t seed_, count_;
  std::int64_t begin_, step_;
  Org org_;                              // as it was at the start
  std::vector<const EventKind*> kinds_;  // each as often as it weighs
  const App* service_ = nullptr;
};

}  // namespace sim
