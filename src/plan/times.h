// times.h - bounds of times, as the provider has them.
//
// The trap is that SQL compares timestamps as text, the provider as instants,
// and users write '2026-01-01', or what SQLite's datetime() gives. So a value
// that is not in the provider's own form, nor the beginning of one, bounds with
// its whole day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/resource.h"

namespace idp {

struct Bound {
  Operator op;
  std::string value;  // a timestamp: "2026-01-31T23:59:59.999Z"
};

// The comparison, or one that holds for more times, never for fewer. Nothing
// where the value is no time.
std::optional<Bound> time_bound(Operator op, const std::string& value);

// The same time, so many milliseconds later. Nothing where no year of four
// digits has it. REQUIRES: it is a timestamp.
std::optional<std::string> shifted(const std::string& timestamp,
                                   std::int64_t milliseconds);

}  // namespace idp
