// log_copy.h - the System Log in an ordinary table, to compare with.
#pragma once

#include <string>
#include <vector>

#include "support/database.h"
#include "support/simulator.h"

namespace idp::test {

// The table `log` beside ours, with all columns, the hidden ones, too.
struct LogFixture {
  explicit LogFixture(const std::vector<std::string>& flags = {
                          "--users", "20", "--events", "3000"});

  // The rows that WHERE selects are the same in both; returns the calls.
  std::vector<std::string> check(const std::string& where);
  // A day, as in ago("-30 days").
  std::string ago(const std::string& days);
  // Another event, of a minute before the log's newest one unless it says when.
  void plant(const std::string& event);

  Simulator simulator;
  Database db{simulator};
};

}  // namespace idp::test
