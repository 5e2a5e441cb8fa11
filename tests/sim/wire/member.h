// member.h - members of JSON objects that somebody sent.
#pragma once

#include <rapidjson/document.h>

#include <string>

namespace sim {

// Null where there is none.
inline const rapidjson::Value* member(const rapidjson::Value& object,
                                      const char* name) {
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

// Empty where it is missing or no text.
inline std::string text_member(const rapidjson::Value& object,
                               const char* name) {
  const rapidjson::Value* value = member(object, name);
  if (value == nullptr || !value->IsString()) return "";
  return {value->GetString(), value->GetStringLength()};
}

}  // namespace sim
