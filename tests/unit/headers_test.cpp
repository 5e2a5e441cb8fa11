// headers_test.cpp - an API token goes into the headers of its provider.
#include "auth/headers.h"

#include "catalog.h"

namespace idp::test {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers headers(const Provider& provider, const std::string& org,
                const std::string& token) {
  return token_headers(provider,
                       Org{provider.name, org, {}, ApiToken{token}, "a test"},
                       ApiToken{token});
}

TEST_CASE("each provider has headers of its own") {
  CHECK(headers(resource("users").provider, "acme", "00Qabc") ==
        Headers{{"Authorization", "SSWS 00Qabc"}});
  CHECK(headers(resource("slashid_oauth2_clients").provider, "af5f", "key") ==
        Headers{{"SlashID-OrgID", "af5f"}, {"SlashID-API-Key", "key"}});
}

TEST_CASE("what was put into a header is not looked at again") {
  Provider provider;
  provider.token_headers = {{"X", "{org}/{token}{token}/{other}{"}};
  CHECK(headers(provider, "{token}", "{org}") ==
        Headers{{"X", "{token}/{org}{org}/{other}{"}});
}

}  // namespace
}  // namespace idp::test
