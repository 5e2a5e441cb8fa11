// scan.cpp - keeps the queue of listings, and walks the rows at its head.
#include "scan/scan.h"

#include <algorithm>
#include <charconv>

#include "call/failure.h"
#include "http/link.h"
#include "plan/source.h"
#include "scan/key.h"

namespace idp {
namespace {

constexpr std::size_t kMostKept = 16;  // pages
constexpr std::string_view kPageSize = "limit";

bool is_json(const http::Response& response) {
  const std::string* type = response.header("content-type");
  if (type == nullptr) return true;
  const std::string_view name =
      std::string_view(*type).substr(0, type->find(';'));
  return name.find("json") != name.npos;
}

// A link brings the cursor and perhaps more; what we asked for stays as it is,
// since links have been known to drop it (Okta's release notes, OKTA-1230325).
http::Query with_own(http::Query linked, const http::Query& own) {
  std::erase_if(linked, [&](const auto& item) {
    return item.first != "after" &&
           std::ranges::any_of(
               own, [&](const auto& mine) { return mine.first == item.first; });
  });
  for (const auto& mine : own) {
    if (mine.first != "after") linked.push_back(mine);
  }
  return linked;
}

// The scan's arguments as those of a table on the way to its own: the org, and
// what is in that table's path.
std::vector<Argument> translate(const Resource& from, const Resource& to,
                                const Method& method,
                                const std::vector<Argument>& arguments) {
  std::vector<Argument> result;
  for (const Argument& argument : arguments) {
    const std::string& name = from.columns[argument.column].name;
    const Parameter* parameter = to.parameter(name);
    if (!parameter || argument.op != Operator::eq) continue;
    const bool in_path = std::ranges::count(method.path_parameters, name) > 0;
    if (in_path || parameter->place == Parameter::Place::server) {
      result.push_back({*to.column(name), Operator::eq, argument.value});
    }
  }
  return result;
}

// Whether a cell is a text and, if there is an owner, the owner.
bool belongs(const Cell& cell, const std::string* owner) {
  const auto* text = std::get_if<std::string_view>(&cell);
  return text != nullptr && (owner == nullptr || *text == *owner);
}

}  // namespace

Scan::Scan(std::span<const Resource> catalog, const Resource& resource,
           const Plan& plan, Caller& caller, Seen& seen,
           std::shared_ptr<const Settings> settings)
    : catalog_(catalog),
      resource_(resource),
      method_(resource.methods[*plan.method]),
      caller_(caller),
      seen_(seen),
      settings_(std::move(settings)),
      layout_columns_(resource.columns.size(), -1) {
  // Two columns may show the same field (`id` and `tokenId`).
  for (const std::size_t column : plan.fields) {
    const std::string& source = resource.columns[column].source;
    const auto found = std::ranges::find(sources_, source);
    layout_columns_[column] = static_cast<int>(found - sources_.begin());
    if (found == sources_.end()) sources_.push_back(source);
  }
  add_stages(method_, plan.each);
}

void Scan::add_stages(const Method& method,
                      const std::vector<std::string>& each) {
  for (const std::string& name : each) {
    const Parameter& parameter = *resource_.parameter(name);
    const auto source = source_of(catalog_, parameter);
    const Resource& from = *source->resource;
    std::vector<std::string> fields = {from.columns[source->column].source};
    const Parameter* owner = resource_.parameter(parameter.where_equals);
    if (owner != nullptr) {
      fields.push_back(
          from.columns[*from.column(parameter.where_field)].source);
    }
    stages_.push_back({&from, source->method, name, source->column, owner,
                       json::Layout(fields)});
  }
  stages_.push_back(
      {&resource_, &method, {}, 0, nullptr, json::Layout(sources_)});
}

void Scan::ask(std::vector<Values> values, std::optional<std::int64_t> most) {
  page_.reset();
  most_ = most;
  values_ = std::move(values);
  root_.assign(values_.size(), 0);
  roots_done_ = false;
  auto root = std::make_shared<Arguments>();
  for (const Values& v : values_) {
    root->push_back({v.column, v.op, v.any.front()});
  }
  asked_again_ = question_ != nullptr;
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
  ahead_ = asked_again_ && !expected_last_ ? 1 : 0;
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

Scan::Listing Scan::listing_of(std::shared_ptr<const Arguments> question,
                               Arguments arguments) const {
  Listing listing;
  listing.stage = first_stage_;
  listing.question = std::move(question);
  listing.root = std::make_shared<Root>(Root{arguments});
  listing.arguments = std::move(arguments);
  return listing;
}

Result<bool> Scan::next() {
  if (page_ && ++row_ < page_->rows()) return true;
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
      caller_.hurry(front.ticket);
      if (!caller_.wait()) {
        const Result<const Reply*> reply = caller_.take(front.ticket);
        if (!reply) return reply.error();
      }
      continue;
    }
    if (!is_last(front)) continue;
    if (!open_ahead(front)) continue;
    show_front();
    if (page_->rows() > 0) {
      current_.root->shown = true;
      return true;
    }
    page_.reset();
    widen();
  }
}

