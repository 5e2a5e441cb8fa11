// list_groups.cpp - which groups a list holds, and in which order.
#include "okta/list_groups.h"

#include <algorithm>

#include "errors.h"
#include "okta/access_objects.h"
#include "okta/filter.h"
#include "okta/paging.h"

namespace sim {
namespace {

Attributes attributes_of(const Group& group) {
  return [&group](std::string_view name) -> std::optional<std::string> {
    if (name == "id") return group.id;
    if (name == "type") return std::string(type_name(group.type));
    if (name == "created") return iso_time(group.created);
    if (name == "lastUpdated") return iso_time(group.last_updated);
    if (name == "lastMembershipUpdated") {
      return iso_time(group.last_membership_updated);
    }
    if (name == "profile.name") return group.name;
    if (name == "profile.description") return group.description;
    if (name == "source.id" && group.source) return group.source->id;
    return std::nullopt;
  };
}

// Which groups a call asks for; nothing: by an expression that isn't allowed.
struct Wanted {
  std::optional<Filter> search, filter;
  std::optional<std::string> q;

  // `q`: the start of the name.
  bool holds(const Group& group) const {
    const Attributes attributes = attributes_of(group);
    return (!search || search->matches(attributes)) &&
           (!filter || filter->matches(attributes)) &&
           (!q || lower(group.name).starts_with(lower(*q)));
  }
};

// A search stands alone; `filter` and `q` may come together.
std::optional<Wanted> wanted_by(const Call& call) {
  Wanted wanted;
  if (const auto text = call.param("search")) {
    wanted.search = Filter::parse(*text, kGroupSearch);
    return wanted.search ? std::optional(wanted) : std::nullopt;
  }
  wanted.q = call.param("q");
  if (const auto text = call.param("filter")) {
    wanted.filter = Filter::parse(*text, kGroupFilter);
    if (!wanted.filter) return std::nullopt;
  }
  return wanted;
}

std::vector<std::uint32_t> chosen(const Org& org, const Call& call,
                                  const Wanted& wanted) {
  const bool lags = wanted.search || wanted.filter || wanted.q;
  const auto seen = [&](std::uint32_t index) {
    return lags ? org.groups().indexed(index, call.now)
                : org.groups().group(index);
  };
  std::vector<std::pair<std::string, std::uint32_t>> keyed;
  const auto sort = wanted.search ? call.param("sortBy") : std::nullopt;
  for (std::uint32_t i = 0; i < org.groups().size(); ++i) {
    if (!org.groups().sees(i)) continue;
    const Group group = seen(i);
    if (!wanted.holds(group)) continue;
    keyed.emplace_back(
        sort ? lower(attributes_of(group)(*sort).value_or("")) : "", i);
  }
  std::ranges::sort(keyed);
  if (sort && call.param("sortOrder") == "desc") std::ranges::reverse(keyed);
  std::vector<std::uint32_t> indexes;
  indexes.reserve(keyed.size());
  for (const auto& [text, index] : keyed) indexes.push_back(index);
  return indexes;
}

// `q` has one page of 300 at most.
PageRules rules_for(const Call& call, const Wanted& wanted) {
  PageRules rules;
  rules.default_limit = 10'000;
  rules.most = 10'000;
  rules.padded_cursor = false;
  const auto expand = call.param("expand");
  if (expand == "stats" || expand == "app") {
    rules.echoed.emplace_back("expand", *expand);
  }
  for (const char* name : {"sortBy", "sortOrder", "q", "filter", "search"}) {
    const auto value = call.param(name);
    if (value) rules.echoed.emplace_back(name, *value);
  }
  if (wanted.q) {
    rules.default_limit = 300;
    rules.most = 300;
    rules.pages = false;
  }
  return rules;
}

}  // namespace

Answer list_groups(Org& org, const Call& call) {
  const auto wanted = wanted_by(call);
  if (!wanted) return bad_search();
  const GroupView view{call.base, call.param("expand") == "stats"};
  const bool lags = wanted->search || wanted->filter || wanted->q;
  const std::vector<std::uint32_t> indexes = chosen(org, call, *wanted);
  Listing list;
  list.find = [&](std::uint64_t from) {
    return from < indexes.size() ? std::optional(from) : std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t position) {
    const std::uint32_t index = indexes[position];
    write_group(json, org,
                lags ? org.groups().indexed(index, call.now)
                     : org.groups().group(index),
                view);
  };
  return page(call, org.ids(), rules_for(call, *wanted), list);
}

}  // namespace sim
