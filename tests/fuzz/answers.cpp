// answers.cpp - fuzz target: a body becomes rows. A page shows what a tree of
// the same body has, and each row that has a name has just one.
//
// Input: the shape and perhaps an envelope; the fields; the body.
//   list result meta.total meta.offset
//   id profile.login _links .
//   {"result": [{"id": "00u1"}], "meta": {"total": 1, "offset": 0}}
#include <algorithm>
#include <set>

#include "fuzz.h"
#include "json/page.h"
#include "json/tree.h"
#include "plan/key.h"

namespace idp::fuzz {
namespace {

using json::Tree;

// A cell as JSON, as the tree would write the same value.
struct Shown {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(std::string_view text) const {
    return json::quote(text);
  }
  std::string operator()(const Json& bytes) const {
    const Result<Tree> tree = json::parse(bytes.text);
    return tree ? json::text_of(*tree) : "! " + tree.error().text;
  }
  template <class Value>
  std::string operator()(Value value) const {
    return json::text_of(Tree{value});
  }
};

// The names of a path, as a layout takes them; none: the whole object.
std::vector<std::string> names_of(std::string_view path) {
  std::vector<std::string> names;
  if (path == ".") return names;
  while (!path.empty()) {
    names.emplace_back(path.substr(0, path.find('.')));
    path.remove_prefix(std::min(path.size(), names.back().size() + 1));
  }
  return names;
}

// What a field's path leads to; null where there is nothing.
const Tree* at(const Tree& row, const std::string& path) {
  const Tree* here = &row;
  for (const std::string& name : names_of(path)) {
    here = here ? here->find(name) : nullptr;
  }
  return here;
}

// Each place once, as a scan asks for them.
std::vector<std::string> fields_of(std::string_view line) {
  std::set<std::vector<std::string>> places;
  std::vector<std::string> fields = words_of(line);
  std::erase_if(fields, [&](const std::string& field) {
    return !places.insert(names_of(field)).second;
  });
  return fields;
}

void check_row(const json::Page& page, std::size_t row, const Tree& tree,
               const std::vector<std::string>& fields) {
  check(Shown()(Json{page.object(row)}) == json::text_of(tree),
        "a row is the bytes that came", page.object(row));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Tree* value = at(tree, fields[i]);
    const std::string shown = std::visit(Shown(), page.cell(row, i));
    check(shown == (value ? json::text_of(*value) : "null"),
          "a cell is what its path leads to", fields[i] + ": " + shown);
  }
}

void check_keys(const json::Page& page, std::size_t row, std::size_t columns) {
  std::vector<std::string> parts = {"acme"};
  for (std::size_t i = 0; i < columns; ++i) {
    const auto part = text_of(page.cell(row, i));
    parts.push_back(part.value_or(std::string()));
  }
  const auto key = make_key(parts);
  check(key.has_value() == !parts.back().empty(),
        "a row has a key if it has an id");
  check(!key || parse_key(*key) == parts, "a key says what it was made of",
        key.value_or(std::string()));
}

// What is written is read again as the same.
void check_tree(std::string_view body, const Result<Tree>& tree) {
  if (!tree) return;
  const std::string text = json::text_of(*tree);
  const Result<Tree> again = json::parse(text);
  check(again && json::text_of(*again) == text, "a tree survives its text",
        body);
}

}  // namespace

void fuzz_answers(std::string_view input) {
  std::vector<std::string> head = words_of(take_line(input));
  const std::vector<std::string> fields = fields_of(take_line(input));
  head.resize(4);
  const bool list = head[0] == "list";
  const json::Envelope envelope = {head[1], head[2], head[3]};
  const Result<json::Page> page = json::read_page(
      std::string(input), list ? json::Shape::list : json::Shape::object,
      json::Layout(fields), envelope);
  const Result<Tree> tree = json::parse(input);
  check_tree(input, tree);
  if (!page) {
    check(!page.error().text.empty(), "an error has words");
    return;
  }
  for (std::size_t row = 0; row < page->rows(); ++row) {
    if (!fields.empty()) check_keys(*page, row, fields.size());
  }
  // A tree has no name twice, and is not as deep as a page may be.
  if (!tree) return;
  const Tree* rows = head[1].empty() ? &*tree : tree->find(head[1]);
  check(rows != nullptr, "the rows are where the envelope says");
  const std::size_t count = list ? rows->items().size() : page->rows();
  check(page->rows() == count, "no row is lost, and none is added");
  for (std::size_t row = 0; row < count; ++row) {
    check_row(*page, row, list ? rows->items()[row] : *rows, fields);
  }
}

}  // namespace idp::fuzz
