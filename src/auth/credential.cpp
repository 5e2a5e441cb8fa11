// credential.cpp - reads the credential of an org out of its settings.
#include "auth/credential.h"

#include <algorithm>
#include <utility>

#include "auth/nearest.h"
#include "auth/secret.h"
#include "auth/source.h"
#include "jose/key.h"

namespace idp {
namespace {

using json::Tree;

Status check_token(std::string_view text, const std::string& label) {
  if (is_header_value(text)) return {};
  return Error{label + (text.empty() ? " is empty."
                                     : " is refused: it has a blank, a line "
                                       "break or another character that no "
                                       "token has.")};
}

Result<std::string> token(const Tree& settings, std::string_view key,
                          const Source& source) {
  const Tree& given = *settings.find(key);
  if (!std::holds_alternative<std::string>(given.value)) {
    return Error{source.label(key) + " must be a string."};
  }
  if (Status s = check_token(given.text(), source.label(key)); !s) {
    return s.error();
  }
  return given.text();
}

// The words of a list, or of a text in which blanks or commas part them.
Result<std::vector<std::string>> scopes(const Tree& given,
                                        const Source& source) {
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
    words = json::texts(given.items());
  }
  if (!words.empty() && std::ranges::all_of(words, is_header_value))
    return words;
  return Error{source.label("scopes") +
               " must be a list of scopes, such as [\"okta.users.read\"]."};
}

Result<ServiceApp> service_app(const Tree& settings, const Source& source) {
  for (const std::string_view key :
       {std::string_view("clientId"), kPrivateKey}) {
    if (settings.find(key) == nullptr) {
      return Error{source.label(key) +
                   " is missing: a service app signs in with \"clientId\" and "
                   "\"privateKey\"."};
    }
  }
  ServiceApp app;
  Result<std::string> id = token(settings, "clientId", source);
  if (!id) return id.error();
  app.client_id = *std::move(id);
  if (settings.find("privateKeyId") != nullptr) {
    Result<std::string> key_id = token(settings, "privateKeyId", source);
    if (!key_id) return key_id.error();
    app.key_id = *std::move(key_id);
  }
  if (const Tree* given = settings.find("scopes")) {
    Result<std::vector<std::string>> words = scopes(*given, source);
    if (!words) return words.error();
    app.scopes = *std::move(words);
  }
  if (const Tree* given = settings.find("dpop")) {
    const auto* wish = std::get_if<bool>(&given->value);
    if (wish == nullptr) {
      return Error{source.label("dpop") + " must be true or false."};
    }
    app.dpop = *wish;
  }
  return app;
}

// Which setting holds the secret where nothing says so: the only one that is
// there.
Result<std::string_view> only_secret(const Tree& settings,
                                     const Source& source) {
  std::string_view first;
  for (const std::string_view key : kCredentialKeys) {
    if (settings.find(key) == nullptr) continue;
    const std::string_view kind = is_secret(key) ? key : kPrivateKey;
    if (!first.empty() && kind != first) {
      return Error{source.label(first) + " and " + source.label(key) +
                   " are different credentials; give one of them, or say by "
                   "\"authorizationMode\" which one is meant."};
    }
    if (first.empty()) first = kind;
  }
  return first;
}

// The setting whose secret is to be used as that kind of credential.
struct Chosen {
  std::string_view kind, key;
};

Result<Chosen> choose(const Tree& settings, const Provider& provider,
                      const Source& source) {
  const Tree* mode = settings.find("authorizationMode");
  if (mode == nullptr) {
    const Result<std::string_view> only = only_secret(settings, source);
    if (!only) return only.error();
    return Chosen{*only, *only};
  }
  std::vector<std::string> known;
  for (const auto& [word, kind] : provider.setup.modes) {
    known.push_back(word);
    if (word != mode->text()) continue;
    // Some tools put an access token where an API token stands, too.
    const bool same = kind == "privateKey" || settings.find(kind) != nullptr;
    const std::string_view key = same ? std::string_view(kind) : "token";
    if (settings.find(key) != nullptr) return Chosen{kind, key};
    return Error{source.label(key) + " is missing: \"authorizationMode\" is " +
                 word + "."};
  }
  return Error{source.label("authorizationMode") + must_be_one_of(known)};
}

}  // namespace

bool is_header_value(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return '!' <= c && c <= '~'; });
}

Result<GivenCredential> read_credential(const Tree& settings,
                                        const Provider& provider,
                                        const Source& source,
                                        const World& world) {
  const Result<Chosen> choice = choose(settings, provider, source);
  if (!choice) return choice.error();
  GivenCredential given;
  if (choice->kind == kPrivateKey) {
    Result<ServiceApp> app = service_app(settings, source);
    if (!app) return app.error();
    given.credential = *std::move(app);
  } else if (choice->kind == "token") {
    given.credential = ApiToken{};
  } else {
    given.credential = AccessToken{};
  }
  Result<Secret> secret = read_secret(settings, choice->key, source, world);
  if (!secret) return secret.error();
  if (secret->place) {
    given.place = std::make_shared<const SecretPlace>(*secret->place);
    return given;
  }
  if (Status s = set_secret(given.credential, std::move(secret->text),
                            source.label(choice->key));
      !s) {
    return s.error();
  }
  return given;
}

Status set_secret(Credential& credential, std::string secret,
                  const std::string& label) {
  if (auto* app = std::get_if<ServiceApp>(&credential)) {
    if (secret.empty()) return Error{label + " is empty."};
    const Result<jose::Key> key = jose::Key::read(secret);
    if (!key) return Error{label + " " + key.error().text};
    app->private_key = std::move(secret);
    return {};
  }
  if (Status s = check_token(secret, label); !s) return s;
  if (auto* token = std::get_if<ApiToken>(&credential)) {
    token->token = std::move(secret);
  } else {
    std::get<AccessToken>(credential).token = std::move(secret);
  }
  return {};
}

std::string_view kind_of(const Credential& credential) {
  constexpr std::array<std::string_view, 3> kKinds = {
      "API token", "access token", "service app"};
  return kKinds[credential.index()];
}

}  // namespace idp
