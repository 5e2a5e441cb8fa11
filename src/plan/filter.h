// filter.h - SQL comparisons in the provider's filter language.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/resource.h"
#include "plan/call.h"

namespace idp {

// The comparison, or one that holds for more rows, never for fewer: SQLite
// looks at each row again. Nothing where it can't be said.
//
// The trap is time. SQL compares timestamps as text, the provider as instants,
// and users write '2026-01-01', or what SQLite's datetime() gives. So a value
// that is not in the provider's own form, nor the beginning of one, bounds with
// its whole day.
//
// An empty value is left to SQLite: to a provider it may be no value at all, or
// a mistake. So is what is no UTF-8, as JSON can't carry it.
std::optional<std::string> comparison_text(const Resource& resource,
                                           const FilterTerm& term, Operator op,
                                           const std::string& value);

// All of the arguments that the filter has terms for, joined with "and"; what
// is sent otherwise where there are none. Those that are left out, because they
// can't be said, because the whole would be too long for a URL (see
// kLongestFilter), or because the provider takes no more (most_terms), are for
// SQLite alone. Values are JSON strings (RFC 7644, 3.4.2.2).
std::string filter_text(const Resource& resource, const Filter& filter,
                        std::span<const Argument> arguments);

// Too complex a filter is an error, too; no provider says where that begins.
inline constexpr std::size_t kMostTogether = 50;

// How many values of a list one filter takes, joined with "or", if these are
// all of them and so many bytes of a URL are theirs; at least one.
std::size_t values_together(const Resource& resource, const FilterTerm& term,
                            const std::vector<std::string>& values,
                            std::size_t bytes);

// How long a filter may be, in bytes of a URL. Providers don't document theirs,
// but web servers commonly refuse a request line of more than 8 KiB, and links
// to following pages repeat the filter beside a cursor of their own: half is
// left for the rest.
inline constexpr std::size_t kLongestFilter = 4096;

}  // namespace idp
