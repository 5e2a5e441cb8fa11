// functions.cpp - the SQL functions.
#include "ext/functions.h"

#include "ext/value.h"
#include "version.h"

namespace idp {
namespace {

using SessionPointer = std::shared_ptr<Session>;

void free_session(void* data) {
  const std::unique_ptr<SessionPointer> owner(
      static_cast<SessionPointer*>(data));
}

void version(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_text(context, IDP_VERSION, -1, SQLITE_STATIC);
}

void configure(sqlite3_context* context, int, sqlite3_value** argv) {
  try {
    auto& session = *static_cast<SessionPointer*>(sqlite3_user_data(context));
    const auto json = text_of(argv[0]);
    Result<std::string> settings = session->configure(json.value_or(""));
    if (settings) {
      give_result(context, Json{*settings});
    } else {
      sqlite3_result_error(context, settings.error().text.c_str(), -1);
    }
  } catch (const std::exception& problem) {
    sqlite3_result_error(context, problem.what(), -1);
  }
}

}  // namespace

// idp_configure is DIRECTONLY: no view or trigger of a database file may say
// where the token goes.
int add_functions(sqlite3* db, const std::shared_ptr<Session>& session) {
  const int code = sqlite3_create_function_v2(
      db, "idp_version", 0,
      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr, version,
      nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return code;
  return sqlite3_create_function_v2(
      db, "idp_configure", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
      std::make_unique<SessionPointer>(session).release(), configure, nullptr,
      nullptr, free_session);
}

}  // namespace idp
