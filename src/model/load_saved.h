// load_saved.h - the parts of documents that are about an inventory.
#pragma once

#include "json/tree.h"
#include "model/provider.h"

namespace idp {

// Of a provider's document, and of a resource's the member `saved`.
void load_saved(Provider& provider, const json::Tree& document);
Saved load_saved(const json::Tree& saved);

}  // namespace idp
