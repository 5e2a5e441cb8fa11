// slashid.h - a SlashID organization: its OAuth 2.0 clients (facts, 8).
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "options.h"
#include "provider.h"
#include "wire/json.h"

namespace sim {

struct SlashIdClient {
  std::string client_id, client_name;
  std::vector<std::string> grant_types;
  std::vector<std::vector<std::string>> response_types;
  std::vector<std::string> scopes, redirect_uris;
  bool is_public = false;
  // Missing where SlashID's defaults are in force.
  std::optional<std::uint64_t> access_token_duration, refresh_token_duration;
  std::int64_t created_at = 0;
  std::optional<std::int64_t> last_used;
};

class SlashId : public Provider {
 public:
  explicit SlashId(const Options& options);

  std::string operation(const Call& call) const override;
  Answer answer(const Call& call, std::int64_t now) override;
  Answer error(const Fault& fault, std::int64_t now) const override;
  void add_headers(Answer& answer, std::int64_t now) const override;
  Answer dump(const Call& call) override;
  std::optional<Answer> control(const Call& call) override;
  void reset() override;

 private:
  std::optional<Answer> refuse(const Call& call) const;
  Answer list(const Call& call) const;
  Answer one(const std::string& method, const std::string& id);

  Options options_;
  std::mutex mutex_;
  std::vector<SlashIdClient> clients_;
};

// The organization's clients, out of the seed.
std::vector<SlashIdClient> make_slashid_clients(const Options& options);
void write_slashid_client(Json& json, const SlashIdClient& client);

}  // namespace sim
