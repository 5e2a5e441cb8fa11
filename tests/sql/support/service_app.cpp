// service_app.cpp - makes keys, tells the org about apps, and reads what it
// received.
#include "support/service_app.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "http/url.h"
#include "support/program.h"

namespace idp::test {
namespace {

json::Tree python(const std::vector<std::string>& arguments,
                  const std::string& input) {
  std::vector<std::string> words = {"/usr/bin/python3", "-B",
                                    IDP_TEST_SCRIPTS "/jwt.py"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Outcome outcome = run_program(words, input);
  INFO(outcome.output);
  REQUIRE(outcome.exit_code == 0);
  Result<json::Tree> tree = json::parse(outcome.output);
  if (!tree) throw std::runtime_error(outcome.output);
  return *std::move(tree);
}

std::vector<std::string> flags_of(std::vector<std::string> more) {
  std::vector<std::string> flags = {"--users", "20", "--record", "on"};
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

}  // namespace

std::vector<KeyPair> make_keys(const std::string& kind,
                               const std::vector<std::string>& forms) {
  std::vector<std::string> words = {"make", kind};
  words.insert(words.end(), forms.begin(), forms.end());
  const json::Tree made = python(words, "");
  std::vector<KeyPair> pairs;
  for (const json::Tree& one : made.find("private")->items()) {
    pairs.push_back({one.text(), made.text("public")});
  }
  return pairs;
}

KeyPair make_key(const std::string& kind, const std::string& form) {
  return make_keys(kind, {form}).front();
}

json::Array verified(const std::vector<std::string>& jwts,
                     const std::string& pem) {
  json::Array asked;
  for (const std::string& jwt : jwts) asked.push_back({jwt});
  json::Object given = {{"jwts", {std::move(asked)}}};
  if (!pem.empty()) given.push_back({"public", {pem}});
  return python({"verify"}, json::text_of({std::move(given)})).items();
}

const KeyPair& ServiceAppFixture::key() {
  static const KeyPair pair = make_key("P-256", "pkcs8");
  return pair;
}

ServiceAppFixture::ServiceAppFixture(const AppAtOrg& app,
                                     std::vector<std::string> flags)
    : simulator(flags_of(std::move(flags))) {
  add_app(app, key().public_pem);
  configure();
}

void ServiceAppFixture::add_app(const AppAtOrg& app,
                                const std::string& public_pem) {
  std::string text = "{\"client_id\":" + json::quote(kClient) +
                     ",\"keys\":[{\"pem\":" + json::quote(public_pem);
  if (!app.key_id.empty()) text += ",\"kid\":" + json::quote(app.key_id);
  text += "}],\"scopes\":[";
  for (const std::string& scope : app.scopes) {
    text += (&scope == app.scopes.data() ? "" : ",") + json::quote(scope);
  }
  text += std::string("],\"dpop_bound_access_tokens\":") +
          (app.dpop ? "true" : "false") +
          ",\"admin_role\":" + (app.admin_role ? "true" : "false") + "}";
  simulator.post("/_sim/service-apps", text);
}

std::string ServiceAppFixture::settings(const std::string& private_key,
                                        const std::string& more) const {
  return "{\"orgUrl\":" + json::quote(simulator.url()) +
         ",\"clientId\":" + json::quote(kClient) +
         ",\"privateKey\":" + json::quote(private_key) +
         (more.empty() ? "" : "," + more) + "}";
}

void ServiceAppFixture::configure(Database& database,
                                  const std::string& more) const {
  database.rows("SELECT idp_configure(" +
                literal(settings(key().private_key, more)) + ")");
}

std::string ServiceAppFixture::statuses() {
  return db.value(
      "SELECT ifnull(group_concat(status || ':' || retries), '') FROM "
      "idp_requests WHERE verb = 'POST'");
}

std::string ServiceAppFixture::received() const {
  std::string bytes;
  const json::Tree connections = simulator.get("/_sim/received");
  for (const json::Tree& connection : connections.items()) {
    bytes += connection.text("bytes");
  }
  return bytes;
}

std::vector<std::string> ServiceAppFixture::received(
    const std::string& before, const std::string& after) const {
  const std::string bytes = received();
  std::vector<std::string> found;
  for (std::size_t at = bytes.find(before); at != bytes.npos;
       at = bytes.find(before, at + 1)) {
    const std::size_t start = at + before.size();
    // A form that ends a request is followed by the next one's verb.
    const std::size_t end = bytes.find_first_of(after + " \r", start);
    std::string text = bytes.substr(start, end - start);
    for (const std::string verb : {"GET", "POST", "DELETE"}) {
      if (after == "&" && text.ends_with(verb)) {
        text.resize(text.size() - verb.size());
      }
    }
    found.push_back(std::move(text));
  }
  return found;
}

std::vector<std::string> ServiceAppFixture::scopes_asked() const {
  std::vector<std::string> scopes = received("scope=", "&");
  for (std::string& scope : scopes) scope = http::decode(scope).value();
  return scopes;
}

}  // namespace idp::test
