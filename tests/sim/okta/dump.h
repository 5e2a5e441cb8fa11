// dump.h - the whole state of the org as JSON, in pieces.
// {"users": [..], "clients": [..], "tokens": [..], "grants": [..]}; clients
// have a "userId", too, which Okta's don't.
#pragma once

#include <cstdint>
#include <string>

#include "okta/objects.h"
#include "okta/org.h"

namespace sim {

class Dump {
 public:
  Dump(const Org& org, const std::string& base);

  // Appends the next piece; false: that was the last one.
  bool next(std::string& out);

 private:
  void append(std::string& out, const std::string& item);
  void write_items(std::string& out, std::uint32_t user);

  const Org& org_;
  View view_;
  std::size_t section_ = 0;
  std::uint32_t user_ = 0;
  bool first_ = true;
};

}  // namespace sim
