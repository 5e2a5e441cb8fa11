// look_ups.cpp - sends what was earned, keeps the rows, and finds them.
#include "scan/look_ups.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "lower.h"

namespace idp {
namespace {

// So many calls a list may be behind before look-ups wait for it: as many as go
// together, where each of its pages waits for the one before. Many lists, as
// those of all apps, are as fast as look-ups.
std::size_t most_behind(const Method& list) {
  return list.path_parameters.empty() ? 16 : 0;
}

// Look-ups that are sure to come, of which nobody takes notice beforehand.
constexpr std::size_t kFew = 16;

// So often it is waited for a page until it is late: a second or so; and where
// each look-up is sent beside one page, as long as such a call may take.
constexpr int kMostWaits = 50, kFewWaits = 2;

std::size_t add_to_hash(std::size_t hash, const Column& column,
                        const std::string& value) {
  constexpr std::size_t kPrime = 1'000'003;
  const bool nocase = column.collation == Collation::nocase;
  return hash * kPrime +
         std::hash<std::string>()(nocase ? lower(value) : value);
}

// What a look-up has led to already belongs to it.
bool begins(const Listing& listing) {
  return listing.arguments == listing.root->arguments &&
         !listing.step->missed && !listing.root->detoured;
}

// What the list of an org is asked with.
std::vector<Choices> org_of(const Resource& resource,
                            const Arguments& arguments) {
  std::vector<Choices> choices;
  for (const Argument& one : arguments) {
    if (resource.is_org(one.column)) {
      choices.push_back({one.column, one.op, {one.value}});
    }
  }
  return choices;
}

Plan plan_of(const Resource& resource, const Method& list) {
  Plan plan;
  plan.method = static_cast<std::size_t>(&list - resource.methods.data());
  plan.each = list.path_parameters;
  return plan;
}

}  // namespace

LookUps::LookUps(std::span<const Resource> catalog, const Resource& resource,
                 const Plan& plan, const Columns& columns, Asked& asked,
                 KnownRows& known, std::shared_ptr<const Settings> settings)
    : catalog_(catalog),
      resource_(resource),
      method_(resource.methods[*plan.method]),
      list_(*resource.method(method_.listed_by)),
      columns_(columns),
      asked_(asked),
      known_(known),
      settings_(std::move(settings)) {}

bool LookUps::answer(Listing& listing) {
  const auto list = lists_.find(listing.list->org);
  if (list == lists_.end() || !begins(listing)) return false;
  if (method_.returns_list && !list->second.complete()) return false;
  std::optional<json::Page> rows = list->second.rows_of(listing);
  if (!rows) return false;
  if (!list_.unseen.empty() && method_.returns_list && !noted_) {
    noted_ = true;
    asked_.note_partial(partial_text(resource_, list_));
  }
  while (!listing.is_last()) listing.step = listing.step->next;
  listing.state = Listing::State::opened;
  listing.opened = std::make_shared<Opened>();
  listing.opened->page = std::make_shared<const json::Page>(*std::move(rows));
  return true;
}

bool LookUps::wants_expected(std::size_t rows) {
  if (rows <= rows_ || !std::ranges::all_of(lists_, [](const auto& one) {
        return one.second.starves();
      })) {
    return false;
  }
  rows_ = rows;
  return true;
}

void LookUps::expect(std::size_t look_ups) {
  if (look_ups > begun_ + kFew) expected_ = look_ups;
}

void LookUps::earn(const Listing& listing) {
  if (listing.root->detoured) return;
  std::size_t calls = 1;
  if (begins(listing) && ++begun_ <= earned_) calls = 0;
  if (listing.root->number <= spared_) {
    if (listing.root->number == 1) ++first_calls_;
    return;
  }
  earned_ = std::max(earned_, begun_);
  if (expected_ > earned_)
    calls += expected_ - std::exchange(earned_, expected_);
  lists_.try_emplace(listing.list->org, *this, listing)
      .first->second.earn(calls + std::exchange(first_calls_, 0));
}

bool LookUps::advance() {
  bool ended = false;
  for (auto& [org, list] : lists_) {
    const bool known = list.complete();
    list.advance();
    ended = ended || (!known && list.complete());
  }
  return ended;
}

Ticket LookUps::waited_for(bool first) const {
  for (const auto& [org, list] : lists_) {
    if (Ticket ticket = list.waited_for(first)) return ticket;
  }
  return nullptr;
}

void LookUps::note_wait() {
  for (auto& [org, list] : lists_) list.note_wait();
}

LookUps::List::List(LookUps& owner, const Listing& first)
    : owner_(owner),
      reader_(owner.catalog_, owner.resource_, owner.columns_, owner.asked_,
              owner.known_, owner.settings_),
      detour_(owner.catalog_, owner.resource_,
              plan_of(owner.resource_, owner.list_),
              owner.columns_.json_paths(), true, false),
      queue_(owner.resource_, reader_, detour_, tally_,
             static_cast<std::size_t>(owner.settings_->pace.parallelism)) {
  const Arguments& arguments = first.root->arguments;
  std::vector<Choices> org = org_of(owner.resource_, arguments);
  for (const Argument& one : arguments) {
    if (std::ranges::count(org, one.column, &Choices::column) == 0) {
      key_.push_back(one.column);
    }
  }
  reader_.allow(0);
  queue_.widen_fully();
  queue_.begin(0, std::move(org));
}

void LookUps::List::advance() {
  if (state_ != State::reading) return;
  while (state_ == State::reading) {
    queue_.fill();
    queue_.put_first_what_came();
    Listing* front = queue_.front(0);
    if (front == nullptr) {
      state_ = queue_.to_begin() == 0 ? State::complete : State::reading;
      return;
    }
    if (front->state == Listing::State::fresh || front->waits()) return;
    if (front->is_last()) queue_.open(*front);
    if (front->state == Listing::State::opened) {
      keep(queue_.pop());
    } else if (front->state == Listing::State::failed) {
      state_ = State::ended;
      rows_ = {};
      places_.clear();
    }
  }
  queue_.begin(0, {});
}

void LookUps::List::earn(std::size_t calls) {
  if (state_ != State::reading) return;
  reader_.allow(calls);
  queue_.fill();
}

Ticket LookUps::List::waited_for(bool first) const {
  if (state_ != State::reading) return nullptr;
  const bool behind = reader_.allowed() > most_behind(owner_.list_);
  if (!behind && !owner_.alone_) return nullptr;
  const bool late = first && waits_ >= (behind ? kMostWaits : kFewWaits);
  return late ? nullptr : queue_.under_way();
}

void LookUps::List::keep(const Listing& listing) {
  waits_ = 0;
  const json::Page& page = *listing.opened->page;
  for (std::size_t row = 0; row < page.rows(); ++row) {
    std::size_t hash = 0;
    bool whole = true;
    for (const std::size_t column : key_) {
      const auto text =
          text_of(owner_.columns_.cell(listing, page, row, column));
      whole = whole && text;
      hash = add_to_hash(hash, owner_.resource_.columns[column],
                         text.value_or(""));
    }
    if (!whole) continue;
    places_.emplace(hash, static_cast<std::uint32_t>(rows_.rows()));
    rows_.add(page, row);
  }
  if (footprint() <= kMostBytes) return;
  // What is known stays so; but that a row is not there is not known.
  state_ = State::ended;
  if (!owner_.method_.returns_list) return;
  rows_ = {};
  places_.clear();
}

std::size_t LookUps::List::footprint() const {
  constexpr std::size_t kNode = 4 * sizeof(void*);
  return rows_.footprint() + places_.size() * kNode +
         places_.bucket_count() * sizeof(void*);
}

// Of one row, nothing if there is none.
std::optional<json::Page> LookUps::List::rows_of(const Listing& listing) const {
  std::size_t hash = 0;
  for (const Argument& one : listing.root->arguments) {
    if (std::ranges::count(key_, one.column) == 0) continue;
    hash = add_to_hash(hash, owner_.resource_.columns[one.column], one.value);
  }
  std::vector<std::uint32_t> found;
  const auto [begin, end] = places_.equal_range(hash);
  for (auto place = begin; place != end; ++place) {
    if (owner_.columns_.holds(listing, rows_, place->second)) {
      found.push_back(place->second);
    }
  }
  if (found.empty() && !owner_.method_.returns_list) return std::nullopt;
  std::ranges::sort(found);
  json::Page page;
  for (const std::uint32_t row : found) page.add(rows_, row);
  return page;
}

}  // namespace idp
