// failure_test.cpp - the sentence that a user reads when a call fails.
#include "pace/failure.h"

#include "catalog.h"
#include "json/tree.h"

namespace idp::test {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

const std::string kToken = "00QCjAl4SecretOfTheOrg";
const std::string kCall =
    "oauth_tokens: GET https://acme.okta.com/api/v1/users/00u1/clients/0oa1"
    "/tokens?limit=200";

const Org& org() {
  static const Org acme{"okta",
                        "acme",
                        {"https", "acme.okta.com", ""},
                        ApiToken{kToken},
                        "OKTA_API_TOKEN"};
  return acme;
}

// A list of tokens, answered or not.
template <class What>
Error told(const What& what, int retries = 0,
           const std::string& user = "00u1") {
  const Resource& table = resource("oauth_tokens");
  const auto list = std::ranges::find(table.methods, "list", &Method::name);
  const http::Target target = http::make_target(
      {"api", "v1", "users", user, "clients", "0oa1", "tokens"},
      {{"limit", "200"}});
  return explain(CallSite{table, *list, org(), target, retries}, what);
}

http::Response response(long status, std::string body, Headers headers = {}) {
  http::Response answer;
  answer.status = status;
  answer.body = std::move(body);
  answer.headers = std::move(headers);
  return answer;
}

std::string body(const std::string& code, const std::string& summary,
                 const std::string& causes = "[]") {
  return R"({"errorCode":")" + code + R"(","errorSummary":")" + summary +
         R"(","errorLink":"x","errorId":"oae1","errorCauses":)" + causes + "}";
}

TEST_CASE("an error names the call, what the provider said, and the way on") {
  struct Case {
    long status;
    std::string body, text;
  };
  const Case cases[] = {
      {400,
       body("E0000029", "Invalid paging request.",
            R"([{"errorSummary":"Invalid cursor."}])"),
       " answered 400 E0000029 \"Invalid paging request.\"; cause: Invalid "
       "cursor. (errorId oae1). See " +
           resource("oauth_tokens").documentation + "."},
      {401, body("E0000011", "Invalid token provided"),
       " answered 401 E0000011 \"Invalid token provided\" (errorId oae1). The "
       "token for 'acme' (from OKTA_API_TOKEN) is not valid there: tokens end "
       "when they are revoked, when their owner is deactivated or after 30 "
       "days without use."},
      {403, body("E0000006", "You do not have permission"),
       " answered 403 E0000006 \"You do not have permission\" (errorId oae1). "
       "The token (from OKTA_API_TOKEN) may not do this: it needs "
       "okta.users.read, or an owner whose admin role allows it."},
      {403, body("E0000005", "Invalid session"),
       " answered 403 E0000005 \"Invalid session\" (errorId oae1). The "
       "credential for 'acme' (from OKTA_API_TOKEN) did not reach the org as "
       "one that it knows: check that it is whole and of the kind that was "
       "configured, and that no proxy in between takes its header away."},
      // The same statuses, and the credential may do it.
      {403, body("E0000038", "Not in the user's current status."),
       " answered 403 E0000038 \"Not in the user's current status.\" (errorId "
       "oae1). It is not the credential that is short of something: what this "
       "is about doesn't allow it in the status that it has, or the org "
       "doesn't have the feature. See " +
           resource("oauth_tokens").documentation + "."},
      {401, body("E0000015", "You do not have permission to the feature"),
       " answered 401 E0000015 \"You do not have permission to the feature\" "
       "(errorId oae1). It is not the credential that is short of something: "
       "what this is about doesn't allow it in the status that it has, or the "
       "org doesn't have the feature. See " +
           resource("oauth_tokens").documentation + "."},
      // A missing scope: no body, only a WWW-Authenticate header.
      {403, "",
       " answered 403. The token (from OKTA_API_TOKEN) may not do this: it "
       "needs okta.users.read, or an owner whose admin role allows it."},
      // What stands where no org is.
      {404, R"({"status":404,"message":"Resource not found"})",
       " answered 404. This is not the provider's \"no such object\": check "
       "that 'https://acme.okta.com' is the right org."},
      {404, body("E0000008", "The requested path was not found"),
       " answered 404 E0000008 \"The requested path was not found\" (errorId "
       "oae1). This is not the provider's \"no such object\": check that "
       "'https://acme.okta.com' is the right org."},
      {429, body("E0000047", "Too many"),
       " answered 429 E0000047 \"Too many\" (errorId oae1). The rate limit is "
       "used up, perhaps by other programs; try again later or narrow the "
       "query."},
      {502, "<html><body>Bad Gateway</body></html>",
       " answered 502. The provider has a problem; run the statement again "
       "later."},
      {503, body("E0000010", "Read only"),
       " answered 503 E0000010 \"Read only\" (errorId oae1). The provider has "
       "a problem; run the statement again later."},
  };
  for (const Case& c : cases) {
    const Error error = told(response(c.status, c.body));
    CHECK(error.text == kCall + c.text);
    const bool lacks_right = c.status == 403 &&
                             c.body.find("E0000005") == c.body.npos &&
                             c.body.find("E0000038") == c.body.npos;
    CHECK(error.kind ==
          (lacks_right ? Error::Kind::forbidden : Error::Kind::failed));
  }
}

