// step_tally.cpp - puts the counts of a way into the words of Progress.
#include "scan/step_tally.h"

namespace idp {

StepTally::Count StepTally::count_of(const Step* step) const {
  const auto found = counts_.find(step);
  return found == counts_.end() ? Count() : found->second;
}

void StepTally::report(const Step& first, bool all_known, std::int64_t asks,
                       Progress& progress) const {
  progress.rows += rows_;
  if (asks > 1) {
    const Step* own = &first;
    while (own->next) own = own->next;
    progress.parts.push_back({own->resource->name, asks, 0, true});
    return;
  }
  bool complete = all_known;
  for (const Step* step = &first; step != nullptr; step = step->next) {
    const Count lists = count_of(step);
    const bool single = step == &first && all_known && lists.known == 1;
    Progress::Part part{step->resource->name, lists.done, lists.known,
                        complete};
    complete = complete && lists.done == lists.known;
    // Of one list the rows are told, which are the next step's lists.
    if (single) {
      part.done = step->next ? count_of(step->next).known : rows_;
      part.known = 0;
      part.complete = complete;
    }
    progress.parts.push_back(std::move(part));
  }
}

}  // namespace idp
