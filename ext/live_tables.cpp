// live_tables.cpp - opens the connection.
#include "ext/live_tables.h"

#include "auth/find_org.h"
#include "ext/module.h"
#include "pace/pacer.h"
#include "plan/times.h"
#include "system/timestamp.h"

namespace idp {

// So many opcodes, a few rows, between two ticks.
constexpr int kTickOpcodes = 1000;

Result<LiveTables> LiveTables::open(Session& session, int (*tick)(void*),
                                    void* data) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  LiveTables live;
  sqlite3* db = nullptr;
  const int code = sqlite3_open(":memory:", &db);
  live.db_.reset(db);
  if (code != SQLITE_OK) return Error{sqlite3_errmsg(db)};
  live.session_ = std::make_shared<Session>(db, session.resources());
  live.session_->use(*settings);
  if (Status s = add_tables(db, live.session_); !s) return s.error();
  sqlite3_progress_handler(db, kTickOpcodes, tick, data);
  return live;
}

std::string LiveTables::now_of(const Provider& provider,
                               const std::string& org) const {
  std::string ours = timestamp();
  const auto settings = session_->settings();
  if (!settings) return ours;
  const auto found = name_org(**settings, org, provider);
  if (!found) return ours;
  const auto skew = pacer_of((*found)->origin)->skew(Pacer::Clock::now());
  return shifted(ours, 1000 * skew).value_or(ours);
}

}  // namespace idp
