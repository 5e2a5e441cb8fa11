// tree.h - small JSON documents as a tree: resource documents, settings, error
// bodies. Pages of rows never become trees: see page.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "null.h"
#include "result.h"

namespace idp::json {

struct Tree;
struct Member;
using Array = std::vector<Tree>;
using Object = std::vector<Member>;

struct Tree {
  std::variant<Null, bool, std::int64_t, double, std::string, Array, Object>
      value;

  // The member of that name; null where there is none or this is no object.
  const Tree* find(std::string_view name) const;

  // What a path leads to: names joined with dots, places in arrays in brackets,
  // as in `errors[0].message`. Null where there is nothing.
  const Tree* at(std::string_view path) const;

  // What is here, or an empty value of that type where something else is.
  const std::string& text() const;
  const Array& items() const;
  const Object& members() const;

  // The same of the member with that name.
  const std::string& text(std::string_view name) const;
  const Array& items(std::string_view name) const;
  bool flag(std::string_view name, bool otherwise = false) const;
};

struct Member {
  std::string name;
  Tree value;
};

// Fails with the place and kind of the first mistake. Duplicate names within
// one object are a mistake, too. Nesting is limited only by memory.
Result<Tree> parse(std::string_view text);

// Whether a document obeys a JSON Schema (draft 4); the error names the place
// in the document and the rule.
Status validate(std::string_view document, std::string_view schema);

// The items, each as a text.
std::vector<std::string> texts(const Array& items);

// The tree as JSON.
std::string text_of(const Tree& tree);

// Text as a JSON string, with its quotes.
std::string quote(std::string_view text);

}  // namespace idp::json
