// find_org.h - the org that a query means.
#pragma once

#include <optional>
#include <string>

#include "auth/settings.h"
#include "system/stop.h"

namespace idp {

// By a subdomain: `acme`, a whole domain, the name that the settings give, or
// none for the default. Fails where no credential is configured for it.
Result<const Org*> name_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider);

// The same, whose credential is there. Fails also where its secret can't be
// fetched; with Kind::interrupted where the user asked to stop meanwhile.
Result<const Org*> find_org(const Settings& settings,
                            const std::optional<std::string>& subdomain,
                            const Provider& provider, Stop& stop);

}  // namespace idp
