// utf8.h - where a text stops being UTF-8 that JSON may hold. Eight bytes at a
// time, since most of what providers send is ASCII: RapidJSON's own check looks
// at each byte, and takes as long as all the rest of reading a body. Private to
// src/json.
#pragma once

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace idp::json {

// Whether all are ASCII from the blank on.
inline bool is_plain(const char* eight_bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight_bytes, sizeof word);
  return ((word | (word - 0x2020202020202020)) & 0x8080808080808080) == 0;
}

// How many bytes are good: all of them, unless something is wrong. RapidJSON
// takes 1A to 1F for text where it reads many bytes at once, so they are found
// here. What else JSON forbids is left to it.
inline std::size_t valid_prefix(std::string_view text) {
  struct Nowhere {
    void Put(char) {}
  } nowhere;
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size() && is_plain(text.data() + at)) {
      at += 8;
      continue;
    }
    if (text[at] >= '\x1a' && text[at] <= '\x1f') break;
    rapidjson::MemoryStream character(text.data() + at, text.size() - at);
    if (!rapidjson::UTF8<>::Validate(character, nowhere)) break;
    at += character.Tell();
  }
  return at;
}

}  // namespace idp::json
