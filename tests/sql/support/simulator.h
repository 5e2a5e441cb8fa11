// simulator.h - an org of its own for a test: a running okta-sim.
#pragma once

#include <string>
#include <vector>

#include "json/tree.h"
#include "support/fault.h"
#include "support/server.h"

namespace idp::test {

class Simulator {
 public:
  // Starts it with these flags beside the port, and waits until it listens.
  explicit Simulator(const std::vector<std::string>& flags = {});

  const std::string& url() const { return server_.url(); }
  std::string subdomain() const;  // host and port
  static inline const std::string kToken = "00secret-token-of-the-org";

  // This fault, or these, and no others; heal() ends them all.
  void fail(const Fault& fault) { fail_all({fault}); }
  void fail_all(const std::vector<Fault>& faults);
  void heal() { fail_all({}); }
  void set_faults(const std::string& json) { post("/_sim/faults", json); }
  void reset() { post("/_sim/reset", "{}"); }

  json::Tree dump() const { return get("/_sim/dump"); }
  // How many requests came, and of which kind: "GET /api/v1/users".
  long requests() const;
  long requests(const std::string& route) const;
  // Each request as "GET /path?query", in the order in which they came.
  std::vector<std::string> calls() const;
  json::Tree get(const std::string& path) const;
  void post(const std::string& path, const std::string& body) const;
  // Something of the org itself, with its token: an admin at work elsewhere.
  void act(const std::string& verb, const std::string& path,
           const std::string& body = "") const;
  // The user with that id signs in by another name from now on.
  void set_login(const std::string& user, const std::string& login) const;

 private:
  Server server_;
};

}  // namespace idp::test
