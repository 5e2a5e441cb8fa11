// json.h - the pieces of JSON that all of Okta's objects share.
// In: values.  Out: JSON text through RapidJSON's writer.
#pragma once

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void key(Json& json, std::string_view name);
void text(Json& json, std::string_view value);
void field(Json& json, std::string_view name, std::string_view value);
void field(Json& json, std::string_view name, std::uint64_t value);
void field_or_null(Json& json, std::string_view name,
                   const std::optional<std::string>& value);
void time_field(Json& json, std::string_view name,
                std::optional<std::int64_t> seconds);

using Words = std::initializer_list<std::string_view>;

void words_field(Json& json, std::string_view name, Words words);

// "rel": {"href": .., "title": .., "hints": {"allow": [..]}}, the last two
// where given.
void link(Json& json, std::string_view rel, std::string_view href,
          std::string_view title = {}, Words allow = {});

// Runs body between { and }, or [ and ].
template <class Body>
void object(Json& json, Body&& body) {
  json.StartObject();
  body();
  json.EndObject();
}
template <class Body>
void object(Json& json, std::string_view name, Body&& body) {
  key(json, name);
  object(json, body);
}
template <class Body>
void array(Json& json, Body&& body) {
  json.StartArray();
  body();
  json.EndArray();
}
template <class Body>
void array(Json& json, std::string_view name, Body&& body) {
  key(json, name);
  array(json, body);
}

// The text of one JSON value: body(json) writes it.
template <class Body>
std::string json_text(Body&& body) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  body(json);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace sim