TEST_CASE("what WWW-Authenticate says stands in the message") {
  const std::string line = R"(DPoP algs="ES256", error="invalid_dpop_proof", )"
                           R"(error_description="'htu' claim is invalid.")";
  CHECK(told(response(400, "", {{"www-authenticate", line}}), 1).text ==
        kCall +
            " answered 400 invalid_dpop_proof \"'htu' claim is invalid.\" "
            "after 1 retry. The org did not take the DPoP proof. Run the "
            "statement again; if that does not help, something between here "
            "and the org may change requests.");
  // Beside the body's own words, and whichever line it is.
  const std::string text =
      told(response(401, body("E0000011", "Invalid token provided"),
                    {{"www-authenticate", "Basic realm=\"a\""},
                     {"www-authenticate", "Bearer error=\"invalid_token\""}}))
          .text;
  INFO(text);
  CHECK(text.starts_with(kCall +
                         " answered 401 E0000011 \"Invalid token provided\" "
                         "(errorId oae1); invalid_token. The token for "));
  // The token is in no message.
  CHECK(
      told(response(400, "",
                    {{"www-authenticate", "Bearer error=\"" + kToken + "\""}}))
          .text.find(kToken) == std::string::npos);
}

TEST_CASE("a message can be read, however many causes there are") {
  std::string causes;
  for (int i = 0; i < 1000; ++i) {
    causes += (i > 0 ? "," : "") + std::string(R"({"errorSummary":"No."})");
  }
  const std::string text =
      told(response(400, body("E0000001", "Bad", "[" + causes + "]"))).text;
  CHECK(text.find("\"Bad\"; cause: No.; cause: No.") != text.npos);
  CHECK(text.find("… (errorId oae1). See ") != text.npos);
  CHECK(text.size() < 1000);
}

TEST_CASE("a redirect is not followed, and its place is named") {
  CHECK(
      told(response(302, "", {{"location", "https://login.acme.com/"}})).text ==
      kCall +
          " answered 302. Redirects are not followed, as the "
          "token is for this org only (it points to "
          "https://login.acme.com/); check the org URL.");
  CHECK(told(response(307, "")).text ==
        kCall +
            " answered 307. Redirects are not followed, as the token is for "
            "this org only; check the org URL.");
}

TEST_CASE("retries are counted in words") {
  const http::Response bad = response(503, "");
  CHECK(told(bad).text.find("retr") == std::string::npos);
  CHECK(told(bad, 1).text.find("answered 503 after 1 retry. ") !=
        std::string::npos);
  CHECK(told(bad, 5).text.find("answered 503 after 5 retries. ") !=
        std::string::npos);
}

TEST_CASE("no answer at all, an answer of no use, and Ctrl-C have words") {
  using Kind = http::Failure::Kind;
  CHECK(told(http::Failure{Kind::connection, "Timeout"}, 2).text ==
        kCall +
            " failed after 2 retries: Timeout. Check the network and the org "
            "URL, then run the statement again.");
  CHECK(told(http::Failure{Kind::refused, "Bad certificate"}).text ==
        kCall + " failed: Bad certificate. Trying again would not help.");
  const Error interrupted = told(http::Failure{Kind::interrupted, ""});
  CHECK(interrupted.text == kCall + " was interrupted.");
  CHECK(interrupted.kind == Error::Kind::interrupted);
  CHECK(told(std::string_view("the answer can't be read")).text ==
        kCall + ": the answer can't be read.");
}

// The provider, or a proxy, may send back what it was sent. A long text is cut,
// wherever that is.
TEST_CASE("no part of a token is in a message, wherever it was echoed") {
  std::string leaks;
  for (std::size_t before = 0; before < 330; ++before) {
    const std::string echo = std::string(before, 'x') + kToken;
    const std::string cause = R"([{"errorSummary":")" + echo + "\"}]";
    const std::pair<std::string, Error> errors[] = {
        {"summary", told(response(400, body("E0000001", echo)))},
        {"cause", told(response(400, body("E0000001", "x", cause)))},
        {"location", told(response(302, "", {{"location", echo}}))},
        {"failure", told(http::Failure{http::Failure::Kind::refused, echo})},
        {"path", told(response(500, ""), 0, echo)},
        {"path at Ctrl-C",
         told(http::Failure{http::Failure::Kind::interrupted, ""}, 0, echo)},
        {"problem", told(std::string_view(echo))},
    };
    for (const auto& [place, error] : errors) {
      const bool leaks_here =
          error.text.find(kToken.substr(0, 8)) != error.text.npos;
      const std::string name = place + ", ";
      if (leaks_here && leaks.find(name) == leaks.npos) leaks += name;
    }
  }
  CHECK(leaks == "");
}

TEST_CASE("a text from outside is cut, and not within a character") {
  for (const std::string unit : {"x", "é", "李", "😀", "a😀"}) {
    std::string summary;
    while (summary.size() < 5'000) summary += unit;
    const std::string text = told(response(400, body("E1", summary))).text;
    CHECK(text.size() < 1'000);
    CHECK(text.find("…") != text.npos);
    // The reader refuses what is not UTF-8.
    CHECK(json::parse(json::quote(text)).ok());
  }
}

TEST_CASE("only the provider's own code says that a thing is not there") {
  const Provider& provider = resource("users").provider;
  CHECK(is_gone(provider, response(404, body("E0000007", "Not found"))));
  const http::Response others[] = {
      response(404, body("E0000008", "x")),
      response(404, R"({"status":404,"message":"Resource not found"})"),
      response(404, ""),
      response(404, "<html>E0000007</html>"),
      response(404, R"(["E0000007"])"),
      response(404, R"({"errorCode":7})"),
      response(404, R"({"errorCode":"E0000007")"),
      response(404, std::string(1'000'000, '[')),
      response(400, body("E0000007", "x")),
      response(410, body("E0000007", "x")),
  };
  for (const http::Response& other : others) {
    INFO(other.status << " " << other.body.substr(0, 50));
    CHECK_FALSE(is_gone(provider, other));
  }
}

}  // namespace
}  // namespace idp::test