// Combinations of values, the last value changing first.
std::optional<Scan::Listing> Scan::next_root() {
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
    if (came && !is_last(*listing)) {
      listing = replace(listing);
      if (listing == queue_.end() || !listing->error) continue;
    }
    ++busy;
    ++listing;
  }
}

// Makes the call of a listing. False where there is none: no row has an empty
// id.
Result<bool> Scan::prepare(Listing& listing) {
  const Stage& stage = stage_of(listing);
  Result<std::optional<Call>> call =
      make_call(*stage.resource, *stage.method,
                is_last(listing) ? listing.arguments
                                 : translate(resource_, *stage.resource,
                                             *stage.method, listing.arguments));
  if (!call) return call.error();
  if (!*call) return false;
  const Result<const Org*> org =
      find_org(*settings_, (*call)->subdomain, resource_.provider);
  if (!org) return Error{resource_.name + ": " + org.error().text};
  listing.org = *org;
  listing.own_query = (*call)->query;
  listing.target =
      http::make_target((*call)->path, is_last(listing) ? first_query(listing)
                                                        : listing.own_query);
  listing.visited = std::make_shared<std::set<std::string>>();
  listing.visited->insert(listing.target.text());
  return true;
}

// The query of a list's first page, which is no longer than what will be read.
// Following pages are: SQLite may drop rows, too.
http::Query Scan::first_query(const Listing& listing) const {
  http::Query query = listing.own_query;
  const Parameter* limit = resource_.parameter(kPageSize);
  if (!most_ || !limit || value_of(resource_, *limit, listing.arguments)) {
    return query;
  }
  for (auto& [name, value] : query) {
    if (name == kPageSize && limit->fallback && *most_ < *limit->fallback) {
      value = std::to_string(*most_);
    }
  }
  return query;
}

// False where there is nothing to fetch.
bool Scan::begin(Listing& listing) {
  if (!listing.org) {
    const Result<bool> possible = prepare(listing);
    if (!possible) {
      listing.error = possible.error();
      return true;
    }
    if (!*possible) return false;
  }
  if (open_seen(listing)) return true;
  const Stage& stage = stage_of(listing);
  listing.ticket = caller_.submit(
      {stage.resource, stage.method, settings_, listing.org, listing.target});
  return true;
}

// A page of values becomes a listing for each of them, and one of the page
// behind it. Returns the first of these, or the one that can't be replaced.
Scan::Queue::iterator Scan::replace(Queue::iterator listing) {
  Result<Opened> opened = open(*listing);
  if (!opened) {
    listing->error = opened.error();
    return listing;
  }
  const Stage& stage = stage_of(*listing);
  const std::size_t column = *resource_.column(stage.feeds);
  const std::string* owner =
      stage.owner ? value_of(resource_, *stage.owner, listing->arguments)
                  : nullptr;
  Queue children;
  for (std::size_t row = 0; row < opened->page->rows(); ++row) {
    const Cell cell = opened->page->cell(row, 0);
    const auto* value = std::get_if<std::string_view>(&cell);
    if (value == nullptr) continue;
    if (stage.owner && !belongs(opened->page->cell(row, 1), owner)) continue;
    Listing& child = children.emplace_back();
    child.stage = listing->stage + 1;
    child.question = listing->question;
    child.root = listing->root;
    child.arguments = listing->arguments;
    child.arguments.push_back({column, Operator::eq, std::string(*value)});
  }
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
  listing.stage = stages_.size() - 1;
  listing.opened = std::make_shared<Opened>();
}

