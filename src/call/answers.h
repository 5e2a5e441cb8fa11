// answers.h - the answers to GETs that were had, so that a statement asks
// nothing twice, and later ones nothing that was asked a short while ago.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "call/pacer.h"

namespace idp {

class Exchange;
using Ticket = std::shared_ptr<Exchange>;

// Holds what was asked last. One thread.
class Answers {
 public:
  struct Found {
    Ticket ticket;
    bool earlier = false;  // had by an earlier statement; said once in this one
  };
  // What this statement has asked already, or an earlier one had no longer ago
  // than `ttl`.
  std::optional<Found> find(const std::string& url, std::int64_t statement,
                            Pacer::Time now, std::chrono::seconds ttl);
  void add(const std::string& url, Ticket ticket, std::int64_t statement);
  // The answer has come, and takes that many bytes of memory.
  void came(const std::string& url, std::size_t bytes, Pacer::Time now);
  // Drops the oldest ones while there are more bytes than that.
  void shrink(std::size_t most_bytes);
  // Drops what a later statement may not see: failures, what is not there,
  // what is not complete or too old, what nobody has read or could read.
  void end_statement(Pacer::Time now, std::chrono::seconds ttl);
  // How many were dropped.
  std::size_t clear();

 private:
  struct Entry {
    std::string url;
    Ticket ticket;
    std::int64_t statement = 0;  // that asked for it last
    Pacer::Time time{};          // when it came
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;

  Entries::iterator erase(Entries::iterator entry);

  Entries entries_;  // the oldest first
  std::unordered_map<std::string, Entries::iterator> places_;
  std::size_t bytes_ = 0;
};

}  // namespace idp
