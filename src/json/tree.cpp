// tree.cpp - builds trees with RapidJSON's streaming reader, so that deep
// nesting costs memory and never the stack.
#include "json/tree.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <charconv>

#include "json/is_utf8.h"
#include "json/parse.h"
#include "json/utf8.h"
#include "json/version.h"

namespace idp::json {
namespace {

class Builder
    : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Builder> {
 public:
  bool Null() { return add(idp::Null{}); }
  bool Bool(bool b) { return add(b); }
  bool Int64(std::int64_t i) { return add(i); }
  bool Double(double d) { return add(d); }
  bool String(const char* s, rapidjson::SizeType n, bool) {
    return add(std::string(s, n));
  }
  bool StartObject() { return open(Object{}); }
  bool StartArray() { return open(Array{}); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  bool Key(const char* s, rapidjson::SizeType n, bool) {
    auto& members = std::get<Object>(open_.back().value);
    std::string name(s, n);
    if (std::ranges::any_of(members, [&](auto& m) { return m.name == name; })) {
      problem_ = "the name " + quote(name) + " appears twice";
      return false;
    }
    members.push_back({std::move(name), {}});
    return true;
  }

  Tree take() { return std::move(root_); }
  const std::string& problem() const { return problem_; }

 private:
  template <class V>
  bool add(V value) {
    return place(Tree{std::move(value)});
  }

  bool place(Tree tree) {
    if (open_.empty()) {
      root_ = std::move(tree);
    } else if (auto* array = std::get_if<Array>(&open_.back().value)) {
      array->push_back(std::move(tree));
    } else {
      std::get<Object>(open_.back().value).back().value = std::move(tree);
    }
    return true;
  }

  template <class V>
  bool open(V value) {
    if (open_.size() == kMaxTreeDepth) {
      problem_ = "nested too deeply";
      return false;
    }
    open_.push_back(Tree{std::move(value)});
    return true;
  }

  bool close() {
    Tree tree = std::move(open_.back());
    open_.pop_back();
    return place(std::move(tree));
  }

  // A Tree is destroyed recursively, which bounds how deep it may be.
  static constexpr std::size_t kMaxTreeDepth = 200;

  Tree root_;
  std::vector<Tree> open_;
  std::string problem_;
};

template <class V>
const V& value_or_empty(const Tree& tree) {
  static const V empty{};
  const V* value = std::get_if<V>(&tree.value);
  return value ? *value : empty;
}

using Pool = rapidjson::MemoryPoolAllocator<Allocator>;
using Document = rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, Allocator>;
using Schema = rapidjson::GenericSchemaDocument<Document::ValueType, Allocator>;
using Validator =
    rapidjson::GenericSchemaValidator<Schema, rapidjson::BaseReaderHandler<>,
                                      Allocator>;
using Buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, Allocator>;
using Writer =
    rapidjson::Writer<Buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, Allocator>;

// As deep as a tree may be, and no deeper.
struct Write {
  Writer& to;

  void operator()(const Null&) const { to.Null(); }
  void operator()(bool value) const { to.Bool(value); }
  void operator()(std::int64_t value) const { to.Int64(value); }
  void operator()(double value) const { to.Double(value); }
  void operator()(const std::string& text) const {
    to.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void operator()(const Array& items) const {
    to.StartArray();
    for (const Tree& item : items) std::visit(*this, item.value);
    to.EndArray();
  }
  void operator()(const Object& members) const {
    to.StartObject();
    for (const auto& [name, value] : members) {
      to.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
      std::visit(*this, value.value);
    }
    to.EndObject();
  }
};

std::string pointer_text(const Schema::PointerType& pointer) {
  Buffer buffer;
  pointer.StringifyUriFragment(buffer);
  return buffer.GetString();
}

}  // namespace

const Tree* Tree::find(std::string_view name) const {
  for (const auto& [key, tree] : members()) {
    if (key == name) return &tree;
  }
  return nullptr;
}

const Tree* Tree::at(std::string_view path) const {
  const Tree* here = this;
  while (here != nullptr && !path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    if (!path.starts_with('[')) {
      const std::string_view name = path.substr(0, path.find_first_of(".["));
      path.remove_prefix(name.size());
      here = here->find(name);
      continue;
    }
    std::size_t place = 0;
    const char* end = path.data() + path.size();
    const auto read = std::from_chars(path.data() + 1, end, place);
    const Array& items = here->items();
    if (read.ec != std::errc{} || read.ptr == end || place >= items.size()) {
      return nullptr;
    }
    path.remove_prefix(static_cast<std::size_t>(read.ptr - path.data()) + 1);
    here = &items[place];
  }
  return here;
}

const std::string& Tree::text() const {
  return value_or_empty<std::string>(*this);
}

const Array& Tree::items() const { return value_or_empty<Array>(*this); }

const Object& Tree::members() const { return value_or_empty<Object>(*this); }

const std::string& Tree::text(std::string_view name) const {
  static const Tree none;
  const Tree* member = find(name);
  return (member ? *member : none).text();
}

const Array& Tree::items(std::string_view name) const {
  static const Tree none;
  const Tree* member = find(name);
  return (member ? *member : none).items();
}

bool Tree::flag(std::string_view name, bool otherwise) const {
  const Tree* member = find(name);
  const bool* given = member ? std::get_if<bool>(&member->value) : nullptr;
  return given ? *given : otherwise;
}

Result<Tree> parse(std::string_view text) {
  Builder builder;
  if (auto problem = parse_with(text, builder)) {
    return Error{builder.problem().empty() ? *problem : builder.problem()};
  }
  return builder.take();
}

Status validate(std::string_view document, std::string_view schema) {
  Document rules;
  rules.Parse(schema.data(), schema.size());
  if (rules.HasParseError()) return Error{"the schema is not valid JSON"};
  const Schema compiled(rules);
  rapidjson::BaseReaderHandler<> nothing;
  if (auto problem = parse_with(document, nothing)) return Error{*problem};
  // Event by event: what breaks a rule is read no further, and never becomes a
  // tree, however deep it is.
  Validator validator(compiled);
  parse_with(document, validator);
  if (!validator.IsValid()) {
    return Error{"at " + pointer_text(validator.GetInvalidDocumentPointer()) +
                 ": breaks the rule \"" + validator.GetInvalidSchemaKeyword() +
                 "\" of " + pointer_text(validator.GetInvalidSchemaPointer())};
  }
  if (Result<Tree> tree = parse(document); !tree) return tree.error();
  return {};
}

std::vector<std::string> texts(const Array& items) {
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const Tree& item : items) texts.push_back(item.text());
  return texts;
}

std::string text_of(const Tree& tree) {
  Buffer buffer;
  Writer writer(buffer);
  std::visit(Write{writer}, tree.value);
  return {buffer.GetString(), buffer.GetSize()};
}

bool is_utf8(std::string_view text) { return utf8_prefix(text) == text.size(); }

std::string quote(std::string_view text) {
  Buffer buffer;
  Writer writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string rapidjson_version() { return RAPIDJSON_VERSION_STRING; }

}  // namespace idp::json
