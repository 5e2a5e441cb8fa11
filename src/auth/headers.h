// headers.h - the headers that carry a credential.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "auth/org.h"
#include "model/resource.h"

namespace idp {

// As the provider's document has them, with the org's name and token in them.
std::vector<std::pair<std::string, std::string>> token_headers(
    const Provider& provider, const Org& org, const ApiToken& token);

}  // namespace idp
