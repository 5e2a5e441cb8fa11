// detections_test.cpp - each detection finds what it is for, planted in the
// log, and nothing where something like it happened that is all right.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/events.h"
#include "support/pages.h"

namespace idp::test::detections_test {
namespace {

namespace fs = std::filesystem;

using Events = std::vector<PlantedEvent>;

const fs::path kFolder = IDP_SOURCE_DIR "/docs/detections";

// So many minutes ago, as the log has it.
std::string ago(Database& db, int minutes) {
  return db.value("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-" +
                  std::to_string(minutes) + " minutes')");
}

PlantedEvent with_target(const std::string& type, const std::string& kind,
                         const std::string& id) {
  return {.type = type, .targets = {{kind, id}}};
}

struct Fixture : PagesFixture {
  Fixture() : log(simulator) {
    log.rows(text_of(kFolder / "window.sql"));
    for (const fs::path& file : files()) log.rows(text_of(file));
  }

  static std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(kFolder)) {
      const fs::path name = entry.path().filename();
      if (name.extension() == ".sql" && name != "window.sql" &&
          name != "sigma.sql") {
        found.push_back(entry.path());
      }
    }
    return found;
  }

  // What is all right is planted first.
  void finds(const std::string& view, const Events& innocent,
             const Events& hit) {
    INFO(view);
    checked.push_back(view);
    plant(simulator, innocent);
    CHECK(log.value("SELECT count(*) FROM " + view) == "0");
    plant(simulator, hit);
    const Rows rows =
        log.rows("SELECT published, who, what, why, uuid FROM " + view);
    CHECK(rows.size() == 1);
    if (rows.empty()) return;
    for (const std::string& cell : rows[0]) CHECK(cell != "NULL");
  }

  std::string id(const std::string& select) { return log.value(select); }

  // Something that the simulated org never is: an object by its id, and alone
  // in its list. Which of them a join asks for depends on who is faster.
  void pretend(const std::string& path, const std::string& id,
               const std::string& object) {
    const auto answer = [](const std::string& at, const std::string& body) {
      return Fault{.method = "GET",
                   .path = at,
                   .times = kAlways,
                   .status = 200,
                   .body = body};
    };
    simulator.fail_all(
        {answer(path, "[" + object + "]"), answer(path + "/" + id, object)});
  }

  // A token that is had by exchanging a refresh token.
  PlantedEvent exchange(const std::string& client_id, const std::string& user,
                        const std::string& address,
                        const std::string& published = {}) const {
    return {.type = "app.oauth2.as.token.grant.access_token",
            .published = published,
            .actor = {"PublicClientApp", client_id},
            .targets = {{"User", user}},
            .address = address,
            .debug = {{"grantType", "refresh_token"}}};
  }

  Database log;
  std::vector<std::string> checked;
};

void check_apps(Fixture& f) {
  const std::string strong = f.id(
      "SELECT appId FROM app_grants WHERE scopeId LIKE '%.manage' LIMIT 1");
  const std::string weak = f.id(
      "SELECT id FROM apps WHERE id NOT IN (SELECT appId FROM app_grants) "
      "LIMIT 1");
  const std::string granted = "app.oauth2.admin.consent.grant";
  f.finds("admin_consent_to_manage",
          {with_target(granted, "AppInstance", weak)},
          {with_target(granted, "AppInstance", strong)});

  const std::string two = f.id(
      "SELECT appId FROM app_secrets WHERE status = 'ACTIVE' GROUP BY appId "
      "HAVING count(*) = 2 LIMIT 1");
  const std::string one = f.id(
      "SELECT appId FROM app_secrets WHERE status = 'ACTIVE' GROUP BY appId "
      "HAVING count(*) = 1 LIMIT 1");
  const std::string made = "app.oauth2.credentials.lifecycle.create";
  f.finds("secret_added_beside_another",
          {with_target(made, "AppInstance", one)},
          {with_target(made, "AppInstance", two)});

  const std::string admin = f.id("SELECT clientId FROM client_roles LIMIT 1");
  const std::string plain = f.id(
      "SELECT client_id FROM apps WHERE client_id IS NOT NULL AND client_id "
      "NOT IN (SELECT clientId FROM client_roles) LIMIT 1");
  const std::string promoted = "app.oauth2.client.privilege.grant";
  f.finds("app_made_admin", {with_target(promoted, "PublicClientApp", plain)},
          {with_target(promoted, "PublicClientApp", admin)});
}

