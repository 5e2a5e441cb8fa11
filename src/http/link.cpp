// link.cpp - reads `<url>; rel="next"; …, <url>; …`.
#include "http/link.h"

#include <algorithm>
#include <utility>

#include "lower.h"

namespace idp::http {
namespace {

struct Link {
  std::string url;
  bool next = false;
};

class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  bool done() {
    while (peek() == ',' || peek() == ' ' || peek() == '\t') skip(1);
    return rest_.empty();
  }

  // The next link of the line; nothing where it can't be read.
  std::optional<Link> read() {
    if (peek() != '<') return std::nullopt;
    const std::size_t close = rest_.find('>');
    if (close == rest_.npos) return std::nullopt;
    Link link{std::string(rest_.substr(1, close - 1))};
    bool has_rel = false;
    skip(close + 1);
    for (skip_blanks(); peek() == ';'; skip_blanks()) {
      skip(1);
      skip_blanks();
      const std::string name = lower(token("=;,"));
      skip_blanks();
      if (peek() != '=') continue;
      skip(1);
      skip_blanks();
      const auto value = parameter_value();
      if (!value) return std::nullopt;
      // Only the first rel counts (RFC 8288, 3.3).
      if (name == "rel" && !std::exchange(has_rel, true)) {
        link.next = has_word(lower(*value), "next");
      }
    }
    if (!rest_.empty() && peek() != ',') return std::nullopt;
    return link;
  }

 private:
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  void skip(std::size_t count) { rest_.remove_prefix(count); }
  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t') skip(1);
  }

  std::string token(std::string_view end) {
    const std::size_t size = std::min(rest_.find_first_of(end), rest_.size());
    std::string text(rest_.substr(0, size));
    skip(size);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
      text.pop_back();
    }
    return text;
  }

  std::optional<std::string> parameter_value() {
    if (peek() != '"') return token(";,");
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        skip(i + 1);
        return text;
      }
      if (rest_[i] == '\\' && ++i == rest_.size()) break;
      text += rest_[i];
    }
    return std::nullopt;
  }

  // rel may hold several words: rel="next last".
  static bool has_word(std::string_view text, std::string_view word) {
    while (!text.empty()) {
      const std::string_view first = text.substr(0, text.find(' '));
      if (first == word) return true;
      text.remove_prefix(std::min(text.size(), first.size() + 1));
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

Result<std::optional<std::string>> next_link(
    std::span<const std::string> lines) {
  std::optional<std::string> next;
  for (const std::string& line : lines) {
    for (LineReader reader(line); !reader.done();) {
      const auto link = reader.read();
      if (!link) return Error{"the Link header can't be read: " + line};
      if (link->next && !next) next = link->url;
    }
  }
  return next;
}

}  // namespace idp::http
