// dump.cpp - goes through the org object by object.
#include "okta/dump.h"

#include <algorithm>
#include <array>

namespace sim {
namespace {

enum Section : std::size_t { users, clients, tokens, grants };
constexpr std::array<std::string_view, 4> kSectionNames = {"users", "clients",
                                                           "tokens", "grants"};
constexpr std::uint32_t kUsersAtOnce = 100;

}  // namespace

Dump::Dump(const Org& org, const std::string& base) : org_(org) {
  view_.base = base;
  view_.owner = true;
}

bool Dump::next(std::string& out) {
  if (user_ == 0) {
    out += section_ == 0 ? "{\"" : "],\n\"";
    out += kSectionNames[section_];
    out += "\":[";
    first_ = true;
  }
  const std::uint32_t end = std::min(org_.users(), user_ + kUsersAtOnce);
  for (; user_ < end; ++user_) {
    if (org_.exists(user_)) write_items(out, user_);
  }
  if (user_ < org_.users()) return true;
  user_ = 0;
  if (++section_ < kSectionNames.size()) return true;
  out += "]}\n";
  return false;
}

void Dump::append(std::string& out, const std::string& item) {
  if (!first_) out += ",\n";
  first_ = false;
  out += item;
}

void Dump::write_items(std::string& out, std::uint32_t user) {
  if (section_ == users) {
    append(out, json_text([&](Json& json) {
             write_user(json, org_, org_.user(user), view_);
           }));
    return;
  }
  for (std::uint32_t slot = 0; slot < org_.slots(); ++slot) {
    if (section_ == clients) {
      if (!org_.has_client(user, slot)) continue;
      append(out, json_text([&](Json& json) {
               write_client(json, org_, user, slot, view_);
             }));
      continue;
    }
    const bool of_tokens = section_ == tokens;
    const std::uint32_t count = of_tokens ? org_.tokens() : org_.grants();
    for (std::uint32_t n = 0; n < count; ++n) {
      const Held held{user, slot, n};
      if (of_tokens ? !org_.has_token(held) : !org_.has_grant(held)) continue;
      append(out, json_text([&](Json& json) {
               of_tokens ? write_token(json, org_, held, view_)
                         : write_grant(json, org_, held, view_);
             }));
    }
  }
}

}  // namespace sim
