// scan.cpp - keeps the queue of listings, and walks the rows at its head.
#include "scan/scan.h"

#include <algorithm>

#include "scan/key.h"

namespace idp {
namespace {

// Whether a cell is a text and, if there is an owner, the owner.
bool belongs(const Cell& cell, const std::string* owner) {
  const auto* text = std::get_if<std::string_view>(&cell);
  return text != nullptr && (owner == nullptr || *text == *owner);
}

}  // namespace

Scan::Scan(std::span<const Resource> catalog, const Resource& resource,
           const Plan& plan, Asked& asked, Seen& seen,
           std::shared_ptr<const Settings> settings)
    : catalog_(catalog),
      resource_(resource),
      method_(resource.methods[*plan.method]),
      asked_(asked),
      settings_(std::move(settings)),
      columns_(resource, plan.fields),
      reader_(resource, columns_, asked, seen, settings_),
      way_(catalog, resource, method_, plan.each, columns_.sources()) {}

void Scan::ask(std::vector<Values> values, std::optional<std::int64_t> most) {
  page_.reset();
  reader_.expect_rows(most);
  values_ = std::move(values);
  root_.assign(values_.size(), 0);
  roots_done_ = false;
  auto root = std::make_shared<Arguments>();
  for (const Values& v : values_) {
    root->push_back({v.column, v.op, v.any.front()});
  }
  const bool again = ++asks_ > 1;
  if (again) reader_.expect_again();
  const auto found = std::ranges::find_if(queue_, [&](const Listing& listing) {
    return is_single() && listing.question != question_ &&
           *listing.question == *root;
  });
  if (found != queue_.end()) {
    question_ = found->question;
    queue_.erase(queue_.begin(), found);
    roots_done_ = true;
    ahead_ = std::min(std::max<std::size_t>(1, ahead_ * 2), most_ahead());
    return;
  }
  // What was expected did not come, or nothing was expected yet.
  ahead_ = again && !expected_last_ ? 1 : 0;
  expected_last_.reset();
  queue_.clear();
  question_ = std::move(root);
}

bool Scan::is_single() const {
  return std::ranges::all_of(values_,
                             [](const auto& v) { return v.any.size() == 1; });
}

std::size_t Scan::wants() const {
  std::size_t known = 0;
  const Arguments* last = question_.get();
  for (const Listing& listing : queue_) {
    if (listing.question.get() == last) continue;
    last = listing.question.get();
    ++known;
  }
  return ahead_ > known ? ahead_ - known : 0;
}

const std::vector<Argument>* Scan::asked() const {
  return is_single() ? question_.get() : nullptr;
}

const std::vector<Argument>* Scan::expected_last() const {
  return expected_last_.get();
}

void Scan::expect(std::vector<Argument> arguments) {
  // The present question stands first.
  if (auto root = next_root()) queue_.push_back(*std::move(root));
  expected_last_ = std::make_shared<const Arguments>(std::move(arguments));
  queue_.push_back(listing_of(expected_last_, *expected_last_));
}

Listing Scan::listing_of(std::shared_ptr<const Arguments> question,
                         Arguments arguments) {
  Listing listing;
  listing.step = instead_ ? &instead_->first() : &way_.first();
  listing.question = std::move(question);
  listing.root = std::make_shared<Root>(Root{arguments, instead_.has_value()});
  listing.arguments = std::move(arguments);
  ++counts_[listing.step].known;
  return listing;
}

Result<bool> Scan::next() {
  if (page_ && ++row_ < page_->rows()) {
    ++rows_;
    return true;
  }
  if (page_) widen();
  page_.reset();
  while (true) {
    look_ahead();
    if (queue_.empty() || queue_.front().question != question_) return false;
    Listing& front = queue_.front();
    if (front.error) {
      if (go_instead()) continue;
      return *std::move(front.error);
    }
    if (!front.opened && !front.ticket->done()) {
      asked_.hurry(front.ticket);
      if (!asked_.wait()) {
        const Result<const Reply*> reply = asked_.take(front.ticket);
        if (!reply) return reply.error();
      }
      continue;
    }
    if (!front.is_last()) continue;
    if (!open_ahead(front)) continue;
    show_front();
    if (page_->rows() > 0) {
      current_.root->shown = true;
      ++rows_;
      return true;
    }
    page_.reset();
    widen();
  }
}

// Combinations of values, the last value changing first.
std::optional<Listing> Scan::next_root() {
  if (roots_done_) return std::nullopt;
  Arguments arguments;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    arguments.push_back(
        {values_[i].column, values_[i].op, values_[i].any[root_[i]]});
  }
  std::size_t i = values_.size();
  while (i > 0 && ++root_[i - 1] == values_[i - 1].any.size()) {
    root_[--i] = 0;
  }
  roots_done_ = i == 0;
  return listing_of(question_, std::move(arguments));
}

