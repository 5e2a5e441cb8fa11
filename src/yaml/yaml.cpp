// yaml.cpp - builds trees from libyaml's events.
#include "yaml/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>
#include <span>

#include "number.h"

namespace idp::yaml {
namespace {

using json::Tree;

struct ParserDelete {
  void operator()(yaml_parser_t* parser) const noexcept {
    yaml_parser_delete(parser);
    const std::unique_ptr<yaml_parser_t> owner(parser);
  }
};
using Parser = std::unique_ptr<yaml_parser_t, ParserDelete>;

class Event {
 public:
  Event() : event_{} {}
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;

  yaml_event_t* get() { return &event_; }
  const yaml_event_t* operator->() const { return &event_; }

 private:
  yaml_event_t event_;
};

Error mistake(const std::string& what, const yaml_mark_t& at) {
  return Error{what + " in line " + std::to_string(at.line + 1)};
}

std::string text_of(const yaml_char_t* text, std::size_t length) {
  return {reinterpret_cast<const char*>(text), length};
}

bool any_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// YAML's core schema, as far as settings need it.
Tree plain(std::string text) {
  constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null",
                                                     "NULL"};
  constexpr std::array<std::string_view, 3> kTrue = {"true", "True", "TRUE"};
  constexpr std::array<std::string_view, 3> kFalse = {"false", "False",
                                                      "FALSE"};
  if (any_of(text, kNull)) return Tree{};
  if (any_of(text, kTrue)) return Tree{true};
  if (any_of(text, kFalse)) return Tree{false};
  if (const auto number = whole_number(text)) return Tree{*number};
  return Tree{std::move(text)};
}

class Builder {
 public:
  // What is wrong with the event, if anything.
  Status add(const Event& event) {
    switch (event->type) {
      case YAML_DOCUMENT_START_EVENT:
        if (++documents_ > 1) return wrong("a second document", event);
        return {};
      case YAML_ALIAS_EVENT:
        return wrong("an alias, which is not supported,", event);
      case YAML_SCALAR_EVENT:
        return add_scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(Tree{json::Array{}}, event);
      case YAML_MAPPING_START_EVENT:
        return open(Tree{json::Object{}}, event);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        return close();
      default:
        return {};
    }
  }

  Tree take() { return std::move(root_); }

 private:
  static constexpr std::size_t kMaxDepth = 20;

  static Error wrong(const std::string& what, const Event& event) {
    return mistake("there is " + what, event->start_mark);
  }

  // Whether the next thing is the name of a member.
  bool at_name() const {
    return !open_.empty() && !named_ &&
           std::holds_alternative<json::Object>(open_.back().value);
  }

  Status add_scalar(const Event& event) {
    const auto& scalar = event->data.scalar;
    std::string text = text_of(scalar.value, scalar.length);
    if (at_name()) {
      auto& members = std::get<json::Object>(open_.back().value);
      if (open_.back().find(text) != nullptr) {
        return wrong("a name for the second time", event);
      }
      members.push_back({std::move(text), {}});
      named_ = true;
      return {};
    }
    const bool is_plain =
        scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nullptr;
    place(is_plain ? plain(std::move(text)) : Tree{std::move(text)});
    return {};
  }

  Status open(Tree tree, const Event& event) {
    if (at_name()) return wrong("a name that is not plain text", event);
    if (open_.size() == kMaxDepth) return wrong("too deep a nesting", event);
    open_.push_back(std::move(tree));
    named_ = false;
    return {};
  }

  Status close() {
    Tree tree = std::move(open_.back());
    open_.pop_back();
    place(std::move(tree));
    return {};
  }

  void place(Tree tree) {
    named_ = false;
    if (open_.empty()) {
      root_ = std::move(tree);
    } else if (auto* array = std::get_if<json::Array>(&open_.back().value)) {
      array->push_back(std::move(tree));
    } else {
      std::get<json::Object>(open_.back().value).back().value = std::move(tree);
    }
  }

  Tree root_{json::Object{}};
  std::vector<Tree> open_;
  bool named_ = false;  // the innermost object has a name without its value
  int documents_ = 0;
};

}  // namespace

Result<Tree> parse(std::string_view text) {
  const Parser parser(std::make_unique<yaml_parser_t>().release());
  if (yaml_parser_initialize(parser.get()) == 0) return Error{"out of memory"};
  yaml_parser_set_input_string(
      parser.get(), reinterpret_cast<const unsigned char*>(text.data()),
      text.size());
  Builder builder;
  for (;;) {
    Event event;
    if (yaml_parser_parse(parser.get(), event.get()) == 0) {
      if (parser->error == YAML_MEMORY_ERROR) throw std::bad_alloc();
      return mistake("it is not valid YAML", parser->problem_mark);
    }
    if (event->type == YAML_STREAM_END_EVENT) break;
    if (Status status = builder.add(event); !status) return status.error();
  }
  Tree tree = builder.take();
  if (std::holds_alternative<Null>(tree.value)) {
    return Tree{json::Object{}};
  }
  return tree;
}

std::string libyaml_version() { return yaml_get_version_string(); }

}  // namespace idp::yaml
