// slashid.cpp - its operations, its errors and its list.
#include "slashid/slashid.h"

#include <algorithm>
#include <charconv>

#include "wire/text.h"

namespace sim {
namespace {

// What {id} stands for in a path.
constexpr std::size_t kId = 2;

bool is_clients(const std::vector<std::string>& segments) {
  return (segments.size() == kId || segments.size() == kId + 1) &&
         segments[0] == "oauth2" && segments[1] == "clients";
}

bool is_uuid(const std::string& text) {
  const std::string pattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, pattern, [](char c, char wanted) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                       (c >= 'A' && c <= 'F');
    return wanted == '-' ? c == '-' : digit;
  });
}

// {"meta": {}, "errors": [{"httpcode": .., "message": ..}]}
Answer refusal(int status, std::string_view message) {
  Answer answer = ok(json_text([&](Json& json) {
    object(json, [&] {
      object(json, "meta", [] {});
      array(json, "errors", [&] {
        object(json, [&] {
          field(json, "httpcode", static_cast<std::uint64_t>(status));
          field(json, "message", message);
        });
      });
    });
  }));
  answer.status = status;
  return answer;
}

// Paths that there aren't are answered in plain text.
Answer plain(int status, const std::string& text) {
  Answer answer = ok(text);
  answer.status = status;
  answer.content_type = "text/plain; charset=utf-8";
  return answer;
}

std::uint64_t number_param(const Call& call, const char* name,
                           std::uint64_t missing) {
  const auto value = call.param(name);
  if (!value) return missing;
  std::uint64_t number = 0;
  const char* end = value->data() + value->size();
  const auto read = std::from_chars(value->data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : missing;
}

}  // namespace

SlashId::SlashId(const Options& options)
    : options_(options), clients_(make_slashid_clients(options)) {}

std::string SlashId::operation(const Call& call) const {
  const auto segments = split_path(call.path);
  if (!is_clients(segments)) return "other";
  return call.method + " /oauth2/clients" +
         (segments.size() > kId ? "/{id}" : "");
}

Answer SlashId::answer(const Call& call, std::int64_t /*now*/) {
  const auto segments = split_path(call.path);
  if (!is_clients(segments)) return plain(404, "404 page not found\n");
  const bool whole = segments.size() == kId;
  if (call.method != "GET" && (whole || call.method != "DELETE")) {
    return plain(405, "Method Not Allowed\n");
  }
  if (auto refused = refuse(call)) return *refused;
  const std::lock_guard lock(mutex_);
  return whole ? list(call) : one(call.method, segments[kId]);
}

std::optional<Answer> SlashId::refuse(const Call& call) const {
  const auto org = call.header("SlashID-OrgID");
  if (!org || !is_uuid(*org)) {
    return refusal(400, "SlashID-OrgID must be the organization's UUID");
  }
  if (call.header("SlashID-API-Key") != options_.token) {
    return refusal(401, "invalid API key");
  }
  if (*org != options_.slashid_org) {
    return refusal(403, "the API key is not of this organization");
  }
  return std::nullopt;
}

// Everything at once, as documented, unless it was told to page.
Answer SlashId::list(const Call& call) const {
  const std::uint64_t total = clients_.size();
  const std::uint64_t most = options_.slashid_page.value_or(total);
  const bool pages = options_.slashid_page.has_value();
  const std::uint64_t limit =
      pages ? std::min(number_param(call, "limit", most), most) : total;
  const std::uint64_t offset = pages ? number_param(call, "offset", 0) : 0;
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      object(json, "meta", [&] {
        object(json, "pagination", [&] {
          field(json, "limit", limit);
          field(json, "offset", offset);
          field(json, "total_count", total);
        });
      });
      array(json, "errors", [] {});
      array(json, "result", [&] {
        for (std::uint64_t i = offset; i < total && i - offset < limit; ++i) {
          write_slashid_client(json, clients_[i]);
        }
      });
    });
  }));
}

Answer SlashId::one(const std::string& method, const std::string& id) {
  if (!is_uuid(id)) return refusal(400, "the client ID must be a UUID");
  const auto found = std::ranges::find(clients_, id, &SlashIdClient::client_id);
  if (found == clients_.end()) return refusal(404, "client not found");
  if (method == "DELETE") {
    clients_.erase(found);
    return no_content();
  }
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      object(json, "meta", [] {});
      array(json, "errors", [] {});
      key(json, "result");
      write_slashid_client(json, *found);
    });
  }));
}

Answer SlashId::error(const Fault& fault, std::int64_t /*now*/) const {
  constexpr int too_many = 429;
  return refusal(fault.status.value_or(too_many), "simulated fault");
}

void SlashId::add_headers(Answer& answer, std::int64_t now) const {
  answer.add("date", http_date(now));
}

Answer SlashId::dump(const Call& /*call*/) {
  const std::lock_guard lock(mutex_);
  return ok(json_text([&](Json& json) {
    object(json, [&] {
      array(json, "clients", [&] {
        for (const SlashIdClient& client : clients_) {
          write_slashid_client(json, client);
        }
      });
    });
  }));
}

std::optional<Answer> SlashId::control(const Call& /*call*/) {
  return std::nullopt;
}

void SlashId::reset() {
  const std::lock_guard lock(mutex_);
  clients_ = make_slashid_clients(options_);
}

}  // namespace sim
