// lanes.cpp - the lanes of a scan, and whose turn it is.
#include <algorithm>

#include "scan/scan.h"

namespace idp {
namespace {

// Each has pages that wait for their turn. Of more orgs some share a lane.
constexpr std::size_t kMostLanes = 8;

// Of the values of that column each `count`th, from the i-th on.
std::vector<Choices> share(std::vector<Choices> choices, std::size_t column,
                           std::size_t i, std::size_t count) {
  std::vector<std::string>& any =
      std::ranges::find(choices, column, &Choices::column)->any;
  std::vector<std::string> part;
  for (; i < any.size(); i += count) part.push_back(std::move(any[i]));
  any = std::move(part);
  return choices;
}

}  // namespace

void Scan::add_lane() {
  Queue& queue =
      lanes_.emplace_back(resource_, reader_, detour_, tally_, most_ahead_)
          .queue;
  if (asked_.deletes()) queue.keep_together();
  if (reads_on_) queue.read_on();
}

// The first one alone, before its first row.
Queue& Scan::reset_lanes() {
  while (lanes_.size() > 1) lanes_.pop_back();
  lane_ = &lanes_.front();
  lane_->page.reset();
  lane_->ended = false;
  turn_ = 0;
  return lane_->queue;
}

// A statement that deletes reads one list after the other; and so does one that
// stops early, or has its rows in an order.
void Scan::begin(std::vector<Choices> choices) {
  Queue& first = reset_lanes();
  const auto orgs = std::ranges::find_if(choices, [&](const Choices& one) {
    return resource_.is_org(one.column) && one.any.size() > 1;
  });
  const bool together = reads_on_ && !asked_.deletes() && !plan_.order;
  if (!together || orgs == choices.end()) {
    first.begin(asker_.number(), std::move(choices));
    return;
  }
  const std::size_t count = std::min(orgs->any.size(), kMostLanes);
  while (lanes_.size() < count) add_lane();
  for (std::size_t i = 0; i < count; ++i) {
    lanes_[i].queue.begin(asker_.number(),
                          share(choices, orgs->column, i, count));
  }
}

void Scan::begin_again() {
  for (Lane& lane : lanes_) lane.queue.begin_again();
}

void Scan::read_on() {
  for (Lane& lane : lanes_) lane.queue.read_on();
  asker_.read_on();
  reads_on_ = true;
}

void Scan::read_all() {
  for (Lane& lane : lanes_) lane.queue.widen_fully();
}

void Scan::fill() {
  for (Lane& lane : lanes_) lane.queue.fill(lane.page ? 1 : 0);
}

// Whether nothing else than what it was asked with, or rejects rows by, is
// compared with these columns.
bool Scan::knows(const std::vector<std::size_t>& compared) const {
  return std::ranges::all_of(compared, [&](std::size_t column) {
    return std::ranges::count(compared, column) <=
           std::ranges::count(terms_, column, &RowTerm::column) +
               std::ranges::count(plan_.bindings, column, &Binding::column);
  });
}

void Scan::asked_by(Scan& outer) {
  outer_ = &outer;
  const std::size_t most = most_ahead_ * outer.lanes_.size();
  asker_.want_at_most(most);
  asker_.be_certain(!each_row_of_.empty() && each_row_of_ == outer.name_ &&
                    outer.knows(compared_));
  lanes_.front().queue.widen_to_at_most(most);
  lanes_.front().queue.keep_pages(asker_.is_certain());
}

bool Scan::wants_expected() {
  return look_ups_ && asker_.is_certain() && outer_->lanes_.size() == 1 &&
         look_ups_->wants_expected(
             static_cast<std::size_t>(outer_->rows_shown()) +
             outer_->rows_here());
}

// To the next one that has not ended. False: there is none.
bool Scan::pass_turn() {
  turn_ = 0;
  const auto here = std::ranges::find_if(
      lanes_, [&](const Lane& lane) { return &lane == lane_; });
  const auto open = [](const Lane& lane) { return !lane.ended; };
  auto next = std::find_if(std::next(here), lanes_.end(), open);
  if (next == lanes_.end()) next = std::ranges::find_if(lanes_, open);
  if (next == lanes_.end()) return false;
  lane_ = &*next;
  return true;
}

std::size_t Scan::to_begin() const {
  std::size_t count = 0;
  for (const Lane& lane : lanes_) count += lane.queue.to_begin();
  return count;
}

}  // namespace idp
