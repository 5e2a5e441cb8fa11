// foresight.h - the scans that one statement runs, and what each of them will
// be asked next.
//
// SQLite joins by nested loops: while the inner table is asked, the outer one
// stands on the row that gave the values. So the rows that the outer one has
// fetched and not shown yet hold the values of the next asks:
//
//   outer  [u1]* [u2] [u3]      * where it stands
//   inner  asked with u1        -> foresees u2, u3, and fetches them already
#pragma once

#include <vector>

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

  // What was fetched for asks to come is of no use any more.
  void forget() const;

  // The last asked one last; the first is that of the outermost loop.
  const std::vector<Scan*>& scans() const { return scans_; }

 private:
  std::vector<Scan*> scans_;
};

}  // namespace idp
