// answers.cpp - a list by age and a map by URL.
#include "call/answers.h"

#include "call/caller.h"

namespace idp {

std::optional<Answers::Found> Answers::find(const std::string& url,
                                            std::int64_t statement,
                                            Pacer::Time now,
                                            std::chrono::seconds ttl) {
  const auto place = places_.find(url);
  if (place == places_.end()) return std::nullopt;
  Entry& entry = *place->second;
  const bool earlier = entry.statement != statement;
  if (entry.ticket->failed() || (earlier && now - entry.time > ttl)) {
    erase(place->second);
    return std::nullopt;
  }
  entry.statement = statement;
  return Found{entry.ticket, earlier};
}

void Answers::add(const std::string& url, Ticket ticket,
                  std::int64_t statement) {
  entries_.push_back({url, std::move(ticket), statement});
  places_[url] = std::prev(entries_.end());
}

void Answers::came(const std::string& url, std::size_t bytes, Pacer::Time now) {
  const auto place = places_.find(url);
  if (place == places_.end()) return;
  place->second->time = now;
  place->second->bytes = bytes;
  bytes_ += place->second->bytes;
}

void Answers::shrink(std::size_t most_bytes) {
  while (bytes_ > most_bytes) erase(entries_.begin());
}

void Answers::end_statement(Pacer::Time now, std::chrono::seconds ttl) {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const bool stays = entry->ticket->reusable() && now - entry->time < ttl;
    entry = stays ? std::next(entry) : erase(entry);
  }
}

std::size_t Answers::clear() {
  const std::size_t count = entries_.size();
  places_.clear();
  entries_.clear();
  bytes_ = 0;
  return count;
}

Answers::Entries::iterator Answers::erase(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  places_.erase(entry->url);
  return entries_.erase(entry);
}

}  // namespace idp
