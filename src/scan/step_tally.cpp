// step_tally.cpp - puts the counts of a way into the words of Progress.
#include "scan/step_tally.h"

#include <algorithm>

namespace idp {

StepTally::Count StepTally::count_of(const Step* step) const {
  const auto found = counts_.find(step);
  return found == counts_.end() ? Count() : found->second;
}

bool StepTally::is_complete() const {
  return std::ranges::all_of(counts_, [](const auto& one) {
    return one.second.done == one.second.known;
  });
}

void StepTally::tell(const Step& first, bool whole, const std::string& org,
                     ListSizes& sizes) const {
  for (const Step* step = &first; step != nullptr; step = step->next) {
    const Count lists = count_of(step);
    const bool counts = step->next ? step->owner == nullptr : whole;
    if (!counts || lists.done == 0 || lists.done != lists.known) continue;
    const std::int64_t rows = step->next ? count_of(step->next).known : rows_;
    sizes.learn(org, *step->resource, *step->method, lists.done, rows);
  }
}

void StepTally::report(const Step& first, std::size_t to_begin,
                       std::int64_t asks, Progress& progress) const {
  progress.rows += rows_;
  if (asks > 1) {
    const Step* own = &first;
    while (own->next) own = own->next;
    progress.parts.push_back({own->resource->name, asks, 0, true});
    return;
  }
  bool complete = true;
  for (const Step* step = &first; step != nullptr; step = step->next) {
    Count lists = count_of(step);
    if (step == &first) lists.known += static_cast<std::int64_t>(to_begin);
    const bool single = step == &first && lists.known == 1;
    Progress::Part part{step->resource->name, lists.done, lists.known,
                        complete};
    const std::int64_t pages =
        lists.done > 0 ? std::max<std::int64_t>(1, lists.pages / lists.done)
                       : 1;
    if (progress.calls) *progress.calls += lists.known * pages;
    complete = complete && lists.done == lists.known;
    // Of one list the rows are told, which are the next step's lists.
    if (single) {
      part.done = step->next ? count_of(step->next).known : rows_;
      part.known = 0;
      part.complete = complete;
      progress.at_least = progress.at_least || !complete;
    } else if (step->next && !complete) {
      progress.at_least = true;
    }
    progress.parts.push_back(std::move(part));
  }
}

}  // namespace idp
