// sigma_test.cpp - rules that others have written, over the view that they ask.
#include <doctest/doctest.h>

#include "support/events.h"
#include "support/pages.h"

namespace idp::test::sigma_test {
namespace {

// As pySigma's SQLite backend writes them.
TEST_CASE_FIXTURE(OrgFixture,
                  "Sigma's rules run on the view that they ask for") {
  if (!hands_over_lists()) return;  // LIKE with ESCAPE is sent since 3.38
  db.rows(text_of(IDP_SOURCE_DIR "/docs/detections/sigma.sql"));
  const std::string made =
      "SELECT count(*) FROM logs WHERE eventType='system.api_token.create'";
  const std::string proxy =
      "SELECT count(*) FROM logs WHERE eventType='user.session.start' AND "
      "`securityContext.isProxy`='true'";
  const std::string start =
      R"(SELECT count(*) FROM logs WHERE eventType LIKE 'system.api\_token.%' ESCAPE '\')";
  CHECK(db.value(made) == "0");
  CHECK(db.value(start) == "0");
  plant(simulator, {{.type = "system.api_token.create"},
                    {.type = "system.api_token.revoke"}});
  db.sent();
  CHECK(db.value(made) == "1");
  CHECK(db.value(start) == "2");
  for (const std::string& call : db.sent()) {
    CHECK(has(call, "filter=eventType"));
  }
  CHECK(db.value(proxy) == "0");
}

}  // namespace
}  // namespace idp::test::sigma_test
