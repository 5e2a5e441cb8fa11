// failure.cpp - words for failures.
#include "pace/failure.h"

#include <cstdlib>

#include "http/parameters.h"
#include "json/tree.h"
#include "pace/backoff.h"
#include "pace/denial.h"
#include "pace/pacer.h"

namespace idp {
namespace {

constexpr std::size_t kMostShown = 300;  // bytes of a text from outside

// A text or a whole number, where the body has one.
std::string text_at(const json::Tree& body, const std::string& path) {
  const json::Tree* found = path.empty() ? nullptr : body.at(path);
  if (found == nullptr) return {};
  const auto* number = std::get_if<std::int64_t>(&found->value);
  return number ? std::to_string(*number) : found->text();
}

// Whether it is an answer of that status with that code of the provider's.
bool has_code(const Provider& provider, const http::Response& response,
              long status, const std::string& code) {
  if (response.status != status || code.empty()) return false;
  const Result<json::Tree> tree = json::parse(response.body);
  return tree && text_at(*tree, provider.error_code) == code;
}

// What the body says: `E0000006 "You do not have permission …" (errorId oae1)`.
std::string provider_text(const CallSite& site,
                          const http::Response& response) {
  const Provider& provider = site.resource.provider;
  const Org& org = site.org;
  const Result<json::Tree> tree = json::parse(response.body);
  if (!tree) return {};
  const std::string code = text_at(*tree, provider.error_code);
  const std::string summary = text_at(*tree, provider.error_summary);
  if (provider.error_code.empty() ? summary.empty() : code.empty()) return {};
  std::string text = "\"" + shown(org, summary) + "\"";
  // Some providers say the status again.
  if (!code.empty() && code != std::to_string(response.status)) {
    text = shown(org, code) + " " + text;
  }
  if (const json::Tree* causes = tree->at(provider.error_causes)) {
    std::string all;
    for (const json::Tree& cause : causes->items()) {
      all += "; cause: " + text_at(cause, provider.error_summary);
    }
    text += shown(org, std::move(all));
  }
  const std::string id = text_at(*tree, provider.error_id);
  if (!id.empty())
    text += " (" + provider.error_id + " " + shown(org, id) + ")";
  return text;
}

// What WWW-Authenticate says: `invalid_token "The token has expired."`.
std::string challenge_text(const Org& org, const http::Response& response) {
  std::string text = shown(org, http::challenge_parameter(response, "error"));
  const std::string more =
      http::challenge_parameter(response, "error_description");
  if (!more.empty()) {
    text += (text.empty() ? "\"" : " \"") + shown(org, more) + "\"";
  }
  return text;
}

bool is_about_credential(const CallSite& site, const http::Response& response) {
  const long status = response.status;
  const Provider& provider = site.resource.provider;
  return (status == 401 || status == 403) &&
         std::ranges::none_of(
             provider.not_credential_codes, [&](const std::string& code) {
               return has_code(provider, response, status, code);
             });
}

std::string advice(const CallSite& site, const http::Response& response) {
  const Org& org = site.org;
  const long status = response.status;
  const std::string error = http::challenge_parameter(response, "error");
  if (error == "invalid_dpop_proof" || error == "use_dpop_nonce") {
    return proof_advice(org);
  }
  if (is_about_credential(site, response)) return denial_advice(site, response);
  if (status == 401 || status == 403) {
    return "It is not the credential that is short of something: what this is "
           "about doesn't allow it in the status that it has, or the org "
           "doesn't have the feature. See " +
           site.resource.documentation + ".";
  }
  if (status == 404) {
    return "This is not the provider's \"no such object\": check that '" +
           org.origin.text() + "' is the right org.";
  }
  if (status == 429) {
    return std::string("The rate limit is used up, perhaps by other programs") +
           (says_when(response) ? ", for longer than max_wait_seconds for each "
                                  "try of max_retries"
                                : "") +
           "; try again later or narrow the query.";
  }
  if (status < 300) {
    return "It is a web page: is a login page or a proxy in between?";
  }
  if (status < 400) {
    const std::string* to = response.header("location");
    return "Redirects are not followed, as the token is for this org only" +
           (to ? " (it points to " + shown(org, *to) + ")" : std::string()) +
           "; check the org URL.";
  }
  if (status == 501) {
    return "The provider does not do that there; see " +
           site.resource.documentation + ".";
  }
  if (status >= 500) {
    return "The provider has a problem; run the statement again later.";
  }
  return "See " + site.resource.documentation + ".";
}

}  // namespace

// The secrets are taken out first: a part of one would not be recognized.
std::string shown(const Org& org, std::string text) {
  text = org.redact(std::move(text));
  if (text.size() <= kMostShown) return text;
  std::size_t end = kMostShown;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(0, end) + "…";
}

std::string call_text(const CallSite& site) {
  return site.resource.name + ": " + std::string(site.verb) + " " +
         shown(site.org, site.org.origin.text() + site.target.text());
}

std::string place_text(const Org& org) {
  return "for '" + org.subdomain + "' (from " + org.source + ")";
}

std::string retries_text(int retries) {
  if (retries == 0) return {};
  return " after " + std::to_string(retries) +
         (retries == 1 ? " retry" : " retries");
}

std::string clock_text(const Org& org) {
  const std::int64_t skew = pacer_of(org.origin)->skew(Pacer::Clock::now());
  if (skew == 0) return {};
  return " The clock of this machine is about " +
         std::to_string(std::abs(skew)) +
         (std::abs(skew) == 1 ? " second " : " seconds ") +
         (skew > 0 ? "behind" : "ahead of") +
         " the org's; the org's time was used.";
}

std::string proof_advice(const Org& org) {
  return "The org did not take the DPoP proof." + clock_text(org) +
         " Run the statement again; if that does not help, something between "
         "here and the org may change requests.";
}

bool is_gone(const Provider& provider, const http::Response& response) {
  return has_code(provider, response, 404, provider.gone_code);
}

bool is_unauthenticated(const Provider& provider,
                        const http::Response& response) {
  return has_code(provider, response, 403, provider.unauthenticated_code);
}

bool is_web_page(const http::Response& response) {
  const std::size_t first =
      response.body.find_first_not_of("\xEF\xBB\xBF \r\n\t");
  return first != std::string::npos && response.body[first] == '<';
}

ErrorCode error_code_of(const CallSite& site, const http::Response& response) {
  const Provider& provider = site.resource.provider;
  const Result<json::Tree> tree = json::parse(response.body);
  if (!tree) return {};
  return {shown(site.org, text_at(*tree, provider.error_code)),
          shown(site.org, text_at(*tree, provider.error_id))};
}

Error explain(const CallSite& site, const http::Response& response) {
  std::string said = provider_text(site, response);
  const std::string challenge = challenge_text(site.org, response);
  if (!challenge.empty()) said += (said.empty() ? "" : "; ") + challenge;
  std::string text = call_text(site) + " answered " +
                     std::to_string(response.status) +
                     (said.empty() ? std::string() : " " + said) +
                     retries_text(site.retries) + ". " + advice(site, response);
  const bool forbidden = response.status == 403 &&
                         is_about_credential(site, response) &&
                         !is_unauthenticated(site.resource.provider, response);
  return {std::move(text),
          forbidden ? Error::Kind::forbidden : Error::Kind::failed};
}

Error explain(const CallSite& site, const http::Failure& failure) {
  if (failure.kind == http::Failure::Kind::interrupted) {
    return {call_text(site) + " was interrupted.", Error::Kind::interrupted};
  }
  std::string text = call_text(site) + " failed" + retries_text(site.retries) +
                     ": " + shown(site.org, failure.text) + ". ";
  if (!failure.advice.empty()) return {text + failure.advice};
  text +=
      failure.kind == http::Failure::Kind::connection
          ? "Check the network and the org URL, then run the statement again."
          : "Trying again would not help.";
  return {std::move(text)};
}

Error explain(const CallSite& site, std::string_view problem) {
  return {call_text(site) + ": " + shown(site.org, std::string(problem)) +
          retries_text(site.retries) + "."};
}

}  // namespace idp
