// filter.h - one SQL comparison in the provider's filter language.
#pragma once

#include <optional>
#include <string>

#include "model/resource.h"

namespace idp {

// The comparison, or one that holds for more rows, never for fewer: SQLite
// looks at each row again. Nothing where it can't be said.
//
// The trap is time. SQL compares timestamps as text, the provider as instants,
// and users write '2026-01-01', or what SQLite's datetime() gives. So a value
// that is not in the provider's own form bounds with its whole day.
std::optional<std::string> filter_text(const Resource& resource,
                                       const FilterTerm& term, Operator op,
                                       const std::string& value);

}  // namespace idp
