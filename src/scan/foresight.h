// foresight.h - the scans that one statement runs, and what each of them will
// be asked next.
//
// SQLite joins by nested loops: while the inner table is asked, the outer one
// stands on the row that gave the values. So the rows that the outer one has
// fetched and not shown yet hold the values of the next asks:
//
//   outer  [u1]* [u2] [u3]      * where it stands
//   inner  asked with u1        -> foresees u2, u3, and fetches them already
//
// Where no scan stands on such a row, as behind a sort, what was shown before
// is what is asked: see trail.h. SQLite closes the inner table of a correlated
// subquery for each row of the outer one: its scan is parked until it is opened
// again, so that it is known what it was asked before.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "scan/givers.h"
#include "scan/scan.h"

namespace idp {

class Foresight {
 public:
  // The scan was asked: it is the last one now. It outlives its place here.
  void add(Scan& scan);
  void remove(const Scan& scan);

  // Tells a scan that was just asked what it will be asked next, as far as
  // another one's rows show that.
  void serve(Scan& scan) const;

  // A scan stands on a row, whose values SQLite is going to have.
  void show(const Scan& scan);

  // What was fetched for asks to come is of no use any more.
  void forget();

  // Keeps a scan whose table was closed: `place` says where in the statement it
  // was, its table and its plan. Null: there is none of that place.
  void park(std::string place, std::unique_ptr<Scan> scan);
  std::unique_ptr<Scan> take_parked(const std::string& place);

  // Adds what all of them read, and the calls to come: where one is asked again
  // and again, as many for each row of the outermost loop as there were so far.
  void report(Progress& progress) const;

  // The last asked one last; the first is that of the outermost loop.
  const std::vector<Scan*>& scans() const { return scans_; }

 private:
  struct Parked {
    std::string place;
    std::unique_ptr<Scan> scan;
  };

  void foresee_from_trails(Scan& scan) const;
  void expect_asks(std::int64_t asks, Progress& progress) const;

  std::vector<Scan*> scans_;
  const Scan* outermost_ = nullptr;  // of those that were asked so far
  std::int64_t rows_before_ = 0;     // of it, when the next one was first asked
  std::list<ShownRows> shown_;
  std::vector<Parked> parked_;
};

}  // namespace idp
