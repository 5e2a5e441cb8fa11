// fields.h - the `fields` parameter of the list of users (facts, 2).
#pragma once

#include <string>

#include "wire/json.h"

namespace sim {

// Of an object's text those members that fields names, such as
// "id,status,profile:(login,email)", and always its id. Names that there
// aren't, and what can't be read, are passed over: neither is documented.
void write_fields(Json& json, const std::string& fields,
                  const std::string& object);

}  // namespace sim
