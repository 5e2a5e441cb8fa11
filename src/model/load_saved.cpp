// load_saved.cpp - reads them; the schemas have checked their form already.
#include "model/load_saved.h"

namespace idp {
namespace {

using json::Tree;
using Pairs = std::vector<std::pair<std::string, std::string>>;

// Of members that are lists: each item, with the member's name.
Pairs listed(const Tree* tree) {
  Pairs pairs;
  if (tree == nullptr) return pairs;
  for (const auto& [name, items] : tree->members()) {
    for (const std::string& item : json::texts(items.items())) {
      pairs.emplace_back(name, item);
    }
  }
  return pairs;
}

SavedLog load_log(const Tree& tree) {
  SavedLog log;
  log.by = tree.text("by");
  log.column = tree.text("column");
  log.through = tree.text("through");
  log.events = listed(tree.find("events"));
  const Tree* in_turn = tree.find("in_turn");
  const bool* turn = in_turn ? std::get_if<bool>(&in_turn->value) : nullptr;
  log.in_turn = turn && *turn;
  log.again = tree.text("again");
  log.drifts = json::texts(tree.items("drifts"));
  log.after = json::texts(tree.items("after"));
  return log;
}

}  // namespace

SavedEvents load_saved_events(const Tree& tree) {
  SavedEvents events{tree.text("newest"), tree.text("events"), {}, {}};
  if (const Tree* ids = tree.find("ids")) {
    for (const auto& [type, column] : ids->members()) {
      events.ids.emplace_back(type, column.text());
    }
  }
  events.types = listed(tree.find("types"));
  return events;
}

Saved load_saved(const Tree& tree) {
  const auto of = [&](auto* name) { return json::texts(tree.items(name)); };
  Saved saved{of("by"), of("without"), of("indexed"), {}};
  if (const Tree* log = tree.find("log")) saved.log = load_log(*log);
  return saved;
}

}  // namespace idp
