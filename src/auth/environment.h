// environment.h - settings in environment variables: those of the provider's
// own tools, and ours, IDP_….
#pragma once

#include "auth/settings.h"

namespace idp {

// Adds what the variables say. A host from one of the provider's sets of
// variables never meets a secret from another one.
Status add_environment(Settings& settings, const World& world);

}  // namespace idp
