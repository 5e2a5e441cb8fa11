// fields.cpp - reads the names, and copies what they name.
#include "okta/fields.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace sim {
namespace {

using Names = std::set<std::string, std::less<>>;
// What of each member; no names: all of it.
using Selected = std::map<std::string, Names, std::less<>>;

Names names_in(std::string_view text) {
  Names names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    names.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

Selected read(std::string_view text) {
  Selected selected = {{"id", {}}};
  while (!text.empty()) {
    const std::size_t name = std::min(text.find_first_of(",:"), text.size());
    Names& members = selected[std::string(text.substr(0, name))];
    text.remove_prefix(name);
    if (text.starts_with(":(")) {
      const std::size_t end = std::min(text.find(')'), text.size());
      members = names_in(text.substr(2, end - 2));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    text.remove_prefix(std::min(text.find_first_not_of(",:"), text.size()));
  }
  return selected;
}

std::string_view name_of(const rapidjson::Value& name) {
  return {name.GetString(), name.GetStringLength()};
}

}  // namespace

void write_fields(Json& json, const std::string& fields,
                  const std::string& text) {
  const Selected selected = read(fields);
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  object(json, [&] {
    for (const auto& member : document.GetObject()) {
      const auto wanted = selected.find(name_of(member.name));
      if (wanted == selected.end()) continue;
      key(json, wanted->first);
      if (wanted->second.empty() || !member.value.IsObject()) {
        member.value.Accept(json);
        continue;
      }
      object(json, [&] {
        for (const auto& part : member.value.GetObject()) {
          if (!wanted->second.contains(name_of(part.name))) continue;
          key(json, name_of(part.name));
          part.value.Accept(json);
        }
      });
    }
  });
}

}  // namespace sim
