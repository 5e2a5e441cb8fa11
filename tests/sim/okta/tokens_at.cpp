// tokens_at.cpp - the part of org.h that goes through tokens by server; and
// when all began.
#include <chrono>

#include "okta/org.h"

namespace sim {

std::int64_t start_of(const Options& options) {
  const auto ahead = static_cast<std::int64_t>(options.clock_offset_s * 1000);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::milliseconds>(now).count() + ahead;
}

std::optional<std::uint64_t> Org::next_token_at(const App& app,
                                                std::size_t server,
                                                std::uint64_t from) const {
  Held at = Held::unpack(from);
  for (; at.user < users(); at = {at.user + 1, 0, 0}) {
    const auto slot = slot_of(at.user, app);
    if (!slot || at.slot > *slot) continue;
    for (std::uint32_t n = at.slot == *slot ? at.nth : 0; n < tokens(); ++n) {
      const Held held{at.user, *slot, n};
      if (has_token(held) && server_of(held) == server) return held.packed();
    }
  }
  return std::nullopt;
}

}  // namespace sim
