// provider.h - what the two simulated providers, Okta and SlashID, are to the
// rest: a call goes in, an answer comes out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wire/answer.h"
#include "wire/faults.h"

namespace sim {

// Safe from several threads. Times are seconds since 1970 by the simulator's
// clock.
class Provider {
 public:
  virtual ~Provider() = default;

  // The operation that a call is: "GET /api/v1/users", or "other".
  virtual std::string operation(const Call& call) const = 0;
  virtual Answer answer(const Call& call, std::int64_t now) = 0;
  // The documented error of a status or of the concurrency limit; a bare
  // status where none is documented.
  virtual Answer error(const Fault& fault, std::int64_t now) const = 0;
  // What stands on every answer.
  virtual void add_headers(Answer& answer, std::int64_t now) const = 0;

  // The whole state as JSON.
  virtual Answer dump(const Call& call) = 0;
  // A control path of this provider alone; nothing: there is no such.
  virtual std::optional<Answer> control(const Call& call) = 0;
  // Back to the start.
  virtual void reset() = 0;
};

}  // namespace sim
