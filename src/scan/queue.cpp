// queue.cpp - fetches within the window, and puts values in place of pages.
#include "scan/queue.h"

#include <algorithm>

namespace idp {
namespace {

// Whether a row's value counts: not NULL and, if there is an owner, the owner.
bool belongs(const Cell& cell, const std::string* owner) {
  const auto text = text_of(cell);
  return text && (owner == nullptr || *text == *owner);
}

// Without the bytes that nobody asked for.
std::shared_ptr<const json::Page> compact(
    std::shared_ptr<const json::Page> page) {
  constexpr std::size_t kSmall = std::size_t{16} << 10;
  if (page->footprint() < kSmall) return page;
  return std::make_shared<const json::Page>(page->compact());
}

}  // namespace

void Queue::begin(std::int64_t ask, std::vector<Choices> choices) {
  listings_.clear();
  ask_ = ask;
  combinations_ = Combinations(std::move(choices));
}

void Queue::skip_to(std::int64_t ask) {
  widen();
  combinations_ = Combinations();
  std::erase_if(listings_, [&](const Listing& one) { return one.ask < ask; });
}

void Queue::foresee(std::int64_t ask, Arguments arguments) {
  begin_next();  // the present ask stands first
  push(begin_listing(ask, std::move(arguments)));
}

Listing Queue::begin_listing(std::int64_t ask, Arguments arguments) {
  Listing listing;
  listing.step = &detour_.first();
  listing.ask = ask;
  listing.root =
      std::make_shared<Root>(Root{arguments, ++roots_, detour_.taken()});
  listing.arguments = std::move(arguments);
  tally_.know(*listing.step);
  return listing;
}

Queue::Place Queue::begin_next() {
  auto arguments = combinations_.next();
  return arguments ? push(begin_listing(ask_, *std::move(arguments)))
                   : listings_.end();
}

Queue::Place Queue::push(Listing listing) {
  const Step* beside = detour_.beside();
  const auto first = listings_.insert(listings_.end(), std::move(listing));
  if (beside == nullptr) return first;
  Listing rest = *first;
  rest.step = beside;
  tally_.know(*beside);
  listings_.push_back(std::move(rest));
  return first;
}

void Queue::keep_only(std::int64_t ask) {
  listings_.remove_if([ask](const auto& one) { return one.ask != ask; });
}

void Queue::begin_again() {
  std::shared_ptr<Root> replaced;
  for (auto listing = listings_.begin(); listing != listings_.end();) {
    if (listing->root->detoured || listing->root->shown) {
      ++listing;
      continue;
    }
    tally_.drop(*listing->step);
    if (listing->root == replaced) {
      listing = listings_.erase(listing);
    } else {
      replaced = listing->root;
      *listing = begin_listing(listing->ask, replaced->arguments);
      ++listing;
    }
  }
}

void Queue::fill(std::size_t busy) {
  Kept kept;
  for (auto listing = listings_.begin(); busy < window_;) {
    if (listing == listings_.end()) {
      listing = begin_next();
      if (listing == listings_.end()) return;
    }
    if (listing->state == Listing::State::fresh) {
      if (reader_.holds_back(listing == listings_.begin())) return;
      const Step* step = listing->step;
      if (!reader_.send(*listing)) {
        tally_.finish(*step);
        listing = listings_.erase(listing);
        continue;
      }
      tally_.move(*step, *listing->step);
    }
    if (listing->came() && !listing->is_last()) {
      listing = replace(listing);
      continue;
    }
    // It may have to look on.
    if (listing->came() && listing->step->if_not_found && !open(*listing)) {
      continue;
    }
    ++busy;
    busy += send_pages_behind(listing, window_ - busy, kept);
    ++listing;
  }
}

// The pages of one list come one after the other: who reads on asks for each as
// soon as the one before has told its URL, not only once that is shown. Where
// lists take turns they are asked for together anyway, and many would lie about
// until their turn. Returns how many of them count.
std::size_t Queue::send_pages_behind(Place listing, std::size_t room,
                                     Kept& kept) {
  const auto behind = std::next(listing);
  const bool turns = behind != listings_.end() && take_turns(*listing, *behind);
  std::size_t pages = 0;
  if (!reads_on_ || turns) return pages;
  for (Listing* page = &*listing; pages < room;) {
    const bool here = page->state == Listing::State::opened ||
                      (page->came() && page->is_last() &&
                       !page->ticket->failed() && !page->ticket->gone());
    if (!here || !open(*page) || !page->opened->next) break;
    kept.bytes += page->opened->page->footprint();
    ++kept.pages;
    const bool is_full = kept.bytes > kMostBytes || kept.pages > kMostPages;
    page = &*page->opened->next;
    const bool waits = page->state != Listing::State::opened;
    if (!keeps_ || is_full || waits) ++pages;
    if (page->state != Listing::State::fresh) continue;
    if (reader_.holds_back(false)) break;
    reader_.send(*page);
  }
  return pages;
}

// A page of values becomes a listing for each of them, and one of the page
// behind it. Returns the place of the first of these.
Queue::Place Queue::replace(Place listing) {
  Result<Opened> opened = reader_.open(*listing);
  if (!opened) {
    listing->fail(std::move(opened.error()));
    return listing;
  }
  const Step& step = *listing->step;
  tally_.turn(step);
  const std::size_t column = *resource_.column(step.feeds);
  const std::string* owner =
      step.owner ? value_of(resource_, *step.owner, listing->arguments)
                 : nullptr;
  ++families_;
  std::list<Listing> children;
  for (std::size_t row = 0; row < opened->page->rows(); ++row) {
    auto value = text_of(opened->page->cell(row, 0));
    if (!value) continue;
    if (step.owner && !belongs(opened->page->cell(row, 1), owner)) continue;
    Listing& child = children.emplace_back();
    child.step = step.next;
    child.ask = listing->ask;
    child.siblings = families_;
    child.root = listing->root;
    child.arguments = listing->arguments;
    child.arguments.push_back({column, Operator::eq, *std::move(value)});
  }
  listing->list->fed += children.size();
  if (owner && !opened->next && listing->list->fed == 0) {
    if (Status status = reader_.note_unlisted(*listing, *owner); !status) {
      listing->fail(std::move(status.error()));
      return listing;
    }
  }
  tally_.know(*step.next, children.size());
  if (!opened->next) tally_.finish(step);
  if (children.empty()) widen();
  if (opened->next) children.push_back(*std::move(opened->next));
  const auto behind = listings_.erase(listing);
  const auto first = children.empty() ? behind : children.begin();
  listings_.splice(behind, children);
  return first;
}

Listing* Queue::front(std::int64_t ask) {
  if (listings_.empty() || listings_.front().ask != ask) return nullptr;
  return &listings_.front();
}

void Queue::put_first_what_came() {
  const auto came = std::ranges::find_if(listings_, [](const Listing& one) {
    return one.state != Listing::State::fresh && !one.waits();
  });
  if (came == listings_.end()) return;
  listings_.splice(listings_.begin(), listings_, came);
}

Listing Queue::pop() {
  Listing front = std::move(listings_.front());
  listings_.pop_front();
  tally_.turn(*front.step);
  if (!front.opened->next) {
    tally_.finish(*front.step);
    return front;
  }
  const auto place = std::ranges::find_if(
      listings_, [&](const Listing& one) { return !take_turns(front, one); });
  listings_.insert(place, *std::move(front.opened->next));
  return front;
}

Ticket Queue::under_way() const {
  for (const Listing& one : listings_) {
    if (one.waits() && one.ticket->under_way()) return one.ticket;
  }
  return nullptr;
}

bool Queue::open(Listing& listing) {
  if (listing.came()) {
    Result<Opened> opened = reader_.open(listing);
    if (opened && listing.step->if_not_found && opened->next) {
      listing = *std::move(opened->next);
    } else if (opened) {
      listing.state = Listing::State::opened;
      if (keeps_) opened->page = compact(std::move(opened->page));
      listing.opened = std::make_shared<Opened>(*std::move(opened));
    } else {
      listing.fail(std::move(opened.error()));
    }
  }
  return listing.state == Listing::State::opened;
}

}  // namespace idp
