// received.h - the bytes that came in, connection by connection, whatever they
// were: for tests that look for what should not be there.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace sim {

// Safe from several threads.
class Received {
 public:
  // A new connection's number.
  std::uint64_t open();
  void add(std::uint64_t connection, std::string_view bytes);
  void clear();

  // The last connections, up to kKept, without those to control paths:
  // [{"connection": 1, "bytes": ".."}]. A byte is the character of that number.
  std::string text() const;
  static constexpr std::size_t kKept = 1'000;

 private:
  mutable std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::map<std::uint64_t, std::string> connections_;
};

}  // namespace sim
