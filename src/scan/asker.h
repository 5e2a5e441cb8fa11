// asker.h - what a scan in a join is asked, and how much of what it will be
// asked is worth knowing beforehand.
//
// SQLite asks with one xFilter after the other. Each ask has a number; those
// that are foreseen have the numbers to come. What was foreseen and not asked
// yet is never more than what was asked: so whoever stops early has sent at
// most twice the calls that it needed, and a join in an order that nobody
// expects has most of its calls under way before they are asked all the same.
// Where each row of the outer table is asked with, for certain, there is no
// such bound.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_set>
#include <vector>

#include "scan/combinations.h"

namespace idp {

class Asker {
 public:
  // No more than `most` asks are wanted beforehand.
  explicit Asker(std::size_t most) : most_(most) {}
  void want_at_most(std::size_t most) { most_ = most; }

  // SQLite asks with these. True: it was foreseen, and number() is what it was
  // given then; else what was foreseen is of no use any more.
  bool ask(const std::vector<Choices>& choices);
  // The next ask is likely to be this one; returns its number.
  std::int64_t foresee(Arguments arguments);

  // None is foreseen any more: each will be asked anew.
  void forget();

  std::int64_t number() const { return number_; }  // of the present ask
  std::int64_t asks() const { return asks_; }      // how many there were

  // Nothing says that the statement stops early.
  void read_on() { reads_on_ = true; }
  // What is foreseen will be asked, for certain: it may be any number.
  void be_certain(bool certain) { certain_ = certain; }
  bool is_certain() const { return certain_; }
  // How many more asks it wants to know of beforehand: none at first where it
  // may stop early.
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

  void skip(const Foreseen& foreseen);

  std::size_t most_;
  bool reads_on_ = false;
  bool certain_ = false;
  std::int64_t asks_ = 0;
  std::int64_t in_vain_ = 0;  // foreseen, and not asked yet
  // Of these, by their hashes, those that were expected earlier.
  std::unordered_set<std::size_t> skipped_;
  std::int64_t number_ = 0, last_number_ = 0;
  bool single_ = false;
  Arguments present_;
  std::deque<Foreseen> foreseen_;
};

}  // namespace idp
