// access_dump.h - what each user has access to, as JSON in pieces.
// [{"userId", "sessions", "rememberedDevices", "groups": [ids], "apps": [{"id",
// "scope"}], "roles": [{"id", "assignmentType"}], "factors": [ids]}, ..]
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "okta/org.h"

namespace sim {

class AccessDump {
 public:
  // Of one user, or of all.
  AccessDump(const Org& org, std::optional<std::uint32_t> user);

  // Appends the next piece; false: that was the last one.
  bool next(std::string& out);

 private:
  const Org& org_;
  std::uint32_t user_ = 0, end_ = 0;
  bool started_ = false, first_ = true;
};

}  // namespace sim
