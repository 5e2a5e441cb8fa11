// words.h - what stands between the names in the text of a plan. Private to
// text.cpp, which writes it, and parse.cpp.
#pragma once

#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace idp::plan_words {

inline constexpr std::string_view kNeeds = "needs ";
inline constexpr std::string_view kUnsendable = "can't send ";
inline constexpr std::string_view kArrow = " -> ";
inline constexpr std::string_view kComma = ", ";
inline constexpr std::string_view kEach = "each ";
inline constexpr std::string_view kFor = " for ";
inline constexpr std::string_view kLimit = "LIMIT";
inline constexpr std::string_view kIn = " IN";
inline constexpr std::string_view kLike = " LIKE";
inline constexpr std::string_view kGlob = " GLOB";
inline constexpr std::string_view kEscape = " ESCAPE";

// What stands in brackets at the end.
using Flag = bool Plan::*;
struct Remark {
  std::string_view words;
  Flag holds;
};
inline constexpr Remark kRemarks[] = {
    {"by _key", &Plan::by_key},          {"names _key", &Plan::names_key},
    {"whole lists", &Plan::whole_lists}, {"whole org", &Plan::whole_org},
    {"many by list", &Plan::listed},
};
inline constexpr std::string_view kLags = "lags";
inline constexpr std::string_view kSeesNo = "sees no ";
inline constexpr std::string_view kShows = "shows ";
inline constexpr std::string_view kOpen = " [";

// The fields that are not said, as they are just all that are not hidden.
std::vector<std::size_t> visible_fields(const Resource& resource);

}  // namespace idp::plan_words
