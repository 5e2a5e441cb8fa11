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
  log.in_turn = tree.flag("in_turn");
  log.again = tree.text("again");
  log.repeats = tree.text("repeats");
  log.drifts = json::texts(tree.items("drifts"));
  log.after = json::texts(tree.items("after"));
  return log;
}

// Of members that are texts.
Pairs texts(const Tree* tree) {
  Pairs pairs;
  if (tree == nullptr) return pairs;
  for (const auto& [name, text] : tree->members()) {
    pairs.emplace_back(name, text.text());
  }
  return pairs;
}

}  // namespace

void load_saved(Provider& provider, const Tree& document) {
  provider.saved_views = texts(document.find("saved_views"));
  const Tree* events = document.find("saved_events");
  if (events == nullptr) return;
  provider.saved_events = {events->text("newest"), events->text("events"),
                           texts(events->find("ids")),
                           listed(events->find("types"))};
}

Saved load_saved(const Tree& saved) {
  const auto of = [&](auto* name) { return json::texts(saved.items(name)); };
  Saved read{of("by"), of("without"), of("indexed"), {}};
  if (const Tree* log = saved.find("log")) read.log = load_log(*log);
  return read;
}

}  // namespace idp
