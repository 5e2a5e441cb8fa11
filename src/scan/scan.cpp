// scan.cpp - walks the rows of one page after the other.
#include "scan/scan.h"

#include <algorithm>

#include "plan/filter.h"
#include "plan/key.h"
#include "scan/absence.h"
#include "scan/shown.h"

namespace idp {
namespace {

std::size_t most_ahead(const Settings& settings) {
  return static_cast<std::size_t>(settings.pace.parallelism) * 2;
}

// Who asks once needs no list; nor who asks for a list of values, which are few
// as a rule, or stops early.
constexpr std::size_t kSpared = 1, kSparedOfFew = 16;

}  // namespace

Scan::Scan(std::span<const Resource> catalog, const Resource& resource,
           const Plan& plan, Asked& asked, KnownRows& known,
           const std::shared_ptr<const Settings>& settings)
    : resource_(resource),
      plan_(plan),
      asked_(asked),
      columns_(resource, plan.fields),
      reader_(catalog, resource, columns_, asked, known, settings),
      detour_(catalog, resource, plan, columns_.json_paths(),
              !settings->route.empty(), asked.deletes()),
      most_ahead_(most_ahead(*settings)),
      asker_(most_ahead_),
      values_(values_of(catalog, resource, plan)),
      texts_(texts_of(resource, plan)) {
  add_lane();
  lane_ = &lanes_.front();
  if (!plan.listed || asked.deletes()) return;
  look_ups_.emplace(catalog, resource, plan_, columns_, asked, known, settings);
  reader_.look_up(*look_ups_);
}

Status Scan::ask(std::vector<Choices> choices,
                 std::optional<std::int64_t> most) {
  listed_.clear();
  last_.clear();
  if (Status status = settle_idle(choices); !status) return status;
  if (Status status = settle_filter(choices); !status) return status;
  reader_.read_at_most(most);
  const bool foreseen = asker_.ask(choices);
  if (asker_.asks() > 1) reader_.keep_pages();
  if (look_ups_) {
    look_ups_->spare(reads_on_ && asker_.present() ? kSpared : kSparedOfFew);
    look_ups_->go_alone(asker_.asks() > 1 && !foreseen);
  }
  if (foreseen) {
    reset_lanes().skip_to(asker_.number());
  } else {
    begin(std::move(choices));
  }
  return {};
}

// Values that this way has no use for are left to SQLite, but one that no call
// takes is an error, as it is on the other way.
Status Scan::settle_idle(std::vector<Choices>& choices) {
  if (plan_.partial && asked_.deletes()) {
    detour_.leave(first_of(choices));
    return {};
  }
  for (const Choices& one : choices) {
    const Parameter* idle = idle_parameter(resource_, plan_, one.column);
    for (std::size_t i = 0; idle && i < one.any.size(); ++i) {
      Status status = check_path_value(resource_, *idle, one.any[i]);
      if (!status) return status;
    }
  }
  // A pin stays: SQLite doesn't know it.
  std::erase_if(choices, [&](const Choices& one) {
    return idle_parameter(resource_, plan_, one.column) &&
           std::ranges::count(plan_.bindings, one.column, &Binding::column) > 0;
  });
  return {};
}

// Lists of values go into a filter as many at a time as fit. A statement that
// deletes sends none, and has to be right without.
Status Scan::settle_filter(std::vector<Choices>& choices) const {
  const Method& method = resource_.methods[*plan_.method];
  if (!method.filter) return {};
  const Filter& filter = *method.filter;
  const bool sent = !asked_.deletes() || !filter.lags;
  if (!sent) {
    for (const Choices& one : choices) {
      if (resource_.columns[one.column].name != filter.parameter) continue;
      return lagging_error("\"" + filter.parameter + "\"",
                           "Compare columns instead");
    }
    if (plan_.order) {
      const std::string& name = resource_.columns[plan_.order->column].name;
      return lagging_error("ORDER BY " + name + " with a LIMIT",
                           "ORDER BY +" + name + " is done by SQLite");
    }
  }
  std::vector<Choices*> lists;
  for (Choices& one : choices) {
    const Column& column = resource_.columns[one.column];
    if (one.any.size() > 1 && !column.parameter && filter.term(column.name)) {
      lists.push_back(&one);
    }
  }
  for (Choices* one : lists) {
    const FilterTerm& term = *filter.term(resource_.columns[one->column].name);
    one->together = sent
                        ? values_together(resource_, term, one->any,
                                          kLongestFilter * 3 / 4 / lists.size())
                        : one->any.size();
  }
  return {};
}

Error Scan::lagging_error(const std::string& what,
                          const std::string& instead) const {
  return {
      resource_.name + ": " + what + " is answered by a search of " +
      resource_.provider.title +
      ", which may be a moment behind what was changed: no DELETE or UPDATE "
      "can be decided by that, and nothing was changed. " +
      instead + ", or look with a SELECT first and name the ids."};
}

void Scan::foresee(Arguments arguments) {
  const std::int64_t number = asker_.foresee(arguments);
  lanes_.front().queue.foresee(number, std::move(arguments));
}

void Scan::forget_foreseen() {
  asker_.forget();
  for (Lane& lane : lanes_) lane.queue.keep_only(asker_.number());
  if (look_ups_) look_ups_->forget();
}

Result<bool> Scan::next() {
  Result<bool> more = next_row();
  if (!more || !plan_.partial || told_partial_) return more;
  const bool detoured = *more ? lane_->current.root->detoured : detour_.taken();
  if (!detoured) {
    told_partial_ = true;
    asked_.note_partial(
        partial_text(resource_, resource_.methods[*plan_.method]));
  }
  return more;
}

Result<bool> Scan::next_row() {
  while (true) {
    if (turn_ == kTurn) pass_turn();
    Lane& lane = *lane_;
    if (lane.page && ++lane.row < lane.page->rows()) {
      if (is_stale() || !columns_.holds(lane.current, *lane.page, lane.row)) {
        continue;
      }
      if (Status status = check_order(); !status) return status.error();
      lane.current.root->shown = true;
      tally_.show_row();
      if (lanes_.size() > 1) ++turn_;
      return true;
    }
    if (lane.page) lane.queue.widen();
    lane.page.reset();
    Result<bool> more = next_page(lane);
    if (!more) return more;
    lane.ended = !*more;
    if (lane.ended && !pass_turn()) return false;
  }
}

// Whether the row is of the list beside the first one, and in that, too.
bool Scan::is_stale() {
  if (!detour_.beside()) return false;
  std::string row = key().value_or("");
  if (lane_->current.step == detour_.beside()) return listed_.contains(row);
  listed_.insert(std::move(row));
  return false;
}

// What SQLite won't sort has to be in order.
Status Scan::check_order() {
  if (!plan_.order) return {};
  const std::string text = text_of(cell(plan_.order->column)).value_or("");
  const bool in_order =
      last_.empty() ||
      (plan_.order->descending ? text <= last_ : text >= last_);
  last_ = text;
  if (in_order && !text.empty()) return {};
  return explain(lane_->current.site(),
                 "the rows are not sorted by " +
                     resource_.columns[plan_.order->column].name +
                     ", as was asked for. ORDER BY +" +
                     resource_.columns[plan_.order->column].name +
                     " has SQLite sort them");
}

// To before the first row of the page at its head, once it is here.
Result<bool> Scan::next_page(Lane& lane) {
  while (true) {
    if (look_ups_ && look_ups_->advance()) begin_again();
    fill();
    Listing* front = lane.queue.front(asker_.number());
    if (front == nullptr) return false;
    if (front->state == Listing::State::failed) {
      if (!detour_.take(*front)) return *std::move(front->error);
      begin_again();
      continue;
    }
    if (front->state == Listing::State::fresh || front->waits()) {
      const bool held = front->ticket == nullptr;
      const Ticket ticket = held ? look_ups_->waited_for(true) : front->ticket;
      if (held) look_ups_->note_wait();
      if (outer_) outer_->read_ahead();
      asked_.hurry(ticket);
      if (!asked_.wait()) {
        const Result<const Reply*> reply = asked_.take(ticket);
        if (!reply) return reply.error();
      }
      continue;
    }
    // What came while it was waited for is values still.
    if (!front->is_last() || !lane.queue.open(*front)) continue;
    lane.current = lane.queue.pop();
    lane.page = std::move(lane.current.opened->page);
    lane.row = Lane::kNoRow;
    if (reads_on_) fill();
    return true;
  }
}

void Scan::report(Progress& progress) const {
  tally_.report(detour_.first(), to_begin(), asker_.asks(), progress);
  // SQLite may be content with fewer rows than there are.
  if (plan_.limited) progress.calls.reset();
}

// A term that goes along, or is asked beside the path, leaves rows out. What a
// row has to show beside it does, too: a pin, or a path that says more.
void Scan::tell(ListSizes& sizes) const {
  if (!lane_->current.list || !all_here() || detour_.taken()) return;
  if (look_ups_ && !look_ups_->idle()) return;
  const bool whole = std::ranges::all_of(plan_.bindings, [&](const auto& one) {
    const auto& index = resource_.columns[one.column].parameter;
    using Place = Parameter::Place;
    const auto at = index ? resource_.parameters[*index].place : Place::query;
    return at == Place::server || at == Place::path;
  });
  tally_.tell(detour_.first(), whole && !plan_.by_key && !on_row(),
              lane_->current.list->org->subdomain, sizes);
}

Cell Scan::cell(std::size_t column) const {
  return columns_.cell(lane_->current, *lane_->page, lane_->row, column);
}

std::optional<std::string> Scan::key() const {
  std::vector<std::string> parts = {lane_->current.list->org->subdomain};
  for (const std::string& name : resource_.key) {
    parts.push_back(text_of(cell(*resource_.column(name))).value_or(""));
  }
  return make_key(parts);
}

}  // namespace idp
