// surroundings.cpp - at random, by a seed.
#include "support/surroundings.h"

#include <array>
#include <iterator>

namespace idp::test {
namespace {

constexpr std::size_t kMostOpen = 4;

// Each has a row before those of our tables.
constexpr std::array kLoops = {
    "SELECT id FROM users",
    "SELECT id FROM oauth_tokens",
    "SELECT id FROM grants WHERE userId IN (SELECT id FROM users)",
    "SELECT t.id FROM users u JOIN oauth_tokens t ON t.userId = u.id",
    "SELECT g.id FROM user_clients c JOIN grants g ON g.userId = c.userId AND "
    "g.clientId = c.client_id",
    "SELECT (SELECT count(*) FROM clienttokens t WHERE t.userId = u.id) FROM "
    "users u",
};

}  // namespace

void Surroundings::stir() {
  if (open_.size() < kMostOpen) {
    open_.emplace_back(db_, "SELECT 'first' UNION ALL " +
                                std::string(kLoops[below(kLoops.size())]));
  }
  const auto one = std::next(open_.begin(),
                             static_cast<std::ptrdiff_t>(below(open_.size())));
  bool more = true;
  for (std::size_t steps = below(30); more && steps > 0; --steps) {
    more = one->step();
  }
  if (!more || below(4) == 0) open_.erase(one);
}

void Surroundings::change(const Org& now) {
  if (below(3) == 0) return simulator_.reset();
  const bool grants = below(2) == 0;
  const json::Array& items = grants ? now.grants() : now.tokens();
  const json::Tree& item = items[below(items.size())];
  const std::string user = "/api/v1/users/" + item.text("userId");
  simulator_.act("DELETE", grants ? user + "/grants/" + item.text("id")
                                  : user + "/clients/" + item.text("clientId") +
                                        "/tokens/" + item.text("id"));
}

}  // namespace idp::test
