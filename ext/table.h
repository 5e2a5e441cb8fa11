// table.h - a virtual table: a resource, seen through one connection.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ext/session.h"
#include "ext/sqlite.h"
#include "model/resource.h"
#include "plan/plan.h"
#include "revoke/stage.h"

namespace idp {

// What a module is registered with.
struct ModuleData {
  std::shared_ptr<Session> session;
  const Resource* resource = nullptr;
};

struct Table : sqlite3_vtab {
  Table(const ModuleData& module, std::string table_name)
      : sqlite3_vtab{},
        session(module.session),
        resource(*module.resource),
        name(std::move(table_name)) {
    session->ledger().add_stage(&stage);
  }
  ~Table() {
    session->ledger().remove_stage(&stage);
    session->statements().remove_writable(this);
  }
  Table(const Table&) = delete;

  std::shared_ptr<Session> session;
  const Resource& resource;
  std::string name;
  std::vector<Pin> pins;
  bool writable = false;
  Stage stage;
};

// What CREATE VIRTUAL TABLE … USING resource(name='value', …) asks for.
struct TableArguments {
  std::vector<Pin> pins;
  bool writable = false;
};
Result<TableArguments> parse_arguments(const Resource& resource, int count,
                                       const char* const* arguments);

// The text for sqlite3_declare_vtab().
std::string declaration(const Resource& resource);

int connect_table(sqlite3* db, void* module, int argc, const char* const* argv,
                  sqlite3_vtab** table, char** message);
// The same for a table that is there only where it has been created: a module
// whose two functions differ shows none by itself.
int create_table(sqlite3* db, void* module, int argc, const char* const* argv,
                 sqlite3_vtab** table, char** message);
int disconnect_table(sqlite3_vtab* table);
// DROP TABLE.
int destroy_table(sqlite3_vtab* table);

}  // namespace idp