void check_consents(Fixture& f) {
  const std::string client = f.ids.client,
                    other = f.org.clients().back().text("client_id");
  Events few, many;
  for (int i = 0; i < 6; ++i) {
    PlantedEvent event =
        with_target("app.oauth2.as.consent.grant", "PublicClientApp", client);
    event.session = "s" + std::to_string(i);
    many.push_back(event);
    event.session = "s";
    event.targets[0].second = other;
    few.push_back(event);
  }
  f.finds("consents_to_one_app_by_many", few, many);

  // The app is as old as the org, and then it is from yesterday.
  const std::string raw = f.log.value(
      "SELECT _raw FROM apps WHERE client_id = " + literal(f.ids.client));
  const std::string created = f.log.value(
      "SELECT created FROM apps WHERE client_id = " + literal(f.ids.client));
  CHECK(f.log.rows("SELECT * FROM consent_to_a_new_app").empty());
  f.pretend(
      "/api/v1/apps",
      f.id("SELECT id FROM apps WHERE client_id = " + literal(f.ids.client)),
      replace_all(raw, created, ago(f.log, 1440)));
  f.log.rows(
      "CREATE TEMP VIEW by_one_session AS SELECT * FROM consent_to_a_new_app "
      "GROUP BY what");
  CHECK(f.log.rows("SELECT * FROM by_one_session").size() == 1);
  f.simulator.heal();
  f.checked.push_back("consent_to_a_new_app");
}

void check_api_tokens(Fixture& f) {
  const auto used = [&](const std::string& connection) {
    return PlantedEvent{
        .type = "user.lifecycle.create",
        .address = "198.51.100.7",
        .api_token = f.id("SELECT id FROM api_tokens WHERE name <> 'sqlite' "
                          "AND json_extract(network, '$.connection') " +
                          connection + " 'ANYWHERE' LIMIT 1")};
  };
  f.finds("api_token_from_anywhere", {used("<>")}, {used("=")});
  const auto made = [&](const std::string& in) {
    return PlantedEvent{
        .type = "system.api_token.create",
        .actor = {"User",
                  f.id("SELECT userId FROM api_tokens WHERE userId " + in +
                       " (SELECT id FROM users_with_role_assignments) LIMIT "
                       "1")}};
  };
  f.finds("api_token_made_by_no_admin", {made("IN")}, {made("NOT IN")});
  f.finds("api_token_outside_its_range",
          {{.type = "system.api_token.update", .address = "198.51.100.7"}},
          {{.type = "system.api_token.request_outside_allowed_range",
            .actor = {"User", f.ids.user},
            .result = "FAILURE",
            .address = "198.51.100.7"}});
}

void check_clients(Fixture& f) {
  const std::string client = f.ids.client;
  const std::string user = f.ids.user;
  const auto failure = [&] {
    return PlantedEvent{.type = "app.oauth2.token.grant",
                        .published = ago(f.log, 30),
                        .actor = {"PublicClientApp", client},
                        .result = "FAILURE"};
  };
  const PlantedEvent success = f.exchange(client, user, "203.0.113.5");
  f.finds("guessed_client_secret", Events(9, failure()), {failure(), success});

  const auto read = with_target("app.oauth2.client.read_client_secret",
                                "PublicClientApp", client);
  PlantedEvent elsewhere = read, here = read;
  elsewhere.actor = here.actor = {"User", user};
  elsewhere.address = "192.0.2.99";
  here.address = "192.0.2.1";
  elsewhere.published = here.published = ago(f.log, 20);
  f.finds("secret_read_then_used", {elsewhere},
          {here, f.exchange(client, user, "192.0.2.1", ago(f.log, 10))});
  f.finds("token_from_many_addresses", {},
          {f.exchange(client, user, "192.0.2.2"),
           f.exchange(client, user, "192.0.2.3")});
  f.finds("tokens_throttled", {{.type = "system.org.rate_limit.warning"}},
          {{.type = "app.oauth2.client_id_rate_limit_warning",
            .actor = {"PublicClientApp", client},
            .targets = {{"PublicClientApp", client}}}});
}

