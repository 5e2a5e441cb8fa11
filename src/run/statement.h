// statement.h - what one SQL statement owns while it runs.
//
// It begins with its first scan and lives as long as a cursor holds it. All
// that may be shared within a statement is in here: so no row is older than its
// start, whichever other statements run on the connection, and what a DELETE
// selects was decided from what it asked for itself.
//
// Used by the connection's thread, as SQLite uses a connection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "auth/settings.h"
#include "call/asked.h"
#include "run/selection.h"
#include "scan/foresight.h"
#include "scan/known_rows.h"

namespace idp {

class Statement {
 public:
  // It has that number in the log. Without a cache nothing from before it may
  // be used: so for one that deletes. `interrupted` says whether the user asked
  // to stop; once it did, that stays. Caller and cache outlive it.
  Statement(Caller& caller, AnswerCache* cache, std::int64_t number,
            std::shared_ptr<const Settings> settings,
            std::function<bool()> interrupted);
  Statement(const Statement&) = delete;

  // As they were at its start.
  const std::shared_ptr<const Settings>& settings() const { return settings_; }
  std::int64_t number() const { return number_; }
  Pacer::Time began() const { return began_; }

  Asked& asked() { return asked_; }
  KnownRows& known_rows() { return known_rows_; }
  Foresight& foresight() { return foresight_; }
  Selection& selection() { return selection_; }
  const Selection& selection() const { return selection_; }

  // Something was revoked: whatever is asked from now on is asked anew.
  void forget();

  // A table is read in the orgs with these names, or where the query names
  // none, in the default one. Fails where the statement's tables of one
  // provider would disagree without a word: one named another org than the
  // default, and one named none.
  Status use_orgs(const Resource& resource,
                  const std::vector<std::string>& names);
  // Of several names for one org, as IN ('acme', 'ACME') has them, leaves the
  // first: its rows are there once.
  void name_once(const Resource& resource, Choices& orgs) const;

 private:
  // How a table of a provider came to its org.
  struct Use {
    std::string provider, table, org;
    bool named = false;
  };

  const std::int64_t number_;
  const std::shared_ptr<const Settings> settings_;
  const Pacer::Time began_ = Pacer::Clock::now();
  Stop stop_;
  Asked asked_;
  KnownRows known_rows_;
  Foresight foresight_;
  Selection selection_;
  std::vector<Use> uses_;
};

}  // namespace idp
