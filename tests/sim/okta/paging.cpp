// paging.cpp - one page of a list, its cursor and its links.
#include "okta/paging.h"

#include <algorithm>
#include <charconv>

#include "errors.h"

namespace sim {
namespace {

constexpr std::string_view kPadding = "==";

// Undocumented for a limit out of range, or no number at all: clamped, and the
// default.
std::uint64_t limit_of(const Call& call, const PageRules& rules) {
  const auto text = call.param("limit");
  if (!text) return rules.default_limit;
  std::int64_t value = 0;
  const char* end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, value);
  if (failure == std::errc::result_out_of_range) return rules.most;
  if (failure != std::errc{} || stop != end) return rules.default_limit;
  return static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(value, static_cast<std::int64_t>(rules.least),
                               static_cast<std::int64_t>(rules.most)));
}

std::optional<std::uint64_t> position(std::string_view cursor, const Ids& ids,
                                      bool padded) {
  if (padded) {
    if (!cursor.ends_with(kPadding)) return std::nullopt;
    cursor.remove_suffix(kPadding.size());
  }
  return ids.decode(Kind::cursor, cursor);
}

std::string url_of(const Call& call, const Parameters& parameters) {
  std::string url = call.base + call.path;
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    url += separator + form_encode(name) + "=" + form_encode(value);
    separator = '&';
  }
  return url;
}

std::string link_value(const std::string& url, std::string_view rel) {
  return "<" + url + ">; rel=\"" + std::string(rel) + "\"";
}

// Writes up to `rows` rows from a position on; gives the position to go on.
std::uint64_t write_rows(Json& json, const Listing& listing, std::uint64_t from,
                         std::uint64_t rows) {
  array(json, [&] {
    for (; rows > 0; --rows) {
      const auto found = listing.find(from);
      if (!found) break;
      listing.write(json, *found);
      from = *found + 1;
    }
  });
  return from;
}

// A page and its links.
struct Page {
  std::string rows;
  std::string self;
  std::optional<std::string> next;
};

// Nothing: the cursor is a bad one. As recorded, "next" has its parameters by
// name, and "self" begins with the limit (facts, 2.1 and 3).
std::optional<Page> make_page(const Call& call, const Ids& ids,
                              const PageRules& rules, const Listing& listing) {
  const std::uint64_t limit = limit_of(call, rules);
  Parameters self;
  std::uint64_t from = 0;
  if (const auto after = call.param("after"); after && rules.pages) {
    const auto found = position(*after, ids, rules.padded_cursor);
    if (!found) return std::nullopt;
    from = *found;
    self.emplace_back("after", *after);
  }
  self.emplace_back("limit", std::to_string(limit));
  self.insert(self.end(), rules.echoed.begin(), rules.echoed.end());

  const std::uint64_t start = from;
  const PageFaults& faults = call.page_faults;
  const std::uint64_t rows = faults.short_page ? limit / 2 : limit;
  Page page;
  page.rows = json_text(
      [&](Json& json) { from = write_rows(json, listing, from, rows); });
  page.self = url_of(call, self);

  // The page behind a spurious link is empty, and the last one.
  const bool spurious = faults.spurious_next && from > start;
  const bool more = listing.find(from) || spurious;
  if (!more || !rules.pages || faults.missing_next) return page;
  const std::string cursor = ids.encode(Kind::cursor, from) +
                             std::string(rules.padded_cursor ? kPadding : "");
  Parameters next = self;
  std::erase_if(next, [&](const auto& parameter) {
    return parameter.first == "after" ||
           (faults.drop_expand_in_next && parameter.first == "expand");
  });
  next.emplace_back("after", cursor);
  std::ranges::sort(next);
  page.next = url_of(call, next);
  return page;
}

}  // namespace

Answer page(const Call& call, const Ids& ids, const PageRules& rules,
            const Listing& listing) {
  auto made = make_page(call, ids, rules, listing);
  if (!made) return bad_cursor();
  Answer answer = ok(std::move(made->rows));
  answer.add("link", link_value(made->self, "self"));
  if (made->next) answer.add("link", link_value(*made->next, "next"));
  return answer;
}

Answer page_in_body(const Call& call, const Ids& ids, const PageRules& rules,
                    const Listing& listing) {
  const auto made = make_page(call, ids, rules, listing);
  if (!made) return bad_cursor();
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      key(json, "value");
      json.RawValue(made->rows.data(), made->rows.size(),
                    rapidjson::kArrayType);
      if (!made->next) return;
      object(json, "_links", [&] { link(json, "next", *made->next); });
    });
  }));
}

Answer whole_list(const Listing& listing) {
  return ok(
      json_text([&](Json& json) { write_rows(json, listing, 0, UINT64_MAX); }));
}

}  // namespace sim
