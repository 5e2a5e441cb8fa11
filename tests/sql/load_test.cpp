// load_test.cpp - loading the extension: under any name, again on a connection
// that has it, and into an SQLite that is strict about what functions promise.
#include <dlfcn.h>
#include <doctest/doctest.h>
// The library's own names, and not those of an extension.
#define SQLITE_CORE 1
#include <sqlite3ext.h>

#include <filesystem>
#include <map>

#include "support/home.h"
#include "support/org.h"
#include "support/program.h"

namespace idp::test::load_test {
namespace {

struct Fixture : OrgFixture {
  Fixture() : OrgFixture({"--users", "5", "--tokens", "5", "--grants", "3"}) {}

  void load_again() {
    char* message = nullptr;
    const int code = sqlite3_load_extension(db.handle(), extension().c_str(),
                                            nullptr, &message);
    INFO((message ? message : ""));
    CHECK(code == SQLITE_OK);
    sqlite3_free(message);
  }
};

TEST_CASE_FIXTURE(Fixture, "a second load keeps settings, log and cache") {
  db.rows(R"(SELECT idp_configure('{"parallelism": 3, "cache_ttl": 60}'))");
  const std::string count = db.value("SELECT count(*) FROM users");
  load_again();
  CHECK(db.value("SELECT count(*) FROM users") == count);
  CHECK(simulator.requests() == 1);
  CHECK(db.value("SELECT sum(cached) FROM idp_requests") == "1");
  CHECK(db.value("SELECT json_extract(idp_configure('{}'), '$.parallelism')") ==
        "3");
}

TEST_CASE_FIXTURE(Fixture, "a second load while a cursor is open") {
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v2(db.handle(), "SELECT id FROM users", -1,
                             &statement, nullptr) == SQLITE_OK);
  REQUIRE(sqlite3_step(statement) == SQLITE_ROW);
  load_again();
  std::size_t rows = 1;
  while (sqlite3_step(statement) == SQLITE_ROW) ++rows;
  CHECK(sqlite3_finalize(statement) == SQLITE_OK);
  CHECK(rows == 5);
}

TEST_CASE_FIXTURE(Fixture, "a second load while something is staged") {
  db.rows("BEGIN; DELETE FROM oauth_tokens WHERE userId = " +
          literal(ids.user) + " AND clientId = " + literal(ids.client));
  load_again();
  CHECK(db.value("SELECT count(*) FROM idp_revocations WHERE state = "
                 "'staged'") == "5");
  db.rows("COMMIT");
  CHECK(Org(simulator).token_ids(ids).empty());
}

TEST_CASE("a connection at the address of one that was closed is a new one") {
  for (int i = 0; i < 20; ++i) {
    Database db;
    CHECK(
        db.value("SELECT json_extract(idp_configure('{}'), '$.parallelism')") ==
        "16");
    db.rows(R"(SELECT idp_configure('{"parallelism": 3}'))");
  }
}

TEST_CASE("the file may have any name") {
  const Home home;
  for (const std::string name : {"st.so", "2.so", "sqlite-idp-linux-x64.so"}) {
    INFO(name);
    std::filesystem::copy_file(extension(), home / name);
    const Outcome outcome = run_program(
        {"sqlite3", "-batch", "-bail", ":memory:"},
        ".load " + (home / name) +
            "\nSELECT count(*) > 0 FROM pragma_table_info('users');");
    CHECK(outcome.output == "1\n");
  }
}

TEST_CASE("who asks for it has it in all connections to come") {
  for (const bool all : {false, true}) {
    const Outcome outcome = run_program(
        {"sqlite3", "-batch", "-bail", ":memory:"},
        ".load " + extension() + (all ? " sqlite3_idp_auto_init" : "") +
            "\nSELECT 1 FROM pragma_table_info('users') LIMIT 1;\n"
            ".open :memory:\n"
            "SELECT count(*) > 0 FROM pragma_table_info('users');");
    CHECK(outcome.output == (all ? "1\n1\n" : "1\n0\n"));
  }
}

// Asked for twice, after the connection that asked is closed, in threads and
// in a child; and where it can't be loaded any more.
TEST_CASE("all connections to come are in other threads and children, too") {
  const Outcome outcome = run_program(
      {"/usr/bin/python3", IDP_TEST_SCRIPTS "/load_all.py", extension()}, "");
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.output ==
        "before 0\nthreads 1 1 1 1\nchild 1\nagain 1\nautomatic extension "
        "loading failed: IDP_SCHEMA_PATH: /nowhere can't be read: No such file "
        "or directory.\n");
}