// Reads a page before its turn. False where it isn't here, or can't be read.
bool Scan::open_ahead(Listing& listing) {
  if (listing.opened) return true;
  if (listing.error || !listing.ticket || !listing.ticket->done()) return false;
  Result<Opened> opened = open(listing);
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
        return cell_of(listing, page, row, column);
      });
      if (!more) return false;
    }
    return true;
  };
  if (!page_ || !rows_of(current_, *page_, row_ + 1)) return;
  for (Listing& listing : queue_) {
    if (!is_last(listing) || !open_ahead(listing)) return;
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
  if (opened->next) queue_.push_front(*std::move(opened->next));
}

// Where what stands at the front was refused and its method has another one
// instead: begins again with that, for all of which no row was shown.
bool Scan::go_instead() {
  Listing& front = queue_.front();
  const bool first_way = first_stage_ == 0 || front.stage < first_stage_;
  const bool enumerates = !stages_.front().feeds.empty();
  if (front.error->kind != Error::Kind::forbidden || !first_way ||
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
  if (first_stage_ == 0) {
    first_stage_ = stages_.size();
    add_stages(instead, not_given(instead, front.root->arguments));
  }
  std::shared_ptr<Root> replaced;
  for (auto listing = queue_.begin(); listing != queue_.end();) {
    if (listing->stage >= first_stage_ || listing->root->shown) {
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

Result<Scan::Opened> Scan::open(Listing& listing) {
  const Stage& stage = stage_of(listing);
  const Ticket ticket = std::move(listing.ticket);
  const Result<const Reply*> reply = caller_.take(ticket);
  if (!reply) return reply.error();
  const http::Response& response = (*reply)->response;
  if ((*reply)->gone) {
    // What the query named is not there: no rows. A list of everything is.
    if (!stage.method->path_parameters.empty()) return Opened{};
    return explain(
        {*stage.resource, *stage.method, *listing.org, listing.target},
        response);
  }
  if (!is_json(response)) {
    return problem(listing, "the answer is " +
                                *response.header("content-type") +
                                " and not JSON; is a login page or a proxy in "
                                "between?");
  }
  Result<std::optional<Listing>> next = linked(listing, response);
  if (!next) return next.error();
  if (auto page = known_page(listing, ticket)) {
    return Opened{std::move(page), *std::move(next)};
  }
  Result<json::Page> page = json::read_page(
      response.body,
      stage.method->returns_list ? json::Shape::list : json::Shape::object,
      stage.layout);
  if (!page) {
    return problem(listing, "the answer can't be read: " + page.error().text);
  }
  auto shared = std::make_shared<const json::Page>(*std::move(page));
  if (stage.method->returns_list) remember(listing, shared);
  keep_page(listing, ticket, shared);
  return Opened{std::move(shared), *std::move(next)};
}

// A join that asks the same again, and is answered by the same reply, gets the
// page as it was decoded.
std::shared_ptr<const json::Page> Scan::known_page(const Listing& listing,
                                                   const Ticket& ticket) const {
  const auto kept = std::ranges::find_if(kept_, [&](const Kept& page) {
    return page.ticket == ticket && page.stage == listing.stage;
  });
  return kept == kept_.end() ? nullptr : kept->page;
}

void Scan::keep_page(const Listing& listing, const Ticket& ticket,
                     std::shared_ptr<const json::Page> page) {
  if (!asked_again_) return;
  kept_.push_back({listing.stage, ticket, std::move(page)});
  if (kept_.size() > kMostKept) kept_.pop_front();
}

// Keeps the rows of a list for those who look at single ones of them.
void Scan::remember(const Listing& listing,
                    const std::shared_ptr<const json::Page>& page) {
  const Stage& stage = stage_of(listing);
  const Resource& resource = *stage.resource;
  const int others = seen_.readers(resource) - (is_last(listing) ? 1 : 0);
  const Method* get = resource.lookup();
  // What a list was asked beside its path can change its rows.
  const bool plain = std::ranges::none_of(
      stage.method->optional, [&](const std::string& name) {
        return is_last(listing) &&
               value_of(resource, *resource.parameter(name), listing.arguments);
      });
  if (others <= 0 || get == nullptr || !plain) return;
  for (std::size_t row = 0; row < page->rows(); ++row) {
    std::vector<Argument> arguments;
    for (const std::string& name : get->path_parameters) {
      const std::size_t column = *resource.column(resource.field_of(name));
      const Cell cell = is_last(listing) ? cell_of(listing, *page, row, column)
                        : column == stage.value_column ? page->cell(row, 0)
                                                       : Cell();
      if (const auto* text = std::get_if<std::string_view>(&cell)) {
        arguments.push_back({column, Operator::eq, std::string(*text)});
      }
    }
    const auto call = make_call(resource, *get, arguments);
    if (!call || !*call) continue;
    seen_.add(listing.org->origin.text() +
                  http::make_target((*call)->path, {}).text(),
              page, row);
  }
}

// Whether the one row that a listing asks for has been listed already.
bool Scan::open_seen(Listing& listing) {
  const Stage& stage = stage_of(listing);
  if (stage.method->returns_list || !listing.target.query.empty()) return false;
  const auto object =
      seen_.find(listing.org->origin.text() + listing.target.text());
  if (!object) return false;
  Result<json::Page> page =
      json::read_page(std::string(*object), json::Shape::object, stage.layout);
  if (!page) return false;
  listing.opened = std::make_shared<Opened>();
  listing.opened->page = std::make_shared<const json::Page>(*std::move(page));
  return true;
}

// The page behind this one. Only path and query of the link are used, against
// the org's own origin: the token goes nowhere else.
Result<std::optional<Scan::Listing>> Scan::linked(
    const Listing& listing, const http::Response& response) {
  if (!stage_of(listing).method->pages_by_link) return std::optional<Listing>();
  const auto link = http::next_link(response.all_headers("link"));
  if (!link) return problem(listing, link.error().text);
  if (!*link) return std::optional<Listing>();
  Result<http::Target> target = http::parse_target(**link);
  if (!target) {
    return problem(listing, "the next link '" + **link +
                                "' can't be followed: " + target.error().text);
  }
  target->query = with_own(std::move(target->query), listing.own_query);
  if (!listing.visited->insert(target->text()).second) {
    return problem(listing,
                   "the next link '" + **link +
                       "' leads back to a page that was read already, so the "
                       "list would never end");
  }
  Listing next;
  next.stage = listing.stage;
  next.question = listing.question;
  next.root = listing.root;
  next.arguments = listing.arguments;
  next.org = listing.org;
  next.own_query = listing.own_query;
  next.visited = listing.visited;
  next.target = *std::move(target);
  return std::optional(std::move(next));
}

std::size_t Scan::most_ahead() const {
  return static_cast<std::size_t>(settings_->pace.parallelism) * 2;
}

void Scan::widen() { window_ = std::min(window_ * 2, most_ahead()); }

Error Scan::problem(const Listing& listing, std::string_view text) const {
  const Stage& stage = stage_of(listing);
  return explain(
      Attempt{*stage.resource, *stage.method, *listing.org, listing.target},
      text);
}

Cell Scan::cell(std::size_t column) const {
  return cell_of(current_, *page_, row_, column);
}

Cell Scan::cell_of(const Listing& listing, const json::Page& page,
                   std::size_t row, std::size_t index) const {
  const Column& column = resource_.columns[index];
  if (layout_columns_[index] >= 0) {
    const Cell cell =
        page.cell(row, static_cast<std::size_t>(layout_columns_[index]));
    if (!std::holds_alternative<std::monostate>(cell)) return cell;
  }
  if (!column.parameter) return std::monostate{};
  return echo(listing, resource_.parameters[*column.parameter]);
}

Cell Scan::echo(const Listing& listing, const Parameter& parameter) const {
  const std::string* value = value_of(resource_, parameter, listing.arguments);
  if (parameter.place == Parameter::Place::server) {
    return std::string_view(value ? *value : listing.org->subdomain);
  }
  if (!stages_.back().method->takes(parameter.name)) return std::monostate{};
  if (value == nullptr) {
    if (!parameter.fallback) return std::monostate{};
    return std::int64_t{*parameter.fallback};
  }
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  if (parameter.type == Type::integer &&
      std::from_chars(value->data(), end, number).ptr == end) {
    return number;
  }
  return std::string_view(*value);
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
