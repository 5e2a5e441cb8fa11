// parameters.cpp - reads `<url>; rel="next"; …, <url>; …` and
// `Bearer scope="…", error="…"`.
#include "http/parameters.h"

#include <algorithm>
#include <utility>

#include "lower.h"

namespace idp::http {
namespace {

struct Parameter {
  std::string name;  // in lower case
  std::string value;
};

// What is left of a header's line.
class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}

  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool done() const { return rest_.empty(); }

  // Takes off what it begins with, as far as that is one of these characters.
  void skip(std::string_view characters) {
    rest_.remove_prefix(
        std::min(rest_.find_first_not_of(characters), rest_.size()));
  }

  // Takes off what comes before the first of these characters.
  std::string_view take_until(std::string_view characters) {
    const std::string_view text =
        rest_.substr(0, rest_.find_first_of(characters));
    rest_.remove_prefix(text.size());
    return text;
  }

  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // `name`, `name=value` or `name="a \"value\""`; nothing where a quote has no
  // end.
  std::optional<Parameter> parameter() {
    Parameter parameter{lower(std::string(take_until("=;, \t"))), {}};
    skip(" \t");
    if (!take('=')) return parameter;
    skip(" \t");
    if (peek() != '"') {
      parameter.value = take_until(";, \t");
      return parameter;
    }
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return parameter;
      }
      if (rest_[i] == '\\') ++i;
      if (i == rest_.size()) break;
      parameter.value += rest_[i];
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

struct Link {
  std::string url;
  bool next = false;
};

// rel may hold several words: rel="next last".
bool has_word(std::string_view text, std::string_view word) {
  for (Reader reader(text); !reader.done(); reader.skip(" ")) {
    if (reader.take_until(" ") == word) return true;
  }
  return false;
}

// The next link of the line; nothing where it can't be read.
std::optional<Link> read_link(Reader& line) {
  if (line.peek() != '<') return std::nullopt;
  Link link{std::string(line.take_until(">").substr(1))};
  if (!line.take('>')) return std::nullopt;
  bool has_rel = false;
  for (line.skip(" \t"); line.take(';'); line.skip(" \t")) {
    line.skip(" \t");
    const auto parameter = line.parameter();
    if (!parameter) return std::nullopt;
    // Only the first rel counts (RFC 8288, 3.3).
    if (parameter->name == "rel" && !std::exchange(has_rel, true)) {
      link.next = has_word(lower(parameter->value), "next");
    }
  }
  if (!line.done() && line.peek() != ',') return std::nullopt;
  return link;
}

}  // namespace

Result<std::optional<std::string>> next_link(
    std::span<const std::string> lines) {
  std::optional<std::string> next;
  for (const std::string& line : lines) {
    Reader reader(line);
    for (reader.skip(", \t"); !reader.done(); reader.skip(", \t")) {
      const auto link = read_link(reader);
      if (!link) return Error{"the Link header can't be read: " + line};
      if (link->next && !next) next = link->url;
    }
  }
  return next;
}

std::string challenge_parameter(std::string_view header,
                                std::string_view name) {
  Reader reader(header);
  for (reader.skip(",; \t"); !reader.done(); reader.skip(",; \t")) {
    const auto parameter = reader.parameter();
    if (!parameter) break;
    if (parameter->name == name) return parameter->value;
  }
  return {};
}

std::string challenge_parameter(const Response& response,
                                std::string_view name) {
  for (const std::string& line : response.all_headers("www-authenticate")) {
    std::string value = challenge_parameter(line, name);
    if (!value.empty()) return value;
  }
  return {};
}

}  // namespace idp::http
