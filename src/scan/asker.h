// asker.h - what a scan in a join is asked, and how much of what it will be
// asked is worth knowing beforehand.
//
// SQLite asks with one xFilter after the other. Each ask has a number; those
// that are foreseen have the numbers to come. The next ask is a hit if it is
// one of these: then twice as many are wanted. A miss halves that: a join goes
// on in a new order, but it goes on.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "scan/combinations.h"

namespace idp {

class Asker {
 public:
  // No more than `most` asks are wanted beforehand.
  explicit Asker(std::size_t most) : most_(most) {}

  // SQLite asks with these. True: it was foreseen, and number() is what it was
  // given then; else what was foreseen is of no use any more.
  bool ask(const std::vector<Choices>& choices);
  // The next ask is likely to be this one; returns its number.
  std::int64_t foresee(Arguments arguments);

  // None is foreseen any more.
  void forget() { foreseen_.clear(); }

  std::int64_t number() const { return number_; }  // of the present ask
  std::int64_t asks() const { return asks_; }      // how many there were

  // How many more asks it wants to know of beforehand: none at first.
  std::size_t wants() const;
  // The present ask; null where one of its bindings has a list of values: such
  // a one is not foreseen.
  const Arguments* present() const { return single_ ? &present_ : nullptr; }
  // The last one of those that are foreseen, or null.
  const Arguments* last_foreseen() const;

 private:
  struct Foreseen {
    std::int64_t number = 0;
    Arguments arguments;
  };

  const std::size_t most_;
  std::size_t ahead_ = 0;  // how many to know beforehand
  std::int64_t asks_ = 0;
  std::int64_t number_ = 0, last_number_ = 0;
  bool single_ = false;
  Arguments present_;
  std::deque<Foreseen> foreseen_;
};

}  // namespace idp