// Fetches what is in the window, and replaces what was fetched there.
void Scan::look_ahead() {
  std::size_t busy = 0;
  for (auto listing = queue_.begin(); busy < window_;) {
    if (listing == queue_.end()) {
      auto root = next_root();
      if (!root) return;
      listing = queue_.insert(queue_.end(), *std::move(root));
    }
    const bool fresh = !listing->ticket && !listing->opened && !listing->error;
    if (fresh && !begin(*listing)) answer_by_nothing(*listing);
    const bool came = listing->ticket && listing->ticket->done();
    if (came && !listing->is_last()) {
      listing = replace(listing);
      if (listing == queue_.end() || !listing->error) continue;
    }
    ++busy;
    ++listing;
  }
}

// False where there is nothing to fetch.
bool Scan::begin(Listing& listing) {
  const Result<bool> sent = reader_.send(listing);
  if (!sent) listing.error = sent.error();
  return !sent || *sent;
}

// A page of values becomes a listing for each of them, and one of the page
// behind it. Returns the first of these, or the one that can't be replaced.
Scan::Queue::iterator Scan::replace(Queue::iterator listing) {
  Result<Opened> opened = reader_.open(*listing);
  if (!opened) {
    listing->error = opened.error();
    return listing;
  }
  const Step& step = *listing->step;
  const std::size_t column = *resource_.column(step.feeds);
  const std::string* owner =
      step.owner ? value_of(resource_, *step.owner, listing->arguments)
                 : nullptr;
  Queue children;
  for (std::size_t row = 0; row < opened->page->rows(); ++row) {
    const Cell cell = opened->page->cell(row, 0);
    const auto* value = std::get_if<std::string_view>(&cell);
    if (value == nullptr) continue;
    if (step.owner && !belongs(opened->page->cell(row, 1), owner)) continue;
    Listing& child = children.emplace_back();
    child.step = step.next;
    child.question = listing->question;
    child.root = listing->root;
    child.arguments = listing->arguments;
    child.arguments.push_back({column, Operator::eq, std::string(*value)});
  }
  counts_[step.next].known += static_cast<std::int64_t>(children.size());
  if (!opened->next) ++counts_[&step].done;
  if (children.empty()) widen();
  if (opened->next) children.push_back(*std::move(opened->next));
  if (children.empty()) {
    answer_by_nothing(*listing);
    return listing;
  }
  const auto first = children.begin();
  queue_.splice(queue_.erase(listing), children);
  return first;
}

// The listing stays, so that its question is known to be answered.
void Scan::answer_by_nothing(Listing& listing) {
  if (!listing.is_last()) ++counts_[&way_.last()].known;
  listing.step = &way_.last();
  listing.opened = std::make_shared<Opened>();
}

// Reads a page before its turn. False where it isn't here, or can't be read.
bool Scan::open_ahead(Listing& listing) {
  if (listing.opened) return true;
  if (listing.error || !listing.ticket || !listing.ticket->done()) return false;
  Result<Opened> opened = reader_.open(listing);
  if (!opened) {
    listing.error = opened.error();
    return false;
  }
  listing.opened = std::make_shared<Opened>(*std::move(opened));
  return true;
}

