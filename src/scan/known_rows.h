// known_rows.h - the objects that a statement has listed, so that a look at one
// of them needs no call of its own: `JOIN users u ON u.id = t.userId`.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "json/page.h"
#include "model/resource.h"

namespace idp {

// Holds what was listed last, up to some megabytes. One thread.
class KnownRows {
 public:
  // How many cursors on a table are open. Rows are kept only while there is
  // another one than their own: only a join looks up single rows.
  void add_reader(const Resource& resource) { ++readers_[&resource]; }
  void remove_reader(const Resource& resource) { --readers_[&resource]; }
  int readers(const Resource& resource) const;

  // A row is known by the URL of the call that would get it alone.
  void add(std::string url, std::shared_ptr<const json::Page> page,
           std::size_t row);
  // The object as it was received; valid until the next add() or clear().
  std::optional<std::string_view> find(const std::string& url) const;
  void clear();

 private:
  struct Row {
    std::shared_ptr<const json::Page> page;
    std::size_t row = 0;
  };

  std::map<const Resource*, int> readers_;
  std::unordered_map<std::string, Row> rows_;
  std::deque<std::string> order_;  // of urls, the oldest first
  std::size_t bytes_ = 0;
};

}  // namespace idp
