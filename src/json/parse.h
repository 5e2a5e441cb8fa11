// parse.h - how this room runs RapidJSON's reader: over text that is known to
// be UTF-8, and so that nesting can't overflow the stack. Private to src/json.
#pragma once

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/allocator.h"
#include "json/source.h"
#include "json/utf8.h"
#include "number.h"

namespace idp::json {

// How deep the reader calls itself, which is faster than a stack of its own.
inline constexpr int kMostCalls = 64;

// Passes a reader's events on, after two corrections: numbers are read here,
// and "\\ude00", half a character, is none.
template <class Handler, bool kCalls>
class Corrected {
 public:
  // Without escapes by number there can be no halves of characters.
  Corrected(Source& source, Handler& handler)
      : source_(source),
        handler_(handler),
        has_escapes_(source.text().find("\\u") != std::string_view::npos) {}

  bool half_character() const { return half_character_; }
  bool too_big() const { return too_big_; }
  bool too_deep() const { return depth_ > kMostCalls; }

  bool Null() { return handler_.Null(); }
  bool Bool(bool b) { return handler_.Bool(b); }
  // RapidJSON makes anything of "0e308", and nothing of "9e308".
  bool RawNumber(const char*, rapidjson::SizeType length, bool) {
    const std::string_view text = source_.take(length);
    if (const auto number = whole_number(text)) return handler_.Int64(*number);
    double number = 0;
    const auto [end, problem] =
        read_number(text.data(), text.data() + length, number);
    if (problem == std::errc()) return handler_.Double(number);
    // Out of bounds: next to zero, or too big.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny = exponent == text.npos || text[exponent + 1] == '-';
    too_big_ = !tiny;
    return tiny && handler_.Double(0);
  }
  // All numbers come as texts.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }
  // The next string takes the place of this one.
  bool String(const char* text, rapidjson::SizeType length, bool) {
    return whole(text, length) && handler_.String(text, length, true);
  }
  bool Key(const char* text, rapidjson::SizeType length, bool) {
    return whole(text, length) && handler_.Key(text, length, true);
  }
  bool StartObject() { return goes_down() && handler_.StartObject(); }
  bool EndObject(rapidjson::SizeType n) {
    --depth_;
    return handler_.EndObject(n);
  }
  bool StartArray() { return goes_down() && handler_.StartArray(); }
  bool EndArray(rapidjson::SizeType n) {
    --depth_;
    return handler_.EndArray(n);
  }

 private:
  bool goes_down() { return ++depth_ <= kMostCalls || !kCalls; }

  // Halves of characters are ED A0 80 to ED BF BF.
  bool whole(const char* text, std::size_t length) {
    if (!has_escapes_) return true;
    const std::string_view view(text, length);
    for (std::size_t at = view.find('\xed'); at != view.npos;
         at = view.find('\xed', at + 1)) {
      // In UTF-8, which was checked, two bytes follow this one.
      if (static_cast<unsigned char>(view[at + 1]) >= 0xa0) {
        half_character_ = true;
        return false;
      }
    }
    return true;
  }

  Source& source_;
  Handler& handler_;
  const bool has_escapes_;
  bool half_character_ = false;
  bool too_big_ = false;
  int depth_ = 0;
};

// Feeds text to the handler. Returns what is wrong with it, if anything; where
// the handler itself stopped the parse, that says "Terminate parsing …". With
// kCalls it goes only as deep as that is safe.
template <bool kCalls = false, class Handler>
std::optional<std::string> parse_with(Source& source, Handler& handler,
                                      bool* too_deep = nullptr) {
  constexpr unsigned kFlags =
      rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag |
      (kCalls ? 0U : unsigned{rapidjson::kParseIterativeFlag});
  const std::string_view text = source.text();
  if (const std::size_t valid = utf8_prefix(text); valid < text.size()) {
    return "Invalid encoding in string. (at byte " + std::to_string(valid) +
           ")";
  }
  rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, Allocator>
      reader;
  Corrected<Handler, kCalls> corrected(source, handler);
  const rapidjson::ParseResult result =
      reader.template Parse<kFlags>(source, corrected);
  if (too_deep) *too_deep = kCalls && corrected.too_deep();
  if (result.IsError()) {
    const char* problem =
        corrected.half_character() ? "Half of a surrogate pair in string."
        : corrected.too_big()
            ? rapidjson::GetParseError_En(rapidjson::kParseErrorNumberTooBig)
            : rapidjson::GetParseError_En(result.Code());
    return std::string(problem) + " (at byte " +
           std::to_string(result.Offset()) + ")";
  }
  // A NUL byte looks like the end to the reader, whatever follows it.
  if (source.Tell() != text.size()) {
    return "There is a NUL byte (at byte " + std::to_string(source.Tell()) +
           ")";
  }
  return std::nullopt;
}

template <class Handler>
std::optional<std::string> parse_with(std::string_view text, Handler& handler) {
  Source source(text);
  return parse_with(source, handler);
}

}  // namespace idp::json
