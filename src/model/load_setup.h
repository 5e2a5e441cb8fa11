// load_setup.h - reads the settings part of a provider's document.
#pragma once

#include "json/tree.h"
#include "model/setup.h"

namespace idp {

Setup load_setup(const json::Tree& tree);

}  // namespace idp
