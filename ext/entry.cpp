// entry.cpp - what `.load ./idp` calls: registers tables and functions. Opens
// no connection and reads no settings but one: where more documents are.
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>

#include "ext/functions.h"
#include "ext/guard.h"
#include "ext/introspection.h"
#include "ext/module.h"
#include "ext/table.h"
#include "ext/visible.h"
#include "model/catalog.h"
#include "process.h"

namespace idp {
namespace {

// SQLITE_VTAB_DIRECTONLY came with 3.31.
constexpr int kOldestVersion = 3031000;

constexpr char kSchemaPath[] = "IDP_SCHEMA_PATH";

// xCreate and xConnect are the same: the table is eponymous, and can be
// created, too.
constexpr sqlite3_module make_module() {
  sqlite3_module module{};
  module.iVersion = 2;  // with savepoints
  module.xCreate = connect_table;
  module.xConnect = connect_table;
  module.xBestIndex = best_index;
  module.xDisconnect = disconnect_table;
  module.xDestroy = destroy_table;
  module.xOpen = open_cursor;
  module.xClose = close_cursor;
  module.xFilter = filter;
  module.xNext = next_row;
  module.xEof = at_end;
  module.xColumn = column_value;
  module.xRowid = row_number;
  module.xUpdate = update_row;
  module.xBegin = begin_transaction;
  module.xSync = sync_transaction;
  module.xCommit = end_transaction;
  module.xRollback = end_transaction;
  module.xSavepoint = savepoint;
  module.xRelease = release_savepoint;
  module.xRollbackTo = rollback_to_savepoint;
  return module;
}

constexpr sqlite3_module make_created_module() {
  sqlite3_module module = make_module();
  module.xCreate = create_table;
  return module;
}

constexpr sqlite3_module kModule = make_module();
constexpr sqlite3_module kCreatedModule = make_created_module();

void free_module_data(void* data) {
  const std::unique_ptr<ModuleData> owner(static_cast<ModuleData*>(data));
}

}  // namespace

Status add_tables(sqlite3* db, const std::shared_ptr<Session>& session) {
  for (const Resource& resource : session->resources()) {
    std::map<std::string, const sqlite3_module*> modules = {
        {resource.name, &kModule},
        {resource.long_name(), &kModule},
        {visible_module(resource), &kCreatedModule}};
    for (const auto& [name, module] : modules) {
      auto data = std::make_unique<ModuleData>(ModuleData{session, &resource});
      if (sqlite3_create_module_v2(db, name.c_str(), module, data.release(),
                                   free_module_data) != SQLITE_OK) {
        return Error{sqlite3_errmsg(db)};
      }
    }
  }
  return {};
}

namespace {

struct Sessions {
  std::mutex mutex;
  std::map<sqlite3*, std::weak_ptr<Session>> by_connection;
};
constinit PerProcess<Sessions> all_sessions;

// A second load on the same connection changes nothing: settings, open cursors
// and what is staged stay. Connections are known by weak pointers to their
// sessions, which end with them: another one at the same address is a new one.
Status load(sqlite3* db) {
  Sessions& known = all_sessions.get();
  const std::lock_guard lock(known.mutex);
  auto& sessions = known.by_connection;
  std::erase_if(sessions, [](auto& one) { return one.second.expired(); });
  if (sessions.contains(db)) return {};
  if (sqlite3_libversion_number() < kOldestVersion) {
    return Error{
        std::string("sqlite-idp needs SQLite 3.31 or newer; this is ") +
        sqlite3_libversion() + "."};
  }
  Result<std::vector<Resource>> resources = load_catalog();
  if (!resources) return resources.error();
  const char* folder = std::getenv(kSchemaPath);
  if (folder != nullptr && *folder != '\0') {
    if (Status status = add_folder(*resources, folder); !status) {
      return Error{std::string(kSchemaPath) + ": " + status.error().text};
    }
  }
  const auto session = std::make_shared<Session>(db, *std::move(resources));
  if (Status status = add_tables(db, session); !status) return status;
  if (add_functions(db, session) != SQLITE_OK ||
      add_introspection(db, session) != SQLITE_OK) {
    return Error{sqlite3_errmsg(db)};
  }
  sessions[db] = session;
  return {};
}

}  // namespace
}  // namespace idp

extern "C" __attribute__((visibility("default"))) int sqlite3_idp_init(
    sqlite3* db, char** message, const sqlite3_api_routines* api) {
  // Written where it is new only: other threads may be reading it.
  std::atomic_ref<const sqlite3_api_routines*> known(sqlite3_api);
  if (known.load() != api) known.store(api);
  return idp::guarded(*message, [&] { return idp::load(db); });
}

// SQLite asks for it first, whatever the file is called.
extern "C" __attribute__((visibility("default"))) int sqlite3_extension_init(
    sqlite3* db, char** message, const sqlite3_api_routines* api) {
  return sqlite3_idp_init(db, message, api);
}

// Loads it into this connection, and into each that the process opens from now
// on: for pools that give no place to load anything. SQLite keeps the address,
// so the file has to stay when this connection is closed.
extern "C" __attribute__((visibility("default"))) int sqlite3_idp_auto_init(
    sqlite3* db, char** message, const sqlite3_api_routines* api) {
  int code = sqlite3_idp_init(db, message, api);
  if (code != SQLITE_OK) return code;
  code = sqlite3_auto_extension(reinterpret_cast<void (*)()>(sqlite3_idp_init));
  return code == SQLITE_OK ? SQLITE_OK_LOAD_PERMANENTLY : code;
}
