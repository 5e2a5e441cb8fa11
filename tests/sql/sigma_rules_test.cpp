// sigma_rules_test.cpp - each of Sigma's rules for Okta, as its SQLite backend
// compiles it: it finds its event and not the innocent one, and asks for no
// more of the log than those of its types.
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

#include "support/org.h"
#include "support/pages.h"

namespace idp::test::sigma_rules_test {
namespace {

struct Rule {
  std::string name;   // of the file that has it
  std::string where;  // as compiled
  // Members of an event that it is about, and of one that differs in that which
  // the rule looks at.
  std::string hit, innocent;
  std::vector<std::string> filters;  // of its calls, one for each
};

std::string type(const std::string& event_type) {
  return R"("eventType": ")" + event_type + "\"";
}

// Conditions that look at the types of events alone, joined with OR.
Rule by_types(std::string name, std::string where,
              const std::vector<std::string>& types, const std::string& other) {
  Rule rule{
      std::move(name), std::move(where), type(types.back()), type(other), {}};
  for (const std::string& one : types) {
    const bool escaped = one.find('_') != one.npos;
    rule.filters.push_back("eventType " + std::string(escaped ? "sw" : "eq") +
                           " \"" + one + "\"");
  }
  return rule;
}

const std::string kMfa = type("user.authentication.auth_via_mfa") +
                         R"(, "outcome": {"result": "FAILURE", "reason": ")";
const std::string kConsole =
    type("policy.evaluate_sign_on") +
    R"(, "target": [{"id": "0oa1", "type": "AppInstance",
                     "displayName": "Okta Admin Console"}],
       "debugContext": {"debugData": {"behaviors": "{New Device=)";
const std::string kLogIn =
    R"("legacyEventType": "core.user_auth.login_failed",)" +
    type("user.session.start") +
    R"(, "actor": {"id": "unknown", "type": "User", "alternateId": ")";
const std::string kImpersonate =
    type("user.session.impersonation.grant") +
    R"(, "debugContext": {"debugData": {"requestUri": "/admin/support"}},
       "actor": {"id": "00u1", "type": "User", "alternateId": ")";
const std::string kProxy =
    type("user.session.start") + R"(, "securityContext": {"isProxy": )";
const std::string kMessage =
    type("user.session.start") + R"(, "displayMessage": ")";

const std::string kEmailOrApp =
    R"((^0oa.*|[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,10}))";

const std::vector<Rule> kRules = {
    by_types("admin_role_assigned_to_user_or_group",
             "eventtype='group.privilege.grant' OR "
             "eventtype='user.account.privilege.grant'",
             {"group.privilege.grant", "user.account.privilege.grant"},
             "user.account.privilege.revoke"),
    by_types("admin_role_assignment_created",
             "eventType='iam.resourceset.bindings.add'",
             {"iam.resourceset.bindings.add"},
             "iam.resourceset.bindings.delete"),
    by_types("api_token_created",
             R"(eventType LIKE 'system.api\_token.create' ESCAPE '\')",
             {"system.api_token.create"}, "system.api_token.update"),
    by_types("api_token_revoked",
             R"(eventType LIKE 'system.api\_token.revoke' ESCAPE '\')",
             {"system.api_token.revoke"}, "system.apixtoken.revoke"),
    by_types("application_modified_or_deleted",
             "eventtype='application.lifecycle.update' OR "
             "eventtype='application.lifecycle.delete'",
             {"application.lifecycle.update", "application.lifecycle.delete"},
             "application.lifecycle.create"),
    by_types(
        "application_sign_on_policy_modified_or_deleted",
        R"(eventType LIKE 'application.policy.sign\_on.update' ESCAPE '\' OR )"
        R"(eventType LIKE 'application.policy.sign\_on.rule.delete' ESCAPE '\')",
        {"application.policy.sign_on.update",
         "application.policy.sign_on.rule.delete"},
        "application.policy.sign_on.rule.create"),
    {"fastpass_phishing_detection",
     "`outcome.reason`='FastPass declined phishing attempt' AND "
     "`outcome.result`='FAILURE' AND eventtype LIKE "
     R"('user.authentication.auth\_via\_mfa' ESCAPE '\')",
     kMfa + "FastPass declined phishing attempt\"}",
     kMfa + "INVALID_CREDENTIALS\"}",
     {"eventType sw \"user.authentication.auth_via_mfa\" and "
      "outcome.result eq \"FAILURE\""}},
    by_types("identity_provider_created",
             "eventType='system.idp.lifecycle.create'",
             {"system.idp.lifecycle.create"}, "system.idp.lifecycle.update"),
    by_types("mfa_reset_or_deactivated",
             "eventType='user.mfa.factor.deactivate' OR eventType LIKE "
             R"('user.mfa.factor.reset\_all' ESCAPE '\')",
             {"user.mfa.factor.deactivate", "user.mfa.factor.reset_all"},
             "user.mfa.factor.activate"),
    by_types("network_zone_deactivated_or_deleted",
             "eventType='zone.deactivate' OR eventType='zone.delete'",
             {"zone.deactivate", "zone.delete"}, "zone.update"),
    {"new_behaviours_admin_console",
     R"((eventType LIKE 'policy.evaluate\_sign\_on' ESCAPE '\' AND )"
     "`target.displayName`='Okta Admin Console') AND "
     R"((`debugContext.debugData.behaviors` LIKE '%POSITIVE%' ESCAPE '\' )"
     "OR `debugContext.debugData.logOnlySecurityData` LIKE "
     R"('%POSITIVE%' ESCAPE '\'))",
     kConsole + R"(POSITIVE}"}})",
     kConsole + R"(NEGATIVE}"}})",
     {"eventType sw \"policy.evaluate_sign_on\""}},
    // By a name that only the log's older kind has: the whole range is read.
    {"password_in_alternateid_field",
     R"(legacyeventtype LIKE 'core.user\_auth.login\_failed' ESCAPE '\' AND )"
     "(NOT COALESCE((`actor.alternateid` REGEXP '" +
         kEmailOrApp + "'), 0)) AND published >= $range",
     kLogIn + R"(hunter2"})",
     kLogIn + R"(joe@example.com"})",
     {""}},
    by_types("policy_modified_or_deleted",
             "eventtype='policy.lifecycle.update' OR "
             "eventtype='policy.lifecycle.delete'",
             {"policy.lifecycle.update", "policy.lifecycle.delete"},
             "policy.lifecycle.create"),
    by_types("policy_rule_modified_or_deleted",
             "eventType='policy.rule.update' OR "
             "eventType='policy.rule.delete'",
             {"policy.rule.update", "policy.rule.delete"}, "policy.rule.add"),
    by_types("security_threat_detected", "eventType='security.threat.detected'",
             {"security.threat.detected"},
             "security.threat.configuration.update"),
    {"session_impersonation_granted",
     R"((`debugContext.debugData.requestUri` LIKE '%admin%' ESCAPE '\' AND )"
     "eventType='user.session.impersonation.grant') AND (NOT COALESCE(("
     R"(alternateId LIKE '%system@okta.com%' ESCAPE '\' OR )"
     R"(alternateId LIKE '%@company\_domain.com%' ESCAPE '\'), 0)))",
     kImpersonate + R"(joe@example.com"})",
     kImpersonate + R"(system@okta.com"})",
     {"eventType eq \"user.session.impersonation.grant\""}},
    by_types("suspicious_activity_enduser_report",
             "eventType LIKE "
             R"('user.account.report\_suspicious\_activity\_by\_enduser' )"
             R"(ESCAPE '\')",
             {"user.account.report_suspicious_activity_by_enduser"},
             "user.account.report_suspicious_activity"),
    {"unauthorized_access_to_app",
     "displayMessage='User attempted unauthorized access to app'",
     kMessage + "User attempted unauthorized access to app\"",
     kMessage + "User single sign on to app\"",
     {"displayMessage eq \"User attempted unauthorized access to app\""}},
    {"user_account_locked_out",
     "displayMessage='Max sign in attempts exceeded'",
     kMessage + "Max sign in attempts exceeded\"",
     kMessage + "User login to Okta\"",
     {"displayMessage eq \"Max sign in attempts exceeded\""}},
    by_types("user_created", "eventtype='user.lifecycle.create'",
             {"user.lifecycle.create"}, "user.lifecycle.activate"),
    {"user_session_start_via_anonymised_proxy",
     "eventType='user.session.start' AND `securityContext.isProxy`='true'",
     kProxy + "true}",
     kProxy + "false}",
     {"eventType eq \"user.session.start\""}},
};