void Scan::peek(const See& see) {
  const auto rows_of = [&](const Listing& listing, const json::Page& page,
                           std::size_t row) {
    for (; row < page.rows(); ++row) {
      const bool more = see([&](std::size_t column) {
        return columns_.cell(listing, page, row, column);
      });
      if (!more) return false;
    }
    return true;
  };
  if (!page_ || !rows_of(current_, *page_, row_ + 1)) return;
  for (Listing& listing : queue_) {
    if (!listing.is_last() || !open_ahead(listing)) return;
    if (!rows_of(listing, *listing.opened->page, 0)) return;
    if (listing.opened->next) return;
  }
}

// REQUIRES: the page at the front was opened.
void Scan::show_front() {
  Listing& front = queue_.front();
  const std::shared_ptr<Opened> opened = std::move(front.opened);
  page_ = std::move(opened->page);
  row_ = 0;
  current_ = std::move(front);
  queue_.pop_front();
  if (opened->next) {
    queue_.push_front(*std::move(opened->next));
  } else {
    ++counts_[current_.step].done;
  }
}

// Where what stands at the front was refused and its method has another one
// instead: begins again with that, for all of which no row was shown.
bool Scan::go_instead() {
  Listing& front = queue_.front();
  const bool enumerates = way_.first().next != nullptr;
  if (front.error->kind != Error::Kind::forbidden || front.root->instead ||
      !enumerates || method_.instead.empty()) {
    return false;
  }
  const Method& instead = *resource_.method(method_.instead);
  if (front.root->shown || !settings_->route.empty()) {
    front.error->text +=
        " Another way to the same rows: SELECT idp_configure("
        "'{\"route\": \"" +
        instead.route + "\"}').";
    return false;
  }
  if (!instead_) {
    instead_.emplace(catalog_, resource_, instead,
                     not_given(instead, front.root->arguments),
                     columns_.sources());
  }
  std::shared_ptr<Root> replaced;
  for (auto listing = queue_.begin(); listing != queue_.end();) {
    if (listing->root->instead || listing->root->shown) {
      ++listing;
    } else if (listing->root == replaced) {
      listing = queue_.erase(listing);
    } else {
      replaced = listing->root;
      *listing = listing_of(listing->question, replaced->arguments);
      ++listing;
    }
  }
  return true;
}

std::vector<std::string> Scan::not_given(const Method& method,
                                         const Arguments& arguments) const {
  std::vector<std::string> names;
  for (const std::string& name : method.path_parameters) {
    if (!value_of(resource_, *resource_.parameter(name), arguments)) {
      names.push_back(name);
    }
  }
  return names;
}

void Scan::report(Progress& progress) const {
  progress.rows += rows_;
  // Who is asked again and again knows neither end nor total.
  if (asks_ > 1) {
    progress.parts.push_back({resource_.name, asks_, 0, true});
    return;
  }
  const auto count_of = [&](const Step* step) {
    const auto found = counts_.find(step);
    return found == counts_.end() ? Count() : found->second;
  };
  bool complete = roots_done_;
  const Step& first = instead_ ? instead_->first() : way_.first();
  for (const Step* step = &first; step != nullptr; step = step->next) {
    const Count lists = count_of(step);
    const bool single = step == &first && roots_done_ && lists.known == 1;
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

std::size_t Scan::most_ahead() const {
  return static_cast<std::size_t>(settings_->pace.parallelism) * 2;
}

void Scan::widen() { window_ = std::min(window_ * 2, most_ahead()); }

Cell Scan::cell(std::size_t column) const {
  return columns_.cell(current_, *page_, row_, column);
}

std::optional<std::string> Scan::key() const {
  std::vector<std::string> parts = {current_.org->subdomain};
  for (const std::string& name : resource_.key) {
    const Cell part = cell(*resource_.column(name));
    const auto* text = std::get_if<std::string_view>(&part);
    parts.emplace_back(text ? *text : std::string_view());
  }
  return make_key(parts);
}

}  // namespace idp
