// stats.cpp - counts under a lock, and writes what was counted.
#include "wire/stats.h"

#include <algorithm>
#include <chrono>

#include "wire/json.h"

namespace sim {
namespace {

void counts(Json& json, std::string_view name,
            const std::map<std::string, std::uint64_t>& values) {
  object(json, name, [&] {
    for (const auto& [key, n] : values) field(json, key, n);
  });
}

// The credential's first word, which may have no blank behind it.
std::string scheme_of(const std::string& credential) {
  for (const char* scheme : {"SSWS", "Bearer", "DPoP", "Basic"}) {
    if (credential.starts_with(scheme)) return scheme;
  }
  return credential.empty() ? "" : "other";
}

}  // namespace

std::uint64_t Stats::begin(const Call& call, const std::string& route) {
  const std::lock_guard lock(mutex_);
  ++count_;
  came_.notify_all();
  ++by_route_[route];
  connections_.insert(call.connection);
  peak_in_flight_ = std::max(peak_in_flight_, ++in_flight_);
  const auto header = [&call](std::string_view name) {
    return call.header(name).value_or("");
  };
  Request& request = requests_.emplace_back();
  request.method = call.method;
  request.path = call.path;
  request.query = call.raw_query;
  request.route = route;
  request.host = header("Host");
  request.user_agent = header("User-Agent");
  request.retry_for = header("X-Okta-Retry-For");
  request.retry_count = header("X-Okta-Retry-Count");
  request.scheme = scheme_of(header("Authorization"));
  for (const auto& [name, value] : call.headers) {
    request.headers.push_back(name);
  }
  request.connection = call.connection;
  const std::uint64_t number = first_ + requests_.size() - 1;
  if (requests_.size() > kKept) {
    requests_.pop_front();
    ++first_;
  }
  return number;
}

void Stats::wait_for(std::uint64_t requests) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, std::chrono::seconds(20),
                 [&] { return count_ >= requests; });
}

void Stats::end(std::uint64_t number, int status) {
  const std::lock_guard lock(mutex_);
  --in_flight_;
  // A request from before a reset is not counted.
  if (number < first_) return;
  requests_[number - first_].status = status;
  ++by_status_[std::to_string(status)];
}

void Stats::reset() {
  const std::lock_guard lock(mutex_);
  first_ += requests_.size();
  requests_.clear();
  count_ = 0;
  peak_in_flight_ = in_flight_;
  by_route_.clear();
  by_status_.clear();
  connections_.clear();
}

std::string Stats::counters() const {
  const std::lock_guard lock(mutex_);
  return json_text([&](Json& json) {
    object(json, [&] {
      field(json, "requests", count_);
      counts(json, "by_route", by_route_);
      counts(json, "status", by_status_);
      field(json, "peak_in_flight",
            static_cast<std::uint64_t>(peak_in_flight_));
      field(json, "connections", std::uint64_t{connections_.size()});
    });
  });
}

std::string Stats::requests() const {
  const std::lock_guard lock(mutex_);
  return json_text([&](Json& json) {
    array(json, [&] {
      for (const Request& request : requests_) {
        object(json, [&] {
          field(json, "method", request.method);
          field(json, "path", request.path);
          field(json, "query", request.query);
          field(json, "route", request.route);
          field(json, "status", static_cast<std::uint64_t>(request.status));
          field(json, "connection", request.connection);
          field(json, "user_agent", request.user_agent);
          field(json, "retry_for", request.retry_for);
          field(json, "retry_count", request.retry_count);
          key(json, "authorized");
          json.Bool(!request.scheme.empty());
          field(json, "scheme", request.scheme);
          field(json, "host", request.host);
          array(json, "headers", [&] {
            for (const std::string& name : request.headers) text(json, name);
          });
        });
      }
    });
  });
}

}  // namespace sim