// REGEXP, which the shell has, and the library leaves to its host.
void regexp(sqlite3_context* context, int, sqlite3_value** values) {
  const auto text = [&](int i) {
    const auto* bytes = sqlite3_value_text(values[i]);
    return std::string(bytes ? reinterpret_cast<const char*>(bytes) : "");
  };
  sqlite3_result_int(context,
                     std::regex_search(text(1), std::regex(text(0))) ? 1 : 0);
}

struct Fixture : OrgFixture {
  // Five pages of other events, of all days that the log keeps.
  Fixture() : OrgFixture({"--users", "20", "--events", "5000"}) {
    sqlite3_create_function(db.handle(), "regexp", 2, SQLITE_UTF8, nullptr,
                            regexp, nullptr, nullptr);
    db.rows(text_of(IDP_SOURCE_DIR "/docs/detections/sigma.sql"));
  }
  void plant(const std::string& uuid, const std::string& members) const {
    simulator.post("/_sim/logs", R"({"events": [{"uuid": ")" + uuid + "\", " +
                                     members + "}]}");
  }
  // What it finds of the two events.
  std::vector<std::string> found(const Rule& rule) {
    return sorted(
        db.rows("SELECT uuid FROM (SELECT * FROM logs WHERE " +
                replace_all(rule.where, "$range",
                            "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day')") +
                ") WHERE uuid IN ('hit', 'innocent')"));
  }
};

TEST_CASE_FIXTURE(Fixture, "Sigma's rules find their events, and no innocent") {
  if (!hands_over_lists()) return;  // LIKE with ESCAPE is sent since 3.38
  REQUIRE(kRules.size() == 21);
  for (const Rule& rule : kRules) {
    INFO(rule.name);
    simulator.reset();
    plant("innocent", rule.innocent);
    CHECK(found(rule).empty());
    plant("hit", rule.hit);
    db.sent();
    CHECK(found(rule) == std::vector<std::string>{"hit"});
    const auto calls = db.sent();
    REQUIRE(calls.size() == rule.filters.size());
    for (const std::string& filter : rule.filters) {
      CHECK(std::ranges::any_of(calls, [&](const std::string& call) {
        const std::string readable =
            replace_all(replace_all(call, "%20", " "), "%22", "\"");
        return filter.empty() ? !has(call, "filter=")
                              : has(readable, "&filter=" + filter + "&");
      }));
    }
  }
}

}  // namespace
}  // namespace idp::test::sigma_rules_test
