// parse.h - the one way in which this room runs RapidJSON's reader: iterative,
// so that nesting can't overflow the stack, with UTF-8 checked. Private to
// src/json.
#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <optional>
#include <string>
#include <string_view>

namespace idp::json {

// Feeds text to the handler. Returns what is wrong with it, if anything; where
// the handler itself stopped the parse, that says "Terminate parsing …".
template <class Handler>
std::optional<std::string> parse_with(rapidjson::MemoryStream& stream,
                                      Handler& handler) {
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag |
                              rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseFullPrecisionFlag;
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (result.IsError()) {
    return std::string(rapidjson::GetParseError_En(result.Code())) +
           " (at byte " + std::to_string(result.Offset()) + ")";
  }
  // A NUL byte looks like the end to the reader, whatever follows it.
  if (stream.Tell() != stream.size_) {
    return "There is a NUL byte (at byte " + std::to_string(stream.Tell()) +
           ")";
  }
  return std::nullopt;
}

template <class Handler>
std::optional<std::string> parse_with(std::string_view text, Handler& handler) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  return parse_with(stream, handler);
}

}  // namespace idp::json
