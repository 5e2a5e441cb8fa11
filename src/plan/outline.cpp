// outline.cpp - walks the loops of a statement.
#include "plan/outline.h"

#include <algorithm>

namespace idp {
namespace {

constexpr std::string_view kVirtual = "VIRTUAL TABLE INDEX ";

bool is_loop(const std::string& text) {
  return text.starts_with("SCAN ") || text.starts_with("SEARCH ");
}
bool is_list(const std::string& text) {
  return text.starts_with("LIST SUBQUERY");
}
// It shows again what was asked before, or asks nothing.
bool is_silent(const std::string& text) {
  return text.starts_with("RIGHT-JOIN ") || text.starts_with("REUSE ") ||
         text.starts_with("USE TEMP ") || text.starts_with("BLOOM ");
}

// The name in "SCAN TABLE leavers AS l …", "MATERIALIZE u": the last one that
// is said.
std::string name_in(std::string_view text) {
  const auto word = [&] {
    const std::size_t end = std::min(text.find(' '), text.size());
    std::string one(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + 1));
    return one;
  };
  word();
  std::string name = word();
  if (name == "TABLE" || name == "SUBQUERY") name = word();
  if (text.starts_with("AS ")) {
    word();
    return word();
  }
  return name;
}

class Outline {
 public:
  Outline(std::span<const Resource> catalog, std::span<const OutlineLine> lines,
          std::span<const NotedPlan> plans, const Sizes& sizes)
      : catalog_(catalog), lines_(lines), plans_(plans), sizes_(sizes) {}

  std::vector<ExpectedTable> all() && {
    std::vector<Loop> outer;
    walk(0, 1, outer);
    return std::move(found_);
  }

 private:
  // One of ours that is open, and how often it gives a row.
  struct Loop {
    const Resource* resource = nullptr;
    double rows = 1;
  };

  // How many rows come of all the loops with that parent, run so many times.
  double walk(std::int64_t parent, double times, std::vector<Loop>& outer) {
    const std::size_t depth = outer.size();
    double rows = times, others = 0;
    bool loops = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const OutlineLine& line = lines_[i];
      if (line.parent != parent || is_silent(line.text)) continue;
      if (is_loop(line.text)) {
        rows = enter(line, values_of(i), rows, outer);
        loops = true;
      } else if (line.text.starts_with("MULTI-INDEX OR")) {
        rows = walk(line.id, rows, outer);
        loops = true;
      } else if (line.text.starts_with("CORRELATED ")) {
        ++subquery_depth_;
        walk(line.id, rows, outer);
        --subquery_depth_;
      } else if (line.text.starts_with("MATERIALIZE ") ||
                 line.text.starts_with("CO-ROUTINE ")) {
        subqueries_[name_in(line.text)] = alone(line);
      } else if (line.text.starts_with("SCALAR SUBQUERY")) {
        alone(line);
      } else if (!is_list(line.text)) {
        others += walk(line.id, times, outer);
      }
    }
    outer.resize(depth);
    return loops ? rows : others;
  }

  double alone(const OutlineLine& line) {
    std::vector<Loop> none;
    ++subquery_depth_;
    const double rows = walk(line.id, 1, none);
    --subquery_depth_;
    return rows;
  }

  // The lists of values that stand behind a loop are its own.
  double values_of(std::size_t loop) {
    std::optional<double> values;
    for (std::size_t i = loop + 1; i < lines_.size(); ++i) {
      if (lines_[i].parent != lines_[loop].parent) continue;
      if (is_loop(lines_[i].text)) break;
      if (is_list(lines_[i].text)) values = alone(lines_[i]);
    }
    return values.value_or(kAssumedValues);
  }

  double enter(const OutlineLine& line, double values, double times,
               std::vector<Loop>& outer) {
    const std::size_t at = line.text.find(kVirtual);
    if (at == line.text.npos) return times * rows_of(line.text);
    const std::size_t begin = line.text.find(':', at) + 1;
    const std::string_view text = std::string_view(line.text).substr(begin);
    const NotedPlan* plan = nullptr;
    for (const NotedPlan& one : plans_) {
      if (!one.plan.method || !text.starts_with(one.text)) continue;
      if (!plan || plan->text.size() < one.text.size()) plan = &one;
    }
    if (plan == nullptr) return times * kAssumedValues;
    const double rows = times * ask(*plan, values, times, outer);
    outer.push_back({plan->resource, rows});
    return rows;
  }

  // What is not ours.
  double rows_of(const std::string& text) const {
    const std::string name = name_in(text);
    const auto subquery = subqueries_.find(name);
    if (subquery != subqueries_.end()) return subquery->second;
    if (const auto known = sizes_.tables(name)) return *known;
    if (text.starts_with("SCAN CONSTANT")) return 1;
    if (text.starts_with("SCAN")) return kAssumedRows;
    const bool one = text.find("PRIMARY KEY (rowid=") != text.npos;
    return one ? 1 : kAssumedValues;
  }

  // Returns how many rows come of one ask.
  double ask(const NotedPlan& plan, double values, double times,
             const std::vector<Loop>& outer) {
    const double asks = different(plan, times, outer);
    double rows = 1;
    for (const ExpectedCalls& step :
         expected_calls(catalog_, *plan.resource, plan.plan, sizes_.lists,
                        values, sizes_.decides)) {
      const double each = step.once ? 1 : asks;
      found_.push_back({&plan, step.resource, step.method, each * step.calls(),
                        each * step.lists * step.rows, step.rows});
      rows = step.lists * step.rows;
    }
    ExpectedTable& last = found_.back();
    last.own = subquery_depth_ == 0;
    if (plan.names_row && last.list_rows > 1) {
      rows /= last.list_rows;
      last.rows /= last.list_rows;
    }
    return rows;
  }

  // How many asks have values of their own.
  double different(const NotedPlan& plan, double times,
                   const std::vector<Loop>& outer) const {
    double asks = 1;
    for (const Binding& binding : plan.plan.bindings) {
      if (std::ranges::count(plan.constant, binding.column) > 0) continue;
      const auto giver = std::ranges::find_if(outer, [&](const Loop& loop) {
        return gives(*loop.resource, *plan.resource, binding.column);
      });
      asks = std::max(asks, giver == outer.end() ? times : giver->rows);
    }
    return asks;
  }

  // Whether the other table is where the values of a column come from, or
  // takes them from there itself.
  static bool gives(const Resource& other, const Resource& resource,
                    std::size_t column) {
    const auto& index = resource.columns[column].parameter;
    if (!index) return false;
    const std::string& from = resource.parameters[*index].from;
    return !from.empty() &&
           (resource.parameters[*index].from_table() == other.name ||
            std::ranges::count(other.parameters, from, &Parameter::from) > 0);
  }

  std::span<const Resource> catalog_;
  std::span<const OutlineLine> lines_;
  std::span<const NotedPlan> plans_;
  const Sizes& sizes_;
  std::map<std::string, double> subqueries_;  // their rows, by name
  std::vector<ExpectedTable> found_;
  int subquery_depth_ = 0;
};

}  // namespace

std::vector<ExpectedTable> outline_cost(std::span<const Resource> catalog,
                                        std::span<const OutlineLine> lines,
                                        std::span<const NotedPlan> plans,
                                        const Sizes& sizes) {
  return Outline(catalog, lines, plans, sizes).all();
}

}  // namespace idp
