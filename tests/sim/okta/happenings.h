// happenings.h - what calls leave in the System Log.
// In: an operation, before it is done.  Out: the events that tell of it.
#pragma once

#include <optional>
#include <vector>

#include "okta/log_event.h"
#include "okta/org.h"
#include "okta/routes.h"

namespace sim {

// None for what the provider has no event type for: consent that is taken away
// at the org's own server.
std::vector<Event> happenings(const Org& org, const Call& call,
                              const Route& route);

// {"token": id}, or a "grant", "user" or "app": what went comes, as something
// new. Returns the events that tell of it; nothing where it can't be.
std::optional<std::vector<Event>> arrive(Org& org, const Call& call);

}  // namespace sim
