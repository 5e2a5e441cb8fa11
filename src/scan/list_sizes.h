// list_sizes.h - how many rows the lists have that were read on a connection:
// what later statements are expected to find.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "model/resource.h"

namespace idp {

class ListSizes {
 public:
  // So many lists of the method were read to their ends in that org, nothing
  // narrowing them. What more lists say counts, or else what was read last.
  void learn(const std::string& org, const Resource& resource,
             const Method& method, std::int64_t lists, std::int64_t rows) {
    Seen& seen = seen_[{org, resource.name, method.name}];
    if (lists >= seen.lists) seen = {lists, rows};
  }

  // The rows of a list, on average; nothing where none was read.
  std::optional<double> rows(const std::string& org, const Resource& resource,
                             const Method& method) const {
    const auto found = seen_.find({org, resource.name, method.name});
    if (found == seen_.end()) return std::nullopt;
    return static_cast<double>(found->second.rows) /
           static_cast<double>(found->second.lists);
  }

 private:
  struct Seen {
    std::int64_t lists = 0, rows = 0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Seen> seen_;
};

}  // namespace idp
