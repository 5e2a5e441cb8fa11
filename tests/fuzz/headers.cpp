// headers.cpp - fuzz target: the head of an answer, and the body of a refusal.
// No link is lost, no challenge is misread, no secret gets into a message.
//
// Input: the status; lines of a head; an empty line; a body.
#include "built_in.h"
#include "fuzz.h"
#include "http/date.h"
#include "http/inbox.h"
#include "http/parameters.h"
#include "number.h"
#include "pace/failure.h"

namespace idp::fuzz {
namespace {

std::string in_quotes(std::string_view text) {
  std::string all = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') all += '\\';
    all += c;
  }
  return all + "\"";
}

// What is read is found again where it is written anew, beside others.
void check_link(const std::string& url) {
  const std::string lines[] = {
      R"(<https://a.example/>; rel="self"; title="a, <b>; rel=\"next\"")",
      "<" + url + ">;REL=last, <" + url + "> ; rel=\"prev next\""};
  const auto again = http::next_link(lines);
  check(again && *again == url, "a link is read as it was written", url);
  const Result<http::Target> target = http::parse_target(url);
  if (!target) return;
  check(target->path.starts_with('/'), "a target is absolute", url);
  const std::string text = target->text();
  const Result<http::Target> same = http::parse_target(text);
  check(same && same->text() == text && same->query == target->query,
        "a target survives its text", text);
}

void check_challenge(const http::Response& response) {
  for (const std::string name : {"error", "error_description", "scope"}) {
    const std::string value = http::challenge_parameter(response, name);
    const std::string header = "DPoP algs=\"ES256 x\", " + name + "=" +
                               in_quotes(value) + ", realm=\"a=b\"";
    check(http::challenge_parameter(header, name) == value,
          "a challenge is read as it was written", header);
  }
}

// What may repeat the org's secret, whichever kind it is of.
void check_message(const http::Response& response) {
  const std::string secret(kSecret);
  const Credential credentials[] = {ApiToken{secret}, AccessToken{secret},
                                    ServiceApp{"0oa1", secret, {}, {}, {}}};
  const Resource& table = catalog().front();
  const http::Target target = {"/api/v1/users", {{"q", secret}}};
  for (const Credential& credential : credentials) {
    const Org org{table.provider.name,
                  "acme",
                  {"https", "acme.okta.com", ""},
                  credential,
                  "idp_configure()"};
    const CallSite site{table, table.methods.front(), org, target};
    const Error error = explain(site, response);
    check(!has_secret(error.text), "no message has a secret in it", error.text);
    check(error.text.size() < 4000, "a message can be read", error.text);
    const ErrorCode code = error_code_of(site, response);
    check(!has_secret(code.code + " " + code.id), "nor has a code");
    check(!is_gone(table.provider, response) || response.status == 404,
          "what is gone is not found");
  }
}

}  // namespace

void fuzz_headers(std::string_view input) {
  http::Inbox inbox;
  http::Response& response = inbox.response;
  response.status = whole_number(take_line(input)).value_or(400);
  for (std::string_view line = take_line(input); !line.empty();
       line = take_line(input)) {
    inbox.add_header(line);
  }
  inbox.add_body(input);
  const auto link = http::next_link(response.all_headers("link"));
  if (link && *link) check_link(**link);
  check_challenge(response);
  check_message(response);
  for (const auto& [name, value] : response.headers) {
    http::parse_date(value);
    response.number(name);
  }
}

}  // namespace idp::fuzz
