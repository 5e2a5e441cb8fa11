// json.cpp - writes the pieces with RapidJSON.
#include "wire/json.h"

#include "wire/text.h"

namespace sim {
namespace {

rapidjson::SizeType size(std::string_view value) {
  return static_cast<rapidjson::SizeType>(value.size());
}

}  // namespace

void key(Json& json, std::string_view name) {
  json.Key(name.data(), size(name));
}

void text(Json& json, std::string_view value) {
  json.String(value.data(), size(value));
}

void field(Json& json, std::string_view name, std::string_view value) {
  key(json, name);
  text(json, value);
}

void field(Json& json, std::string_view name, std::uint64_t value) {
  key(json, name);
  json.Uint64(value);
}

void field_or_null(Json& json, std::string_view name,
                   const std::optional<std::string>& value) {
  key(json, name);
  if (value) {
    text(json, *value);
  } else {
    json.Null();
  }
}

void time_field(Json& json, std::string_view name,
                std::optional<std::int64_t> seconds) {
  key(json, name);
  if (seconds) {
    text(json, iso_time(*seconds));
  } else {
    json.Null();
  }
}

void words_field(Json& json, std::string_view name, Words words) {
  array(json, name, [&] {
    for (const std::string_view word : words) text(json, word);
  });
}

void link(Json& json, std::string_view rel, std::string_view href,
          std::string_view title, Words allow) {
  object(json, rel, [&] {
    field(json, "href", href);
    if (!title.empty()) field(json, "title", title);
    if (allow.size() > 0) {
      object(json, "hints", [&] { words_field(json, "allow", allow); });
    }
  });
}

}  // namespace sim
