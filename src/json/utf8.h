// utf8.h - where a text stops being UTF-8. Eight bytes at a time, since most of
// what providers send is ASCII: RapidJSON's own check looks at each byte, and
// takes as long as all the rest of reading a body. Private to src/json.
#pragma once

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace idp::json {

inline bool is_ascii(const char* eight_bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, eight_bytes, sizeof word);
  return (word & 0x8080808080808080) == 0;
}

// How many bytes are UTF-8: all of them, unless something is wrong.
inline std::size_t utf8_prefix(std::string_view text) {
  struct Nowhere {
    void Put(char) {}
  } nowhere;
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size() && is_ascii(text.data() + at)) {
      at += 8;
      continue;
    }
    rapidjson::MemoryStream character(text.data() + at, text.size() - at);
    if (!rapidjson::UTF8<>::Validate(character, nowhere)) break;
    at += character.Tell();
  }
  return at;
}

}  // namespace idp::json
