// answers.h - answers by what was asked, of a bounded size; and those that a
// connection keeps for later statements.
#pragma once

#include <chrono>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "call/caller.h"

namespace idp {

// Which GET of which org a job is: equal texts have the same answer.
std::string key_of(const Job& job);

// Tickets of GETs, the oldest first. One thread.
class Answers {
 public:
  // Null: there is none.
  Ticket find(const std::string& key) const;
  // In place of what was there for that key.
  void add(const std::string& key, Ticket ticket);
  void drop(const std::string& key);
  // How many were dropped.
  std::size_t clear();
  // Drops the oldest ones while those that are done have more bytes than that.
  void shrink(std::size_t most_bytes);

  struct Entry {
    std::string key;
    Ticket ticket;
    std::size_t bytes = 0;  // once it is done
  };
  const std::list<Entry>& entries() const { return entries_; }

 private:
  using Place = std::list<Entry>::iterator;

  void erase(Place place);

  std::list<Entry> entries_;
  std::unordered_map<std::string_view, Place> places_;  // by the entry's key
  std::vector<Place> unweighed_;  // that were not done when last looked at
  std::size_t bytes_ = 0;
};

// A connection's: what finished statements leave to later ones, for as long as
// the settings' cache_ttl says, and not beyond the next revocation. Failures,
// that a thing is not there, and what nobody could read are never in it.
class AnswerCache {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20;

  // The caller outlives it.
  explicit AnswerCache(const Caller& caller) : caller_(caller) {}

  // An answer to that job, no older than its settings allow; or null.
  Ticket find(const Job& job);
  // What a statement had, all of it since the last revocation.
  void add(const Answers& answers);
  void drop(const std::string& key) { answers_.drop(key); }
  // How many were dropped.
  std::size_t clear();

 private:
  void forget_changed();

  const Caller& caller_;
  Answers answers_;
  std::uint64_t changes_ = 0;  // of the caller, when the answers were had
};

}  // namespace idp
