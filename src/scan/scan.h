// scan.h - the rows of one call, page by page.
// In: a plan and its values. Out: rows, one at a time; the next page is
// requested when its first row is asked for.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "call/caller.h"
#include "cell.h"
#include "json/page.h"
#include "plan/call.h"
#include "plan/plan.h"
#include "result.h"

namespace idp {

class Scan {
 public:
  // REQUIRES: plan.method is there. The resource outlives the scan.
  Scan(const Resource& resource, const Plan& plan,
       std::vector<Argument> arguments, Caller caller);

  // Moves to the next row. False at the end; then, and after an error, it must
  // not be called again.
  Result<bool> next();

  // Of the row that the last next() moved to. Views die at the next next().
  // A parameter that is in no row shows the value in force.
  // REQUIRES: the last next() was true.
  Cell cell(std::size_t column) const;

  // Nothing for a row that lacks what would name it.
  std::optional<std::string> key() const;

 private:
  // The first target, or the one that the last page linked to.
  Result<std::optional<http::Target>> next_target();
  Result<std::optional<http::Target>> first_target();
  Result<std::optional<http::Target>> linked_target(const std::string& link);
  Status read_page(const http::Target& target);
  Error problem(const http::Target& target, std::string_view text) const;
  Cell echo(const Parameter& parameter) const;

  const Resource& resource_;
  const Method& method_;
  const std::vector<Argument> arguments_;
  Caller caller_;
  const Org* org_ = nullptr;

  std::vector<int> layout_columns_;  // by column; -1: not decoded
  std::optional<json::Layout> layout_;

  http::Query own_query_;
  std::optional<http::Target> target_;  // of the current page
  std::set<std::string> visited_;
  std::vector<std::string> links_;  // the current page's Link lines
  json::Page page_;
  std::size_t row_ = 0;
};

}  // namespace idp
