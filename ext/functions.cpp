// functions.cpp - the SQL functions.
#include "ext/functions.h"

#include <new>

#include "ext/refresh.h"
#include "ext/value.h"
#include "ext/visible.h"
#include "http/libraries.h"
#include "jose/jwt.h"
#include "json/tree.h"
#include "json/version.h"
#include "lower.h"
#include "version.h"
#include "yaml/yaml.h"

namespace idp {
namespace {

using SessionPointer = std::shared_ptr<Session>;

void free_session(void* data) {
  const std::unique_ptr<SessionPointer> owner(
      static_cast<SessionPointer*>(data));
}

// Of all that runs here; what libcurl uses is named as its own.
std::string versions() {
  json::Object all = {{"sqlite-idp", {IDP_VERSION}},
                      {"sqlite", {sqlite3_libversion()}},
                      {"sqlite_headers", {SQLITE_VERSION}},
                      {"openssl", {jose::openssl_version()}},
                      {"libyaml", {yaml::libyaml_version()}},
                      {"rapidjson", {json::rapidjson_version()}}};
  for (const auto& [name, version] : http::libraries()) {
    const std::string owner = name == "libcurl" ? "" : "libcurl/";
    all.push_back({owner + lower(name), {version}});
  }
  return json::text_of({std::move(all)});
}

void version(sqlite3_context* context, int, sqlite3_value**) {
  try {
    give_result(context, Json{versions()});
  } catch (const std::exception& problem) {
    sqlite3_result_error(context, problem.what(), -1);
  }
}

// idp_token_hash(text): what a log has of a refresh token. The text goes
// nowhere.
void token_hash(sqlite3_context* context, int, sqlite3_value** argv) {
  if (sqlite3_value_type(argv[0]) == SQLITE_NULL) return;
  try {
    const auto* bytes = static_cast<const char*>(sqlite3_value_blob(argv[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(argv[0]));
    const std::string hash =
        jose::base64_sha256(bytes ? std::string_view(bytes, size) : "");
    give_result(context, std::string_view(hash));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  }
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
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (const std::exception& problem) {
    sqlite3_result_error(context, problem.what(), -1);
  }
}

void cache_clear(sqlite3_context* context, int, sqlite3_value**) {
  auto& session = *static_cast<SessionPointer*>(sqlite3_user_data(context));
  sqlite3_result_int64(context,
                       static_cast<sqlite3_int64>(session->clear_cache()));
}

// idp_create_tables(schema, prefix)
void create_visible(sqlite3_context* context, int argc, sqlite3_value** argv) {
  try {
    auto& session = *static_cast<SessionPointer*>(sqlite3_user_data(context));
    const auto count =
        create_tables(sqlite3_context_db_handle(context), *session,
                      text_of(argv[0]).value_or(""),
                      argc > 1 ? text_of(argv[1]).value_or("") : std::string());
    if (count) {
      sqlite3_result_int64(context, *count);
    } else {
      sqlite3_result_error(context, count.error().text.c_str(), -1);
    }
  } catch (const std::exception& problem) {
    sqlite3_result_error(context, problem.what(), -1);
  }
}

void refresh(sqlite3_context* context, int argc, sqlite3_value** argv) {
  try {
    auto& session = *static_cast<SessionPointer*>(sqlite3_user_data(context));
    const auto done =
        refresh_file(sqlite3_context_db_handle(context), *session,
                     argc > 0 ? text_of(argv[0]).value_or("") : "main",
                     argc > 1 ? text_of(argv[1]) : std::nullopt);
    if (done) return give_result(context, Json{*done});
    const bool stopped = done.error().kind == Error::Kind::interrupted;
    const std::string text =
        stopped ? "interrupted" : "idp_refresh: " + done.error().text;
    sqlite3_result_error(context, text.c_str(), -1);
    if (stopped) sqlite3_result_error_code(context, SQLITE_INTERRUPT);
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (const std::exception& problem) {
    sqlite3_result_error(context, problem.what(), -1);
  }
}

// Functions whose result has a subtype say so by this flag, or SQLite that is
// built with SQLITE_STRICT_SUBTYPE fails them. It came with 3.45; before,
// sqlite3_create_function() drops the bits that it doesn't know.
constexpr int kResultSubtype = 0x001000000;

// DIRECTONLY: no view or trigger of a database file may say where the token
// goes, or call any of these.
int add_direct(sqlite3* db, const char* name, int arguments,
               const std::shared_ptr<Session>& session,
               void (*function)(sqlite3_context*, int, sqlite3_value**)) {
  return sqlite3_create_function_v2(
      db, name, arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY | kResultSubtype,
      std::make_unique<SessionPointer>(session).release(), function, nullptr,
      nullptr, free_session);
}

}  // namespace

int add_functions(sqlite3* db, const std::shared_ptr<Session>& session) {
  constexpr int kPure =
      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS | kResultSubtype;
  const int code = sqlite3_create_function_v2(
      db, "idp_version", 0, kPure, nullptr, version, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return code;
  const int hash =
      sqlite3_create_function_v2(db, "idp_token_hash", 1, kPure, nullptr,
                                 token_hash, nullptr, nullptr, nullptr);
  if (hash != SQLITE_OK) return hash;
  const int next = add_direct(db, "idp_configure", 1, session, configure);
  if (next != SQLITE_OK) return next;
  for (const int arguments : {1, 2}) {
    const int created =
        add_direct(db, "idp_create_tables", arguments, session, create_visible);
    if (created != SQLITE_OK) return created;
  }
  for (const int arguments : {0, 1, 2}) {
    const int created =
        add_direct(db, "idp_refresh", arguments, session, refresh);
    if (created != SQLITE_OK) return created;
  }
  return add_direct(db, "idp_cache_clear", 0, session, cache_clear);
}

}  // namespace idp
