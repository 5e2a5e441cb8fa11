// log_fields.h - the attributes of an event that a filter may name.
#pragma once

#include <string_view>

namespace sim {

// "actor.id", "debugContext.debugData.grantType". Not "published".
bool is_log_field(std::string_view attribute);

}  // namespace sim
