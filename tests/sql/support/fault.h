// fault.h - what a simulated org does wrong, as its README describes it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "json/tree.h"

namespace idp::test {

inline constexpr int kAlways = -1;

// Written with the members that matter, in this order:
// {.method = "DELETE", .times = kAlways, .status = 503}.
struct Fault {
  // Which requests. Patterns with `*`; empty: any.
  std::string method = {}, path = {}, query = {};
  int skip = 0;   // so many of them are spared first
  int times = 1;  // so many meet it then; kAlways: all

  // What happens to them.
  std::optional<int> status = {};
  std::optional<std::string> body = {};
  std::string body_hex = {};  // bytes that are no text
  std::optional<std::string> content_type = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::vector<std::string> link = {};  // Link headers, not the org's own
  std::optional<int> truncate = {};    // bytes of the body, then the end
  bool close = false;                  // the connection, without an answer
  bool after_effect = false;           // only after the org did as it was told
  bool rate_limit_concurrency = false;
  int delay_ms = 0;
  int after_requests = 0;  // the answer waits for so many
  bool drop_expand_in_next = false;
  bool short_page = false;
  bool spurious_next = false;
  bool missing_next = false;
};

// The faults as the simulator takes them.
std::string document_of(const std::vector<Fault>& faults);

}  // namespace idp::test
