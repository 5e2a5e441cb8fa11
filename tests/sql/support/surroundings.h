// surroundings.h - what else goes on while a statement runs: other statements
// of the connection that are still open, and an admin who takes rows away at
// the provider and brings them back.
#pragma once

#include <list>
#include <random>

#include "support/copies.h"
#include "support/running.h"

namespace idp::test {

class Surroundings {
 public:
  // Both outlive it.
  Surroundings(unsigned seed, Simulator& simulator, Database& db)
      : random_(seed), simulator_(simulator), db_(db) {}

  // Opens a statement, steps one, ends one.
  void stir();
  std::size_t open() const { return open_.size(); }

  // Takes a row of what is there now away at the provider, or brings all back.
  void change(const Org& now);

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  std::minstd_rand random_;
  Simulator& simulator_;
  Database& db_;
  std::list<Running> open_;
};

}  // namespace idp::test
