#include "answer.h"

#include <algorithm>
#include <atomic>

#include "ids.h"
#include "json.h"

namespace sim {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace

std::optional<std::string> Call::param(const std::string& name) const {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Call::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return std::nullopt;
}

size_t Call::count(std::string_view header) const {
  return static_cast<size_t>(std::ranges::count_if(
      headers, [&](const auto& h) { return same_name(h.first, header); }));
}

void Answer::add(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
}

void Answer::replace(const std::string& name,
                     const std::vector<std::string>& values) {
  std::erase_if(headers,
                [&](const Header& h) { return same_name(h.first, name); });
  for (const std::string& value : values) add(name, value);
}

Answer ok(std::string body) {
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

// Recorded: a 204 has no Content-Type (facts, 1.5).
Answer no_content() {
  Answer answer;
  answer.status = 204;
  answer.content_type.clear();
  return answer;
}

Answer error(int status, std::string_view code, std::string_view summary,
             const Causes& causes) {
  Answer answer = ok(json_text([&](Json& json) {
    object(json, [&] {
      field(json, "errorCode", code);
      field(json, "errorSummary", summary);
      field(json, "errorLink", code);
      field(json, "errorId", fresh_id("oae"));
      array(json, "errorCauses", [&] {
        for (const std::string& cause : causes)
          object(json, [&] { field(json, "errorSummary", cause); });
      });
    });
  }));
  answer.status = status;
  return answer;
}

Answer not_found(std::string_view id, std::string_view type) {
  return error(404, "E0000007",
               "Not found: Resource not found: " + std::string(id) + " (" +
                   std::string(type) + ")");
}

Answer bad_search() {
  return error(400, "E0000031", "Invalid search criteria.");
}

Answer bad_cursor() {
  return error(400, "E0000029", "Invalid paging request.", {"Invalid cursor."});
}

Answer too_many_requests() {
  return error(429, "E0000047",
               "API call exceeded rate limit due to too many requests.");
}

std::optional<Answer> documented_error(int status) {
  switch (status) {
    case 401:
      return error(401, "E0000011", "Invalid token provided");
    case 403:
      return error(403, "E0000006",
                   "You do not have permission to perform the requested "
                   "action");
    case 404:
      return error(404, "E0000008", "The requested path was not found");
    case 405:
      return error(405, "E0000022",
                   "The endpoint does not support the provided HTTP method");
    case 429:
      return too_many_requests();
    case 500:
      return error(500, "E0000009", "Internal Server Error");
    case 503:
      return error(503, "E0000010", "Service is in read only mode");
    default:
      return std::nullopt;
  }
}

std::string fresh_id(std::string_view prefix) {
  static std::atomic<uint64_t> count{0};
  const uint64_t n = ++count;
  return std::string(prefix) + base62(mix(1, n), 11) + base62(mix(2, n), 11);
}

}  // namespace sim
