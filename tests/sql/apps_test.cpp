// apps_test.cpp - apps: the names behind client ids.
#include <doctest/doctest.h>

#include "support/org.h"

namespace idp::test::apps_test {
namespace {

using Calls = std::vector<std::string>;

TEST_CASE_FIXTURE(OrgFixture, "apps are listed, filtered and got") {
  db.rows("SELECT * FROM apps");
  CHECK(db.sent() == Calls{"GET /api/v1/apps?limit=200"});
  const std::string inactive = "SELECT id FROM apps WHERE status = 'INACTIVE'";
  const Rows rows = db.rows(inactive);
  REQUIRE(rows.size() == 1);
  CHECK(db.sent() == Calls{"GET /api/v1/apps?filter=status%20eq%20%22INACTIVE"
                           "%22&limit=200"});
  CHECK(db.value("SELECT status FROM apps WHERE id = " + literal(rows[0][0])) ==
        "INACTIVE");
  CHECK(db.sent() == Calls{"GET /api/v1/apps/" + rows[0][0]});
  CHECK(db.rows("SELECT * FROM apps WHERE id = 'nothing'").empty());
}

// The provider takes a filter of one expression.
TEST_CASE_FIXTURE(OrgFixture, "apps by status and name: one is sent") {
  db.rows("CREATE TABLE all_apps AS SELECT id, status, name FROM apps");
  db.sent();
  for (const std::string where :
       {"status = 'ACTIVE' AND name = 'oidc_client'",
        "name = 'oidc_client' AND status = 'INACTIVE'",
        "name IN ('oidc_client', 'bookmark') AND status = 'ACTIVE'",
        "status = 'ACTIVE' AND (name = 'bookmark' OR name = 'oidc_client')",
        "name = 'say \"it\"' AND status = 'ACTIVE'"}) {
    INFO(where);
    CHECK(sorted(db.rows("SELECT id FROM apps WHERE " + where)) ==
          sorted(db.rows("SELECT id FROM all_apps WHERE " + where)));
    const Calls sent = db.sent();
    CHECK_FALSE(sent.empty());
    for (const std::string& call : sent) {
      INFO(call);
      CHECK(has(call, "filter="));
      CHECK_FALSE(has(call, "%20and%20"));
    }
  }
  const std::string both =
      "SELECT id FROM apps WHERE status = 'ACTIVE' AND name = 'oidc_client'";
  CHECK(has(db.plan(both), "list: GET /api/v1/apps?filter=name eq {name}&"));
  db.sent();
  db.rows(both + " AND q = 'Wiki'");
  CHECK(db.sent() == Calls{"GET /api/v1/apps?filter=name%20eq%20%22oidc_client"
                           "%22&q=Wiki&limit=200"});
}

TEST_CASE_FIXTURE(OrgFixture, "client ids are joined to the apps' names") {
  CHECK(db.value("SELECT count(*) FROM user_clients") ==
        std::to_string(org.clients().size()));
  CHECK(db.value("SELECT count(*) FROM user_clients c "
                 "JOIN apps a ON a.client_id = c.client_id "
                 "WHERE a.label = c.client_name") ==
        std::to_string(org.clients().size()));
  // Some apps have a client id of their own, some have none.
  CHECK(db.value("SELECT count(*) > 0 FROM apps WHERE client_id <> id") == "1");
  CHECK(db.value("SELECT count(*) > 0 FROM apps WHERE client_id IS NULL") ==
        "1");
}

}  // namespace
}  // namespace idp::test::apps_test
