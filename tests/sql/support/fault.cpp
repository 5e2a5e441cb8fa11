// fault.cpp - writes faults as JSON.
#include "support/fault.h"

namespace idp::test {
namespace {

json::Tree tree_of(const Fault& fault) {
  json::Object match;
  const auto when = [&](const char* name, const std::string& pattern) {
    if (!pattern.empty()) match.push_back({name, {pattern}});
  };
  when("method", fault.method);
  when("path", fault.path);
  when("query", fault.query);

  json::Object all;
  const auto put = [&](const char* name, auto value) {
    all.push_back({name, {std::move(value)}});
  };
  put("match", std::move(match));
  put("skip", fault.skip);
  put("times", fault.times);
  if (fault.status) put("status", *fault.status);
  if (fault.body) put("body", *fault.body);
  if (!fault.body_hex.empty()) put("body_hex", fault.body_hex);
  if (fault.content_type) put("content_type", *fault.content_type);
  json::Object headers;
  for (const auto& [name, value] : fault.headers) {
    headers.push_back({name, {value}});
  }
  if (!headers.empty()) put("headers", std::move(headers));
  json::Array links;
  for (const std::string& link : fault.link) links.push_back({link});
  if (!links.empty()) put("link", std::move(links));
  if (fault.truncate) put("truncate", *fault.truncate);
  put("close", fault.close);
  put("after_effect", fault.after_effect);
  put("rate_limit_concurrency", fault.rate_limit_concurrency);
  put("delay_ms", fault.delay_ms);
  put("after_requests", fault.after_requests);
  put("drop_expand_in_next", fault.drop_expand_in_next);
  put("short_page", fault.short_page);
  put("spurious_next", fault.spurious_next);
  put("missing_next", fault.missing_next);
  return {std::move(all)};
}

}  // namespace

std::string document_of(const std::vector<Fault>& faults) {
  json::Array all;
  for (const Fault& fault : faults) all.push_back(tree_of(fault));
  return json::text_of({json::Object{{"faults", {std::move(all)}}}});
}

}  // namespace idp::test
