// backoff.h - whether and when to try again. No clock: the server's own times
// are enough.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "auth/settings.h"
#include "http/message.h"

namespace idp {

// No wait is longer than this, whatever a header says: Okta's windows last a
// minute.
inline constexpr std::chrono::seconds kMaxWait{300};

// How long to wait before the next attempt; nothing where another attempt
// would end the same. `attempt` counts from 0, `jitter` is in [0, 1).
//
// A 429 waits until X-Rate-Limit-Reset by the server's own Date, and a second
// more (Okta's SDKs do the same), unless the pacer knows better.
// X-Rate-Limit-Limit 0 is the concurrency limit, whose reset time means nothing
// ("Concurrency rate limits", Okta). Lost connections, 502, 503 and 504 wait
// 0.5 s, 1 s, 2 s … up to 30 s, less up to a half by jitter.
std::optional<std::chrono::milliseconds> wait_before_retry(
    const http::Answer& answer, int attempt, double jitter);

// The same within the settings' bounds, with some jitter of its own.
std::optional<std::chrono::milliseconds> wait_before_retry(
    const http::Answer& answer, int attempt, const Settings& settings);

// A 429 that says when to ask again. It uses up no retry: what bounds it is how
// long a call is refused.
bool says_when(const http::Response& response);
inline std::chrono::seconds longest_refusal(const Settings& settings) {
  return settings.max_wait * (settings.max_retries + 1);
}

// A 429's X-Rate-Limit-Reset, in seconds by the server's clock, where it is
// that which counts.
std::optional<std::int64_t> reset_of(const http::Response& response);

}  // namespace idp
