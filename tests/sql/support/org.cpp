// org.cpp - finds things in a dump.
#include "support/org.h"

#include <algorithm>
#include <stdexcept>

#include "http/url.h"

namespace idp::test {
namespace {

std::vector<std::string> ids_of(const json::Array& items,
                                const std::string& user,
                                const std::string& client) {
  std::vector<std::string> ids;
  for (const json::Tree& item : items) {
    if (item.text("userId") == user &&
        (client.empty() || item.text("clientId") == client)) {
      ids.push_back(item.text("id"));
    }
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

Ids Org::first() const {
  for (const json::Tree& token : tokens()) {
    const std::string& user = token.text("userId");
    const std::string& client = token.text("clientId");
    const auto grants = ids_of(this->grants(), user, client);
    if (!grants.empty()) return {user, client, token.text("id"), grants[0]};
  }
  throw std::runtime_error("the org has no user with a token and a grant");
}

std::vector<std::string> Org::token_ids(const Ids& of) const {
  return ids_of(tokens(), of.user, of.client);
}

std::vector<std::string> Org::grant_ids(const std::string& user,
                                        const std::string& client) const {
  return ids_of(grants(), user, client);
}

std::string cursor_of(const std::string& call) {
  const std::size_t at = call.find("after=");
  if (at == call.npos) throw std::runtime_error("no cursor in " + call);
  const std::size_t start = at + std::string("after=").size();
  return http::decode(call.substr(start, call.find('&', start) - start))
      .value();
}

std::vector<std::string> sorted(const Rows& rows) {
  std::vector<std::string> values;
  for (const auto& row : rows) values.push_back(row.at(0));
  std::ranges::sort(values);
  return values;
}

}  // namespace idp::test
