// source.h - a text as RapidJSON's reader reads it fastest: it copies what
// stands in strings eight characters at a time. Private to src/json.
#pragma once

#include <rapidjson/reader.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "free.h"
#include "json/allocator.h"

namespace idp::json {

// An input stream for kParseInsituFlag which leaves the text as it is: strings
// are unescaped into memory beside it. The reader takes a copy for each string
// and number, so that the place stays in a register, and assigns it back.
class Source {
 public:
  using Ch = char;

  // The text must outlive it. A reader that calls itself stands behind a
  // bracket when it reports it, another one on it.
  explicit Source(std::string_view text, bool is_behind = false)
      : at_(text.data()),
        begin_(at_),
        end_(at_ + text.size()),
        behind_(is_behind ? 1 : 0),
        memory_(static_cast<char*>(Allocator::Malloc(text.size() + 1))),
        unescaped_(memory_.get()) {}
  // A copy must not outlive the original.
  Source(Source& original)
      : at_(original.at_),
        original_(&original),
        begin_(original.begin_),
        end_(original.end_),
        unescaped_(original.unescaped_) {}
  Source& operator=(const Source& copy) {
    at_ = copy.at_;
    return *this;
  }
  Source(Source&&) = delete;
  Source& operator=(Source&&) = delete;
  ~Source() = default;

  std::string_view text() const { return {begin_, end_}; }

  char Peek() const { return at_ == end_ ? '\0' : *at_; }
  char Take() { return at_ == end_ ? '\0' : *at_++; }
  // Handlers, which know the original, learn where a string has ended, but
  // where a number begins.
  std::size_t Tell() const { return static_cast<std::size_t>(at_ - begin_); }
  // Of the bracket that was reported last.
  std::size_t bracket() const { return Tell() - behind_; }
  std::string_view take(std::size_t length) {
    const std::string_view taken(at_, length);
    at_ += length;
    return taken;
  }

  void skip_blanks() {
    while (at_ != end_ &&
           (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) {
      ++at_;
    }
  }

  char* PutBegin() { return put_ = unescaped_; }
  // A character of a string, and those that follow in the text as far as they
  // stand for themselves. What stands there after the NUL is none of it.
  void Put(char c) {
    *put_++ = c;
    if (c > 0) copy_plain();
  }
  std::size_t PutEnd(const char* begin) {
    original_->at_ = at_;
    return static_cast<std::size_t>(put_ - begin);
  }
  void Flush() {}

 private:
  // Eight bytes at a time, up to the first that may be special: a quotation
  // mark, a backslash, a control character or part of a longer one. All eight
  // are copied, since there is room for the whole text.
  void copy_plain() {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    while (end_ - at_ >= 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, at_, sizeof bytes);
      std::memcpy(put_, &bytes, sizeof bytes);
      const std::uint64_t special =
          (((bytes ^ kOnes * '"') - kOnes) | ((bytes ^ kOnes * '\\') - kOnes) |
           (bytes - kOnes * ' ') | bytes) &
          kOnes * 0x80;
      const int plain = (std::endian::native == std::endian::little
                             ? std::countr_zero(special)
                             : std::countl_zero(special)) /
                        8;
      at_ += plain;
      put_ += plain;
      if (plain < 8) return;
    }
  }

  // What changes stands apart from what is copied: a processor waits where it
  // reads as one what was written by halves.
  const char* at_;
  char* put_ = nullptr;
  Source* original_ = this;
  const char* begin_;
  const char* end_;
  const std::size_t behind_ = 0;
  std::unique_ptr<char, Free<Allocator::Free>> memory_;
  char* unescaped_;
};

}  // namespace idp::json

namespace rapidjson {

template <>
struct StreamTraits<idp::json::Source> {
  enum { copyOptimization = 1 };
};

template <>
inline void SkipWhitespace(idp::json::Source& source) {
  source.skip_blanks();
}

}  // namespace rapidjson
