// load_saved.h - the parts of documents that are about an inventory.
#pragma once

#include "json/tree.h"
#include "model/saved.h"

namespace idp {

SavedEvents load_saved_events(const json::Tree& tree);
Saved load_saved(const json::Tree& tree);

}  // namespace idp
