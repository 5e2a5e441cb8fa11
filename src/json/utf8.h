// utf8.h - where a text stops being UTF-8. Many bytes at a time, since most of
// what providers send is ASCII: RapidJSON's own check looks at each byte, and
// takes as long as all the rest of reading a body. Private to src/json.
#pragma once

#include <rapidjson/encodings.h>
#include <rapidjson/memorystream.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace idp::json {

template <std::size_t kWords>
bool is_ascii(const char* bytes) {
  std::array<std::uint64_t, kWords> words;
  std::memcpy(words.data(), bytes, sizeof words);
  std::uint64_t all = 0;
  for (const std::uint64_t word : words) all |= word;
  return (all & 0x8080808080808080) == 0;
}

// How many bytes are UTF-8: all of them, unless something is wrong.
inline std::size_t utf8_prefix(std::string_view text) {
  struct Nowhere {
    void Put(char) {}
  } nowhere;
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 64 <= text.size() && is_ascii<8>(text.data() + at)) {
      at += 64;
      continue;
    }
    if (at + 8 <= text.size() && is_ascii<1>(text.data() + at)) {
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
