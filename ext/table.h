// table.h - a virtual table: a resource, seen through one connection.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ext/session.h"
#include "ext/sqlite.h"
#include "model/resource.h"
#include "plan/plan.h"
#include "revoke/collection.h"
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
  ~Table() { session->ledger().remove_stage(&stage); }
  Table(const Table&) = delete;

  std::shared_ptr<Session> session;
  const Resource& resource;
  std::string name;
  std::vector<Pin> pins;
  bool writable = false;
  // What the DELETE that runs has selected as a whole. Its cursor clears it.
  const std::shared_ptr<Collections> collections =
      std::make_shared<Collections>();
  bool written = false;  // by this transaction
  // The statement that writes looks at the keys of a whole org.
  bool reads_all_keys = false;
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
int disconnect_table(sqlite3_vtab* table);

}  // namespace idp
