// errors.cpp - their codes and words.
#include "errors.h"

#include <atomic>

#include "ids.h"
#include "wire/json.h"

namespace sim {

Answer error(int status, std::string_view code, std::string_view summary,
             const Causes& causes) {
  Answer answer = ok(json_text([&](Json& json) {
    object(json, [&] {
      field(json, "errorCode", code);
      field(json, "errorSummary", summary);
      field(json, "errorLink", code);
      field(json, "errorId", fresh_id("oae"));
      array(json, "errorCauses", [&] {
        for (const std::string& cause : causes) {
          object(json, [&] { field(json, "errorSummary", cause); });
        }
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

Answer invalid_session() { return error(403, "E0000005", "Invalid session"); }

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

Answer container_error() {
  Answer answer =
      ok("<!doctype html><html lang=\"en\"><head><title>HTTP Status 400 – Bad "
         "Request</title></head><body><h1>HTTP Status 400 – Bad "
         "Request</h1></body></html>");
  answer.status = 400;
  answer.content_type = "text/html;charset=utf-8";
  return answer;
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
  static std::atomic<std::uint64_t> count{0};
  const std::uint64_t n = ++count;
  return std::string(prefix) + base62(mix(1, n), 11) + base62(mix(2, n), 11);
}

}  // namespace sim
