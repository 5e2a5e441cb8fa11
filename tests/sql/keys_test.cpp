// keys_test.cpp - private keys that are none, or can't sign: refused when they
// are configured, in words that say what they are instead.
#include <doctest/doctest.h>

#include "support/service_app.h"

namespace idp::test::keys_test {
namespace {

struct Fixture : ServiceAppFixture {
  void refuses(const std::string& private_key, const std::string& said) {
    INFO(said);
    const std::string error = db.refuses(
        "SELECT idp_configure(" + literal(settings(private_key)) + ")",
        {"idp_configure: \"privateKey\" ", said});
    // No line of it is shown.
    if (private_key.size() > 60) {
      CHECK_FALSE(has(error, private_key.substr(40, 20)));
    }
  }
};

// The value of a member, and then that member without its last characters.
std::string member(const std::string& jwk, const std::string& name,
                   std::size_t less = 0) {
  const std::string text = json::parse(jwk)->text(name);
  return text.substr(0, text.size() - less);
}

// The JWK with another value for a member; an empty one leaves it out.
std::string with(const std::string& jwk, const std::string& name,
                 const std::string& value) {
  json::Object members = json::parse(jwk)->members();
  std::erase_if(members, [&](const auto& one) { return one.name == name; });
  if (!value.empty()) members.push_back({name, {value}});
  return json::text_of({std::move(members)});
}

TEST_CASE_FIXTURE(Fixture,
                  "a key that can't be used is refused when it is configured") {
  // Of a kind: a form, and what is said of it.
  using Forms = std::vector<std::pair<std::string, std::string>>;
  const std::pair<std::string, Forms> cases[] = {
      {"RSA",
       {{"encrypted", "is encrypted"},
        {"encrypted-pkcs1", "is encrypted"},
        {"jwk-public", "is a public key; the private one is needed"},
        {"jwks", "is a set of JWKs"},
        {"damaged", "its numbers do not make a private key"}}},
      {"RSA1024",
       {{"pkcs8", "RSA key of 1024 bits"}, {"jwk", "RSA key of 1024 bits"}}},
      {"Ed25519",
       {{"pkcs8", "is of a type that can't be used here: RSA, or EC"}}},
      {"secp256k1", {{"pkcs8", "is of a type that can't be used here"}}},
      {"P-256",
       {{"public", "is a public key; the private one is needed"},
        {"damaged", "it is damaged or cut off"},
        {"mixed", "its numbers do not make a private key"}}},
  };
  for (const auto& c : cases) {
    const std::string& kind = c.first;
    const Forms& forms = c.second;
    std::vector<std::string> names;
    names.reserve(forms.size());
    for (const auto& form : forms) names.push_back(form.first);
    const std::vector<KeyPair> pairs = make_keys(kind, names);
    REQUIRE(pairs.size() == forms.size());
    for (std::size_t i = 0; i < forms.size(); ++i) {
      INFO(kind << " " << names[i]);
      refuses(pairs[i].private_key, forms[i].second);
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "what is no key at all") {
  const std::string good = key().private_key;
  const std::pair<std::string, std::string> cases[] = {
      {good.substr(0, 100), "is damaged or cut off"},
      {"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
       "is damaged or cut off"},
      {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
       "is a certificate"},
      {"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
       "-----END OPENSSH PRIVATE KEY-----\n",
       "ssh-keygen -p"},
      {"{\"kty\": \"oct\", \"k\": \"AAAA\"}", "is no JWK of the type"},
      // Symptom: the library ended the program.
      {R"({"kty": "RSA", "n": "AQABA", "e": "AQAB", "d": "AQAB"})",
       "is no complete JWK"},
      {R"({"kty": "RSA", "n": "AQAB", "e": "A!AB", "d": "AQAB"})",
       "is no complete JWK"},
      {R"({"kty": "RSA", "n": "AQAB", "e": 3, "d": "AQAB"})",
       "is no complete JWK"},
      {"{\"kty\": \"RSA\"", "is no valid JSON"},
  };
  for (const auto& c : cases) {
    INFO(c.second);
    refuses(c.first, c.second);
  }
}

const std::string kNoPair = "is damaged: its numbers do not make a private key";

// Another value for a member, and what is said of it; of what is not looked at,
// nothing.
struct Change {
  std::string member, value, said;
};

struct JwkFixture : Fixture {
  explicit JwkFixture(const char* kind)
      : jwk(make_key(kind, "jwk").private_key),
        other(make_key(kind, "jwk").private_key) {}

  void check(const std::vector<Change>& changes) {
    for (const Change& c : changes) {
      INFO(c.member << " " << c.value.size());
      const std::string changed = with(jwk, c.member, c.value);
      if (c.said.empty()) {
        db.rows("SELECT idp_configure(" + literal(settings(changed)) + ")");
      } else {
        refuses(changed, c.said);
      }
    }
  }

  const std::string jwk, other;
};

struct CurveFixture : JwkFixture {
  CurveFixture() : JwkFixture("P-256") {}
};

struct RsaFixture : JwkFixture {
  RsaFixture() : JwkFixture("RSA") {}
};

TEST_CASE_FIXTURE(CurveFixture,
                  "a JWK on a curve that is not whole, or not one") {
  check({
      {"kty", "", "is no JWK of the type"},
      {"kty", "RSA", "is no complete JWK: \"n\" is missing, damaged or cut"},
      {"crv", "", "a curve (\"crv\") that can't be used here: P-256, P-384"},
      {"crv", "secp256k1", "a curve (\"crv\") that can't be used here"},
      {"crv", "P-384", "is no complete JWK: \"x\" is missing, damaged or cut"},
      {"x", "", "is no complete JWK: \"x\" is missing"},
      {"y", "", "is no complete JWK: \"y\" is missing"},
      {"d", "", "is a public key"},
      {"x", member(jwk, "x", 1), "is no complete JWK: \"x\""},
      {"y", member(jwk, "y", 2), "is no complete JWK: \"y\""},
      {"y", member(jwk, "y") + "=", "is no complete JWK: \"y\""},
      {"d", "A!" + member(jwk, "d", 2), "is no complete JWK: \"d\""},
      {"d", member(jwk, "d", 1), kNoPair},
      {"d", "AA", kNoPair},
      {"d", member(other, "d"), kNoPair},
      {"x", member(other, "x"), kNoPair},  // of no point of the curve
      {"alg", "ES384", "\"alg\" is none that it can sign with here: ES256."},
      {"alg", "RS256", "\"alg\" is none that it can sign with here: ES256."},
      {"alg", "ES256", ""},
  });
}

TEST_CASE_FIXTURE(RsaFixture, "an RSA JWK that is not whole, or not one") {
  check({
      {"n", "", "is no complete JWK: \"n\" is missing, damaged or cut off"},
      {"e", "", "is no complete JWK: \"e\" is missing"},
      {"d", "", "is a public key"},
      // No text of bytes has that length, however short the number is.
      {"d", member(jwk, "d").substr(0, 337), "is no complete JWK: \"d\""},
      {"d", member(jwk, "d").substr(0, 336), kNoPair},
      {"d", "AA", kNoPair},
      {"d", member(other, "d"), kNoPair},
      {"n", member(other, "n"), kNoPair},
      {"n", member(jwk, "n", 2) + "AA", kNoPair},  // even, or another one
      // Symptom: it was tried, for minutes.
      {"n", std::string(8000, '_'), kNoPair},
      {"e", "AA", kNoPair},
      {"e", "AQ", kNoPair},
      {"alg", "ES256",
       "is none that it can sign with here: RS256, RS384, RS512."},
      {"alg", "RSA-OAEP-256", "\"alg\" is none that it can sign with here"},
      {"crv", "P-256", ""},
      {"p", "A!", ""},
  });
  // OpenSSL 3.5 says of a longer d just that it doesn't fit.
  for (const std::string& n : {std::string("AQAB"), member(jwk, "n", 300)}) {
    refuses(with(with(jwk, "n", n), "d", "AQ"),
            "bits, which is too short; at least 2048");
  }
}

// Half of P-521's signatures begin with a zero byte that DER leaves out.
TEST_CASE_FIXTURE(Fixture, "the two numbers of a signature are filled up") {
  const KeyPair pair = make_key("P-521", "jwk");
  add_app({}, pair.public_pem);
  db.rows("SELECT idp_configure(" + literal(settings(pair.private_key)) + ")");
  for (int i = 0; i < 8; ++i) {
    CHECK(db.value("SELECT count(*) FROM users") == "20");
    simulator.post("/_sim/access-tokens/expire", "");
  }
  const std::vector<std::string> sent = assertions();
  CHECK(verified(sent, pair.public_pem).size() == 8);
  for (const std::string& assertion : sent) {
    // 132 bytes.
    CHECK(assertion.size() - assertion.rfind('.') - 1 == 176);
  }
}

}  // namespace
}  // namespace idp::test::keys_test
