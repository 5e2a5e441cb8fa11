// list_users.cpp - whom a list holds, and in which order.
#include "okta/list_users.h"

#include <algorithm>
#include <cctype>

#include "errors.h"
#include "okta/fields.h"
#include "okta/filter.h"
#include "okta/paging.h"

namespace sim {
namespace {

Attributes attributes_of(const User& user, const Org& org) {
  return [&user, &org](std::string_view name) -> std::optional<std::string> {
    const auto time = [](Time t) {
      return t ? std::optional(iso_time(*t)) : std::nullopt;
    };
    if (name == "id") return user.id;
    if (name == "status") return std::string(status_name(user.status));
    if (name == "lastUpdated") return time(user.last_updated);
    if (name == "created") return time(user.created);
    if (name == "activated") return time(user.activated);
    if (name == "statusChanged") return time(user.status_changed);
    if (name == "type.id") return org.ids().encode(Kind::type, 0);
    if (name == "profile.login") return user.login;
    if (name == "profile.email") return user.email;
    if (name == "profile.firstName") return user.first_name;
    if (name == "profile.lastName") return user.last_name;
    if (name == "profile.mobilePhone") return user.mobile_phone;
    if (name == "profile.department" && user.rare) return "R&D";
    return std::nullopt;
  };
}

bool same_letters(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) ==
         std::tolower(static_cast<unsigned char>(b));
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.size() >= start.size() &&
         std::ranges::equal(text.substr(0, start.size()), start, same_letters);
}

using Chosen = std::function<bool(const User& user)>;

// `q`: the start of a name or e-mail address.
Chosen named(const std::string& q) {
  return [q](const User& user) {
    return user.status != Status::deprovisioned &&
           (starts_with(user.first_name, q) || starts_with(user.last_name, q) ||
            starts_with(user.email, q));
  };
}

// Nothing: the expression is not allowed. The plain list and `q` leave out
// who is deprovisioned.
std::optional<Chosen> choose(const Call& call, const Org& org) {
  const auto search = call.param("search");
  const auto text = search ? search : call.param("filter");
  if (text) {
    const auto filter =
        Filter::parse(*text, search ? kUserSearch : kUserFilter);
    if (!filter) return std::nullopt;
    return [filter, &org](const User& user) {
      return filter->matches(attributes_of(user, org));
    };
  }
  if (const auto q = call.param("q")) return named(*q);
  return [](const User& user) { return user.status != Status::deprovisioned; };
}

// The users of a list: what it sees of them, and which it holds.
struct Source {
  const Org& org;
  Chosen chosen;
  // What filter, search and q see may be older than the rest (facts, 2.1).
  bool lags = false;
  std::int64_t now = 0;

  std::optional<User> at(std::uint64_t position) const {
    const auto index = static_cast<std::uint32_t>(position);
    auto user = lags ? org.indexed(index, now) : org.current(index);
    return user && chosen(*user) ? user : std::nullopt;
  }
};

using Write = std::function<void(Json&, const User&)>;

Listing in_order(const Source& source, const Write& write) {
  Listing list;
  list.find = [source](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < source.org.users(); ++i) {
      if (source.at(i)) return i;
    }
    return std::nullopt;
  };
  list.write = [source, write](Json& json, std::uint64_t position) {
    if (const auto user = source.at(position)) write(json, *user);
  };
  return list;
}

// Positions of a list that descends: links don't repeat `sortOrder`, so that
// the cursor has to tell.
constexpr std::uint64_t kDescending = std::uint64_t{1} << 40;

// `sortBy` is for searches only; equal values by id.
Listing sorted(const Source& source, const Write& write,
               const std::string& attribute, bool descending) {
  std::vector<std::pair<std::string, std::uint32_t>> keyed;
  for (std::uint32_t i = 0; i < source.org.users(); ++i) {
    const auto user = source.at(i);
    if (user)
      keyed.emplace_back(
          attributes_of(*user, source.org)(attribute).value_or(""), i);
  }
  std::ranges::sort(keyed);
  const std::uint64_t n = keyed.size();
  Listing list;
  list.find = [n, descending](std::uint64_t from) {
    if (descending && from < kDescending) from = kDescending;
    const std::uint64_t number = from % kDescending;
    return number < n ? std::optional(from) : std::nullopt;
  };
  list.write = [source, write, keyed, n](Json& json, std::uint64_t position) {
    const bool back = position >= kDescending;
    const std::uint64_t number = position % kDescending;
    const auto user = source.at(keyed[back ? n - 1 - number : number].second);
    if (user) write(json, *user);
  };
  return list;
}

// "Accept/Content-Type: application/json; okta-response=omitCredentials,.."
bool omits(const Call& call, std::string_view what) {
  for (const char* name : {"Accept", "Content-Type"}) {
    const auto header = call.header(name);
    if (header && header->find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

View user_view(const Call& call) {
  View view;
  view.base = call.base;
  view.credentials = !omits(call, "omitCredentials");
  view.transition = !omits(call, "omitTransitioningToStatus");
  return view;
}

Answer list_users(Org& org, const Call& call) {
  const auto chosen = choose(call, org);
  if (!chosen) return bad_search();
  PageRules rules;
  rules.default_limit = 200;
  rules.padded_cursor = false;
  for (const char* name : {"fields", "sortBy", "q", "filter", "search"}) {
    const auto value = call.param(name);
    if (value) rules.echoed.emplace_back(name, *value);
  }
  const bool expression = call.param("search") || call.param("filter");
  const bool by_name = !expression && call.param("q");
  if (by_name) {
    rules.default_limit = 10;
    rules.pages = false;
  }
  const Write write = [&org, view = user_view(call),
                       fields = call.param("fields")](Json& json,
                                                      const User& user) {
    if (!fields) return write_user(json, org, user, view);
    write_fields(json, *fields, json_text([&](Json& whole) {
                   write_user(whole, org, user, view);
                 }));
  };
  const Source source{org, *chosen, expression || by_name, call.now};
  const auto sort = call.param("sortBy");
  if (!sort || !call.param("search")) {
    return page(call, org.ids(), rules, in_order(source, write));
  }
  return page(call, org.ids(), rules,
              sorted(source, write, *sort, call.param("sortOrder") == "desc"));
}

}  // namespace sim
