// environment.h - settings in environment variables: those of the providers'
// own tools, and ours.
#pragma once

#include "auth/settings.h"

namespace idp {

// Adds what the variables say. A host from one of the provider's sets of
// variables never meets a secret from another one.
Status add_environment(Settings& settings, const World& world);

// The same of our own variables, IDP_….
Status add_own_variables(Settings& settings, const World& world);

}  // namespace idp
