// simulator.cpp - starts, asks and stops okta-sim.
#include "support/simulator.h"

#include <httplib.h>

#include <stdexcept>

namespace idp::test {
namespace {

[[noreturn]] void stop(const std::string& what) {
  throw std::runtime_error("simulator: " + what);
}

httplib::Client client(const std::string& url) {
  httplib::Client client(url);
  client.set_read_timeout(60);
  // Where the library knows Brotli, packing a dump takes longer than a test.
  client.set_default_headers({{"Accept-Encoding", "identity"}});
  return client;
}

std::vector<std::string> simulator_words(
    const std::vector<std::string>& flags) {
  std::vector<std::string> words = {IDP_SIMULATOR, "--port", "0", "--token",
                                    Simulator::kToken};
  // Tests that are not about rate limits are not slowed down by them.
  words.insert(words.end(), {"--rate-limit", "0"});
  words.insert(words.end(), flags.begin(), flags.end());
  return words;
}

}  // namespace

Simulator::Simulator(const std::vector<std::string>& flags)
    : server_(simulator_words(flags)) {}

std::string Simulator::subdomain() const {
  return url().substr(url().find("://") + 3);
}

void Simulator::fail_all(const std::vector<Fault>& faults) {
  post("/_sim/faults", document_of(faults));
}

json::Tree Simulator::get(const std::string& path) const {
  const auto answer = client(url()).Get(path);
  if (!answer || answer->status != 200) stop("GET " + path);
  Result<json::Tree> tree = json::parse(answer->body);
  if (!tree) stop("GET " + path + ": " + tree.error().text);
  return *std::move(tree);
}

void Simulator::post(const std::string& path, const std::string& body) const {
  const auto answer = client(url()).Post(path, body, "application/json");
  if (!answer || answer->status >= 300) {
    stop("POST " + path + ": " + (answer ? answer->body : "no answer"));
  }
}

void Simulator::set_login(const std::string& user,
                          const std::string& login) const {
  act("POST", "/api/v1/users/" + user,
      R"({"profile":{"login":)" + json::quote(login) + "}}");
}

void Simulator::act(const std::string& verb, const std::string& path,
                    const std::string& body) const {
  auto org = client(url());
  const httplib::Headers token = {{"Authorization", "SSWS " + kToken}};
  const auto answer = verb == "DELETE" ? org.Delete(path, token)
                      : verb == "PUT"
                          ? org.Put(path, token, body, "application/json")
                          : org.Post(path, token, body, "application/json");
  if (!answer || answer->status >= 300) stop(verb + " " + path);
}

long Simulator::requests() const {
  const json::Tree stats = get("/_sim/stats");
  return std::get<std::int64_t>(stats.find("requests")->value);
}

long Simulator::requests(const std::string& route) const {
  const json::Tree stats = get("/_sim/stats");
  const json::Tree* count = stats.find("by_route")->find(route);
  return count ? std::get<std::int64_t>(count->value) : 0;
}

std::vector<std::string> Simulator::calls() const {
  std::vector<std::string> calls;
  const json::Tree requests = get("/_sim/requests");
  for (const json::Tree& request : requests.items()) {
    const std::string& query = request.text("query");
    calls.push_back(request.text("method") + " " + request.text("path") +
                    (query.empty() ? "" : "?" + query));
  }
  return calls;
}

}  // namespace idp::test
