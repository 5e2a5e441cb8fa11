// credential.cpp - reads the credential of an org out of its settings.
#include "auth/credential.h"

#include <algorithm>
#include <utility>

#include "jose/key.h"

namespace idp {
namespace {

std::string refusal(const std::string& text) {
  return text.empty() ? " is empty."
                      : " is refused: it has a blank, a line break or another "
                        "character that no token has.";
}

std::string quoted(std::string_view key) {
  return "\"" + std::string(key) + "\"";
}

Result<std::string> token(const json::Tree& settings, std::string_view key) {
  std::string text = settings.text(key);
  if (is_token(text)) return text;
  return Error{quoted(key) + refusal(text)};
}

// Whether that setting is a credential by itself.
bool is_whole(std::string_view key) {
  return key == "token" || key == "accessToken";
}

// The words of a list, or of a text in which blanks or commas part them.
Result<std::vector<std::string>> scopes(const json::Tree& given) {
  std::vector<std::string> words;
  if (const auto* text = std::get_if<std::string>(&given.value)) {
    std::string word;
    for (const char c : *text + " ") {
      if (c != ' ' && c != ',') {
        word += c;
      } else if (!word.empty()) {
        words.push_back(std::exchange(word, {}));
      }
    }
  } else {
    for (const json::Tree& item : given.items()) words.push_back(item.text());
  }
  if (!words.empty() && std::ranges::all_of(words, is_token)) return words;
  return Error{
      "\"scopes\" must be a list of scopes, such as [\"okta.users.read\"]."};
}

Result<Credential> service_app(const json::Tree& settings) {
  for (const std::string_view key : {"clientId", "privateKey"}) {
    if (settings.find(key) == nullptr) {
      return Error{quoted(key) +
                   " is missing: a service app signs in with \"clientId\" and "
                   "\"privateKey\"."};
    }
  }
  ServiceApp app;
  Result<std::string> id = token(settings, "clientId");
  if (!id) return id.error();
  app.client_id = *std::move(id);
  app.private_key = settings.text("privateKey");
  if (app.private_key.empty()) return Error{"\"privateKey\" is empty."};
  const Result<jose::Key> key = jose::Key::read(app.private_key);
  if (!key) return Error{"\"privateKey\" " + key.error().text};
  if (settings.find("privateKeyId") != nullptr) {
    Result<std::string> key_id = token(settings, "privateKeyId");
    if (!key_id) return key_id.error();
    app.key_id = *std::move(key_id);
  }
  if (const json::Tree* given = settings.find("scopes")) {
    Result<std::vector<std::string>> words = scopes(*given);
    if (!words) return words.error();
    app.scopes = *std::move(words);
  }
  if (const json::Tree* given = settings.find("dpop")) {
    const auto* wish = std::get_if<bool>(&given->value);
    if (wish == nullptr) return Error{"\"dpop\" must be true or false."};
    app.dpop = *wish;
  }
  return Credential{std::move(app)};
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return '!' <= c && c <= '~'; });
}

Result<ApiToken> make_api_token(const std::string& token) {
  if (is_token(token)) return ApiToken{token};
  return Error{refusal(token)};
}

Result<Credential> read_credential(const json::Tree& settings) {
  std::string first;  // the setting that says which kind it is
  for (const std::string_view key : kCredentialKeys) {
    const json::Tree* given = settings.find(key);
    if (given == nullptr) continue;
    const bool text = std::holds_alternative<std::string>(given->value);
    if (!text && key != "scopes" && key != "dpop") {
      return Error{quoted(key) + " must be a string."};
    }
    // An API token and an access token stand alone.
    if (!first.empty() && (is_whole(first) || is_whole(key))) {
      return Error{quoted(first) + " and " + quoted(key) +
                   " are different credentials; give one of them."};
    }
    if (first.empty()) first = key;
  }
  if (!is_whole(first)) return service_app(settings);
  Result<std::string> secret = token(settings, first);
  if (!secret) return secret.error();
  if (first == "token") return Credential{ApiToken{*std::move(secret)}};
  return Credential{AccessToken{*std::move(secret)}};
}

}  // namespace idp