void check_people(Fixture& f) {
  const auto token = [&](const std::string& user) {
    return PlantedEvent{.type = "app.oauth2.token.detect_reuse",
                        .actor = {"PublicClientApp", f.ids.client},
                        .targets = {{"User", user}},
                        .address = "192.0.2.7"};
  };
  f.finds("refresh_token_reused", {f.exchange(f.ids.client, f.ids.user, "")},
          {token(f.ids.user)});
  const std::string boss =
      f.id("SELECT userId FROM user_roles WHERE type = 'SUPER_ADMIN' LIMIT 1");
  const std::string nobody = f.id(
      "SELECT id FROM users WHERE status = 'ACTIVE' AND id NOT IN (SELECT id "
      "FROM users_with_role_assignments) LIMIT 1");
  const std::string made = "user.account.privilege.grant";
  PlantedEvent hit = with_target(made, "User", boss);
  hit.actor = {"User", f.ids.user};
  f.finds("super_admin_made", {with_target(made, "User", nobody)}, {hit});
  PlantedEvent support =
      with_target("user.session.impersonation.initiate", "User", nobody);
  support.actor = {"User", f.ids.user};
  PlantedEvent end = support;
  end.type = "user.session.impersonation.end";
  f.finds("impersonation", {end}, {support});

  const auto starts = [&](int minutes, const std::string& address) {
    return PlantedEvent{.type = "user.session.start",
                        .published = ago(f.log, minutes),
                        .actor = {"User", nobody},
                        .address = address};
  };
  PlantedEvent reset = with_target("user.mfa.factor.reset_all", "User", nobody);
  reset.published = ago(f.log, 40);
  f.finds("factors_reset_then_sign_in",
          {starts(300, "192.0.2.30"), reset, starts(35, "192.0.2.30")},
          {starts(30, "192.0.2.31")});
}

void check_leavers(Fixture& f) {
  const std::string gone = f.org.users().back().text("id");
  f.simulator.act("POST", "/api/v1/users/" + gone + "/lifecycle/suspend");
  PlantedEvent suspended = with_target("user.lifecycle.suspend", "User", gone);
  suspended.published = ago(f.log, 60);
  f.finds(
      "token_after_the_end",
      {suspended, f.exchange(f.ids.client, gone, "192.0.2.40", ago(f.log, 90))},
      {f.exchange(f.ids.client, gone, "192.0.2.40", ago(f.log, 30))});

  // With the account its tokens end, but for one that the provider forgot.
  const std::string user = f.ids.user;
  plant(f.simulator, {with_target("user.lifecycle.suspend", "User", user)});
  CHECK(f.log.rows("SELECT * FROM tokens_of_those_who_left").empty());
  const std::string raw =
      f.log.value("SELECT _raw FROM users WHERE id = " + literal(user));
  f.pretend(
      "/api/v1/users", user,
      replace_all(raw, R"("status":"ACTIVE")", R"("status":"SUSPENDED")"));
  CHECK(f.log.rows("SELECT * FROM tokens_of_those_who_left").size() ==
        f.org.token_ids({user, "", "", ""}).size());
  f.simulator.heal();
  f.checked.push_back("tokens_of_those_who_left");
}

TEST_CASE("each detection finds its own, and no innocent") {
  if (!has_sql("WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a")) return;
  Fixture f;
  check_api_tokens(f);  // before ours has left its traces
  check_apps(f);
  check_consents(f);
  check_clients(f);
  check_people(f);
  check_leavers(f);
  std::vector<std::string> views;
  for (const fs::path& file : Fixture::files()) views.push_back(file.stem());
  std::ranges::sort(views);
  std::ranges::sort(f.checked);
  CHECK(views == f.checked);
}

}  // namespace
}  // namespace idp::test::detections_test
