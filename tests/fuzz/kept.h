// kept.h - where settings that are read have the secret of fuzz.h.
#pragma once

#include <algorithm>

#include "fuzz.h"
#include "json/tree.h"

namespace idp::fuzz {

// Whether it stands where tokens belong, and nowhere else: what else is in
// settings may be shown.
inline bool is_kept(const json::Tree& tree, bool is_token = false) {
  if (const auto* text = std::get_if<std::string>(&tree.value)) {
    return is_token || !has_secret(*text);
  }
  return std::ranges::all_of(
             tree.items(),
             [](const json::Tree& item) { return is_kept(item); }) &&
         std::ranges::all_of(tree.members(), [](const json::Member& member) {
           return !has_secret(member.name) &&
                  is_kept(member.value, member.name == "token" ||
                                            member.name == "accessToken");
         });
}

}  // namespace idp::fuzz
