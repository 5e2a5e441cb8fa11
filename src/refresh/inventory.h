// inventory.h - what an inventory's file has beside the saved tables: which
// refreshes there were, how far an unfinished one is, and which one shows.
#pragma once

#include <string>
#include <vector>

#include "refresh/saved_table.h"

namespace idp {

// All that the file has for these tables, in the order in which it is made.
std::vector<SavedObject> inventory_objects(
    const std::vector<SavedTable>& tables);

// One row for each refresh. `state` is running, stopped (the next call goes on
// with it), complete or abandoned (its rows were taken back).
//
// Those that are not complete: number, state, user, host, pid, owner, started,
// seconds since its heartbeat, seconds since it started.
inline constexpr char kUnfinished[] =
    "SELECT number, state, user, host, pid, owner, started, "
    "(julianday('now') - julianday(heartbeat)) * 86400, "
    "(julianday('now') - julianday(started)) * 86400 "
    "FROM saved_refreshes WHERE state IN ('running', 'stopped') "
    "ORDER BY number DESC";
inline constexpr char kNewRefresh[] =
    "INSERT INTO saved_refreshes(number, state, started, heartbeat, user, "
    "host, pid, owner, calls) SELECT coalesce(max(number), 0) + 1, 'running', "
    "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), strftime('%Y-%m-%dT%H:%M:%fZ', "
    "'now'), ?1, ?2, ?3, ?4, 0 FROM saved_refreshes";
// ?1 to ?4 as there, ?5 its number.
inline constexpr char kTakeRefresh[] =
    "UPDATE saved_refreshes SET state = 'running', heartbeat = "
    "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), user = ?1, host = ?2, pid = ?3, "
    "owner = ?4 WHERE number = ?5";
// In each transaction of a refresh. ?1 its number, ?2 its owner, ?3 the calls
// since the last one. Changes nothing where somebody else has taken it over.
inline constexpr char kHeartbeat[] =
    "UPDATE saved_refreshes SET heartbeat = strftime('%Y-%m-%dT%H:%M:%fZ', "
    "'now'), calls = calls + ?3 WHERE number = ?1 AND owner = ?2 AND state = "
    "'running'";
// ?1 its number, ?2 the state, ?3 the message.
inline constexpr char kEndRefresh[] =
    "UPDATE saved_refreshes SET state = ?2, message = ?3, ended = "
    "strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE number = ?1";

// The steps of an unfinished refresh: one for each org and table. `state` is to
// do, complete or not covered; `way` says which of the table's ways is used,
// `done` up to which of its values.
inline constexpr char kAddStep[] =
    "INSERT INTO saved_steps(refresh, provider, subdomain, resource, way, "
    "state) VALUES(?1, ?2, ?3, ?4, 0, 'to do')";
inline constexpr char kSteps[] =
    "SELECT provider, subdomain, resource, way, done, state, message FROM "
    "saved_steps WHERE refresh = ?1 ORDER BY rowid";
// ?1 the refresh, ?2 the org, ?3 the table; ?4 to ?7 what is to be.
inline constexpr char kSetStep[] =
    "UPDATE saved_steps SET way = ?4, done = ?5, state = ?6, message = ?7 "
    "WHERE refresh = ?1 AND subdomain = ?2 AND resource = ?3";
inline constexpr char kDropSteps[] =
    "DELETE FROM saved_steps WHERE refresh = ?1";

// What makes all that a refresh wrote visible, for an org.
inline constexpr char kShow[] =
    "INSERT OR REPLACE INTO saved_state(provider, subdomain, refresh) SELECT "
    "DISTINCT provider, subdomain, refresh FROM saved_steps WHERE refresh = "
    "?1 AND state = 'complete'";
// ?1 the refresh; ?2 rows, ?3 added, ?4 changed, ?5 removed, ?6 covers.
inline constexpr char kSetCounts[] =
    "UPDATE saved_refreshes SET rows = ?2, added = ?3, changed = ?4, removed "
    "= ?5, covers = ?6 WHERE number = ?1";

}  // namespace idp