TEST_CASE("it has three symbols, and no other library meets those inside") {
  const Outcome outcome =
      run_program({"nm", "-D", "--defined-only", "-j", extension()}, "");
  CHECK(outcome.output ==
        "sqlite3_extension_init\nsqlite3_idp_auto_init\nsqlite3_idp_init\n");
}

TEST_CASE("versions, as JSON") {
  Database db;
  const std::string all = "SELECT value FROM json_each(idp_version()) ";
  CHECK(db.value(all + "WHERE key = 'sqlite'") == sqlite3_libversion());
  for (const std::string name :
       {"sqlite-idp", "sqlite", "sqlite_headers", "openssl", "libyaml",
        "rapidjson", "libcurl", "libcurl/zlib"}) {
    INFO(name);
    CHECK(db.value(all + "WHERE key = " + literal(name) +
                   " AND value GLOB '[0-9]*.[0-9]*' AND type = 'text'") != "");
  }
  // Part of a document of its own, as JSON and not as text.
  CHECK(db.value("SELECT json_type(json_array(idp_version()), '$[0]')") ==
        "object");
}

// What SQLite does that is built with SQLITE_STRICT_SUBTYPE, in any one.
struct StrictSqlite {
  static inline const sqlite3_api_routines* library = nullptr;
  static inline sqlite3_api_routines strict;
  static inline std::map<void*, int> flags;  // of functions

  static int keep(sqlite3*, char**, const sqlite3_api_routines* routines) {
    library = routines;
    return SQLITE_OK;
  }
  static int create(sqlite3* db, const char* name, int arguments, int flag,
                    void* data,
                    void (*function)(sqlite3_context*, int, sqlite3_value**),
                    void (*step)(sqlite3_context*, int, sqlite3_value**),
                    void (*final)(sqlite3_context*), void (*free)(void*)) {
    flags[data] = flag;
    return library->create_function_v2(db, name, arguments, flag, data,
                                       function, step, final, free);
  }
  static void set_subtype(sqlite3_context* context, unsigned subtype) {
    constexpr int kResultSubtype = 0x001000000;
    if ((flags[sqlite3_user_data(context)] & kResultSubtype) != 0) {
      return library->result_subtype(context, subtype);
    }
    sqlite3_result_error(context, "misuse of sqlite3_result_subtype()", -1);
  }
};

TEST_CASE("functions whose result has a subtype say so") {
  using Entry = int (*)(sqlite3*, char**, const sqlite3_api_routines*);
  using Any = void (*)();
  const auto keep = reinterpret_cast<Any>(&StrictSqlite::keep);
  sqlite3* db = nullptr;
  sqlite3_auto_extension(keep);
  REQUIRE(sqlite3_open(":memory:", &db) == SQLITE_OK);
  sqlite3_cancel_auto_extension(keep);
  REQUIRE(StrictSqlite::library != nullptr);
  StrictSqlite::strict = *StrictSqlite::library;
  StrictSqlite::strict.create_function_v2 = StrictSqlite::create;
  StrictSqlite::strict.result_subtype = StrictSqlite::set_subtype;
  void* library = dlopen(extension().c_str(), RTLD_NOW);
  REQUIRE(library != nullptr);
  const auto load = reinterpret_cast<Entry>(dlsym(library, "sqlite3_idp_init"));
  char* message = nullptr;
  REQUIRE(load(db, &message, &StrictSqlite::strict) == SQLITE_OK);
  CHECK(sqlite3_exec(db, "SELECT idp_configure('{}')", nullptr, nullptr,
                     &message) == SQLITE_OK);
  INFO((message ? message : ""));
  CHECK(message == nullptr);
  sqlite3_free(message);
  sqlite3_close(db);
  dlclose(library);
}

}  // namespace
}  // namespace idp::test::load_test
