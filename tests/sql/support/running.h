// running.h - a statement that stands on a row, as a host's loop has it while
// it runs others.
#pragma once

#include <string>

#include "support/database.h"

namespace idp::test {

class Running {
 public:
  // Fails the test if there is no first row.
  Running(Database& db, const std::string& sql);

  // Moves to the next row; false at the end.
  bool step();
  // The first column, as text.
  std::string text() const;
  // How many rows there are from this one on.
  std::size_t rest();

 private:
  Prepared statement_;
};

}  // namespace idp::test
