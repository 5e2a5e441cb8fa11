// sources.h - all places that settings come from, in their order.
#pragma once

#include "auth/settings.h"

namespace idp {

// The YAML files of the providers' own tools, the environment, our settings
// file. What comes later wins, an org as a whole; of a guard, the tightest. The
// proxy and the CAs that curl's variables name are for who has set no others.
// What is wrong with the first two is in the settings as their problem.
Result<Settings> read_settings(const World& world);

}  // namespace idp
