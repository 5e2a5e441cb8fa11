// key.cpp - tells PEM and JWK apart, and what kind of key is in them.
#include "jose/key.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <string_view>

#include "jose/jwk.h"
#include "json/tree.h"

namespace idp::jose {
namespace {

constexpr std::size_t kLeastRsaBits = 2048;

// A variable in the environment, or in a .env file, holds its PEM on one line.
std::string with_line_breaks(std::string text) {
  for (std::size_t at = text.find("\\n"); at != text.npos;
       at = text.find("\\n", at + 1)) {
    text.replace(at, 2, "\n");
  }
  return text;
}

// Whether what has to be a number is one (RFC 7518, 6). cjose ends the program
// for some texts that are none.
bool has_good_numbers(const json::Tree& jwk) {
  constexpr std::string_view kBase64url =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const auto& [name, value] : jwk.members()) {
    constexpr std::string_view kNumbers[] = {"n",  "e",  "d",  "p", "q",
                                             "dp", "dq", "qi", "x", "y"};
    if (std::ranges::find(kNumbers, name) == std::end(kNumbers)) continue;
    const std::string& text = value.text();
    if (text.empty() || text.size() % 4 == 1 ||
        text.find_first_not_of(kBase64url) != text.npos) {
      return false;
    }
  }
  return true;
}

Result<Jwk> read_jwk(const std::string& text, std::string& id) {
  // The parser's message has no part of the text in it.
  const Result<json::Tree> tree = json::parse(text);
  if (!tree) return Error{"is no valid JSON: " + tree.error().text};
  if (tree->find("keys") != nullptr) {
    return Error{"is a set of JWKs; give the one key by itself."};
  }
  const std::string& type = tree->text("kty");
  if (type != "RSA" && type != "EC") {
    return Error{"is no JWK of the type (\"kty\") RSA or EC."};
  }
  if (tree->text("d").empty()) {
    return Error{"is a public key; the private one is needed."};
  }
  id = tree->text("kid");
  const ErrorScope errors;
  Jwk jwk;
  if (has_good_numbers(*tree)) {
    jwk.handle.reset(cjose_jwk_import(text.data(), text.size(), nullptr));
  }
  if (!jwk.handle) {
    return Error{
        "is no complete JWK: RSA, or EC on P-256, P-384 or P-521, is needed."};
  }
  return jwk;
}

// Empty: none that is used here.
std::string algorithm_of(const Jwk& jwk) {
  if (cjose_jwk_get_kty(jwk.handle.get(), nullptr) == CJOSE_JWK_KTY_RSA) {
    return "RS256";
  }
  switch (cjose_jwk_EC_get_curve(jwk.handle.get(), nullptr)) {
    case CJOSE_JWK_EC_P_256:
      return "ES256";
    case CJOSE_JWK_EC_P_384:
      return "ES384";
    case CJOSE_JWK_EC_P_521:
      return "ES512";
    default:
      return {};
  }
}

}  // namespace

Result<Key> Key::make(Jwk jwk, std::string id) {
  std::string algorithm = algorithm_of(jwk);
  const std::size_t bits = cjose_jwk_get_keysize(jwk.handle.get(), nullptr);
  if (algorithm == "RS256" && bits < kLeastRsaBits) {
    return Error{"is an RSA key of " + std::to_string(bits) +
                 " bits, which is too short; at least 2048 are needed."};
  }
  return Key(std::make_shared<const Jwk>(std::move(jwk)), std::move(algorithm),
             std::move(id));
}

Result<Key> Key::read(std::string text) {
  text = with_line_breaks(std::move(text));
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  std::string id;
  const bool is_jwk = start != text.npos && text[start] == '{';
  if (!is_jwk && text.find("-----BEGIN ") == text.npos) {
    return Error{
        "is neither PEM (\"-----BEGIN …\") nor a JWK (a JSON object)."};
  }
  Result<Jwk> jwk = is_jwk ? read_jwk(text, id) : read_pem(text);
  if (!jwk) return jwk.error();
  return make(*std::move(jwk), std::move(id));
}

Key Key::ephemeral() {
  const ErrorScope errors;
  Jwk jwk;
  jwk.handle.reset(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr));
  if (!jwk.handle) throw std::bad_alloc();
  return *make(std::move(jwk), {});
}

std::string Key::public_jwk() const {
  const CjoseText text(cjose_jwk_to_json(jwk_->handle.get(), false, nullptr));
  if (!text) throw std::bad_alloc();
  return text.get();
}

}  // namespace idp::jose
