// expect.h - what a scan in a join will be asked next.
// In: the scan, and another one whose present row gave it its values. Out: the
// values that the other's next rows hold, told to the scan beforehand.
#pragma once

#include "scan/scan.h"

namespace idp {

// How many of the scan's present values the other's present row shows: 0, and
// it has nothing to do with it. REQUIRES: the other stands on a row.
std::size_t values_from(const Scan& scan, const Scan& other);

// Has the scan expect as many questions as it wants, as far as the other's
// next rows are here.
void expect_from(Scan& scan, Scan& other);

}  // namespace idp
