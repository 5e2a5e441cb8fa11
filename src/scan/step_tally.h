// step_tally.h - how far a scan is: the lists of each of its steps that are
// known, and those that were read to their end.
#pragma once

#include <cstdint>
#include <map>

#include "scan/list_sizes.h"
#include "scan/progress.h"
#include "scan/way.h"

namespace idp {

class StepTally {
 public:
  // What is asked because a look-up missed counts as the look-up.
  void know(const Step& step, std::size_t lists = 1) {
    count(step).known += static_cast<std::int64_t>(lists);
  }
  void finish(const Step& step) { ++count(step).done; }
  // It is not going to be read to its end.
  void drop(const Step& step) { --count(step).known; }
  // A page was read.
  void turn(const Step& step) { ++count(step).pages; }
  // What was to be a list of one step is one of another.
  void move(const Step& from, const Step& to) {
    --count(from).known;
    ++count(to).known;
  }
  void show_row() { ++rows_; }
  std::int64_t rows() const { return rows_; }

  // Adds the steps of a way, and the calls that are left. `to_begin`: lists of
  // the first step that it doesn't know yet. Who is asked again and again knows
  // neither end nor total.
  void report(const Step& first, std::size_t to_begin, std::int64_t asks,
              Progress& progress) const;
  // Whether all lists of all steps were read.
  bool is_complete() const;
  // Tells how many rows the lists of each step had; of the last one only if
  // they are `whole`: nothing was left out.
  void tell(const Step& first, bool whole, const std::string& org,
            ListSizes& sizes) const;

 private:
  struct Count {
    std::int64_t known = 0;
    std::int64_t done = 0;
    std::int64_t pages = 0;
  };
  Count& count(const Step& step) {
    return counts_[step.missed ? step.missed : &step];
  }
  Count count_of(const Step* step) const;

  std::map<const Step*, Count> counts_;
  std::int64_t rows_ = 0;
};

}  // namespace idp
