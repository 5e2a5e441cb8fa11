// link_style.h - Link headers that say the same in other words (facts, 3).
#pragma once

#include "wire/answer.h"

namespace sim {

// As a proxy or another version may send them: in one line, the next page
// first, its parameters in another order and with one of their own, as little
// encoded as a URL can be, blanks as %20, and the host another one.
void vary_links(Answer& answer);

}  // namespace sim
