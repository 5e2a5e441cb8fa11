// reader.cpp - from a listing to its call, and from the answer to its page.
#include "scan/reader.h"

#include <algorithm>

#include "auth/find_org.h"
#include "pace/failure.h"
#include "plan/times.h"
#include "scan/look_ups.h"
#include "scan/paging.h"

namespace idp {
namespace {

constexpr std::size_t kMostKept = 16;  // pages

bool is_json(const http::Response& response) {
  const std::string* type = response.header("content-type");
  if (type == nullptr) return true;
  const std::string_view name =
      std::string_view(*type).substr(0, type->find(';'));
  return name.find("json") != name.npos;
}

// The scan's arguments as those of a table on the way to its own: the org, and
// what is in that table's path.
Arguments translate(const Resource& from, const Step& step,
                    const Arguments& arguments) {
  const Resource& to = *step.resource;
  Arguments result;
  for (const Argument& argument : arguments) {
    const std::string& name = from.columns[argument.column].name;
    const Parameter* parameter = to.parameter(name);
    if (!parameter || argument.op != Operator::eq) continue;
    const bool in_path =
        std::ranges::count(step.method->path_parameters, name) > 0;
    if (in_path || parameter->place == Parameter::Place::server) {
      result.push_back({*to.column(name), Operator::eq, argument.value});
    }
  }
  return result;
}

json::Shape shape_of(const Method& method) {
  return method.returns_list ? json::Shape::list : json::Shape::object;
}

json::Envelope envelope_of(const Provider& provider, const Method& method) {
  json::Envelope envelope;
  envelope.or_bare = !method.rows.empty();
  envelope.rows = envelope.or_bare ? method.rows : provider.rows;
  if (provider.offset_paging) {
    envelope.total = provider.offset_paging->total;
    envelope.at = provider.offset_paging->at;
  }
  if (method.paging == Paging::body) envelope.next = provider.body_paging->next;
  return envelope;
}

// No rows, but those of what is asked instead.
Opened instead(const Listing& asked, const Step* step) {
  Opened nothing;
  nothing.next = asked.anew(step);
  return nothing;
}

// When the statement began, by the clock of that org as far as it is known.
std::string now_of(Asked& asked, const Org& org) {
  return shifted(asked.began(), 1000 * asked.ahead(org))
      .value_or(asked.began());
}

std::string url_of(const Org& org, const http::Target& target) {
  return org.identity() + target.text();
}

}  // namespace

Reader::Reader(std::span<const Resource> catalog, const Resource& resource,
               const Columns& columns, Asked& asked, KnownRows& known,
               std::shared_ptr<const Settings> settings)
    : resource_(resource),
      columns_(columns),
      asked_(asked),
      known_(known),
      settings_(std::move(settings)),
      absence_(catalog, resource, asked, settings_) {}

bool Reader::send(Listing& listing) {
  const bool is_behind = listing.list != nullptr;
  if (!is_behind) {
    Result<bool> possible = prepare(listing);
    if (!possible) listing.fail(std::move(possible.error()));
    if (!possible || !*possible) return !possible;
    if (look_ups_ && look_ups_->answer(listing)) return true;
  }
  if (open_known(listing)) return true;
  const Step& step = *listing.step;
  listing.ticket = asked_.ask({step.resource, step.method, settings_,
                               listing.list->org, listing.target});
  listing.state = Listing::State::sent;
  if (listing.ticket->done()) return true;
  // The pages of a list come one after the other: the next ones wait for this.
  if (is_behind || allowed_) asked_.hurry(listing.ticket);
  if (allowed_) --*allowed_;
  if (look_ups_) look_ups_->earn(listing);
  return true;
}

bool Reader::holds_back(bool first) const {
  if (allowed_) return *allowed_ == 0;
  return look_ups_ && look_ups_->waited_for(first);
}

// Makes the call. False where there is none.
Result<bool> Reader::prepare(Listing& listing) const {
  const Step& step = *listing.step;
  const bool own = listing.is_last() || step.missed != nullptr;
  Asking asking = step.asking;
  asking.now = asked_.began();
  const Arguments arguments =
      own ? listing.arguments : translate(resource_, step, listing.arguments);
  auto call = make_call(*step.resource, *step.method, arguments, asking);
  if (!call && call.error().kind == Error::Kind::not_in_path &&
      step.if_not_found) {
    listing = listing.anew(step.if_not_found);
    return prepare(listing);
  }
  if (!call) return call.error();
  if (!*call) return false;
  const Result<const Org*> org = find_org(
      *settings_, (*call)->subdomain, step.resource->provider, asked_.stop());
  if (!org) {
    return Error{resource_.name + ": " + org.error().text, org.error().kind};
  }
  listing.list = std::make_shared<List>();
  listing.list->org = *org;
  if ((*call)->to_now) {
    asking.now = listing.list->now = now_of(asked_, **org);
    call = make_call(*step.resource, *step.method, arguments, asking);
  }
  listing.list->own_query = (*call)->query;
  listing.target = http::make_target((*call)->path, first_query(listing));
  listing.list->targets.insert(listing.target.text());
  return true;
}

// LIMIT 5 asks for 5 rows on the first page. Later pages are full: SQLite came
// back, so it rejected some.
http::Query Reader::first_query(const Listing& listing) const {
  http::Query query = listing.list->own_query;
  const Parameter* size = resource_.page_size(*listing.step->method);
  if (!most_ || !size || !size->fallback || !listing.is_last() ||
      value_of(resource_, *size, listing.arguments)) {
    return query;
  }
  for (auto& [name, value] : query) {
    if (name != size->name) continue;
    const std::int64_t least = size->minimum.value_or(1);
    value = std::to_string(
        std::clamp<std::int64_t>(*most_, least, *size->fallback));
  }
  return query;
}

Result<Opened> Reader::open(Listing& listing) {
  const Ticket ticket = std::move(listing.ticket);
  const Result<const Reply*> reply = asked_.take(ticket);
  if (!reply) return reply.error();
  Result<Opened> opened = read(listing, ticket, **reply);
  if (opened) {
    ticket->mark_read();
  } else {
    // The pages before a bad one may be as bad.
    asked_.forget_answers();
  }
  return opened;
}

Result<Opened> Reader::read(Listing& listing, const Ticket& ticket,
                            const Reply& reply) {
  const http::Response& response = *reply.response;
  List& list = *listing.list;
  // The first answer may tell that the provider's clock is ahead.
  if (!list.now.empty() && list.targets.size() == 1 &&
      list.now < now_of(asked_, *list.org)) {
    return instead(listing, listing.step);
  }
  if (reply.gone) {
    if (listing.step->if_not_found)
      return instead(listing, listing.step->if_not_found);
    Status status = absence_.gone(listing, response, !keeps_);
    if (!status) return std::move(status.error());
    return Opened{};
  }
  if (!is_json(response)) {
    return explain(listing.site(),
                   "the answer is " + *response.header("content-type") +
                       " and not JSON; is a login page or a proxy in "
                       "between?");
  }
  auto page = decode(listing, ticket, {reply.response, &response.body});
  if (!page) return page.error();
  if (listing.step->if_not_found && !columns_.holds(listing, **page, 0)) {
    return instead(listing, listing.step->if_not_found);
  }
  const std::size_t rows = (*page)->rows();
  list.rows += rows;
  list.last_page = rows;
  list.empty_pages = rows == 0 ? list.empty_pages + 1 : 0;
  Result<std::optional<Listing>> next = next_page(listing, response, **page);
  if (!next) return next.error();
  if (listing.step->missed && list.rows == 0 && !*next) {
    absence_.missing(listing, !keeps_);
  }
  return Opened{*std::move(page), *std::move(next)};
}

// Who asks the same again, and is answered by the same reply, gets the page as
// it was decoded.
Result<std::shared_ptr<const json::Page>> Reader::decode(
    const Listing& listing, const Ticket& ticket,
    const std::shared_ptr<const std::string>& body) {
  const Step& step = *listing.step;
  const auto kept = std::ranges::find_if(kept_, [&](const Kept& one) {
    return one.ticket == ticket && one.step == &step;
  });
  if (kept != kept_.end()) return kept->page;
  Result<json::Page> decoded =
      json::read_page(body, shape_of(*step.method), step.layout,
                      envelope_of(step.resource->provider, *step.method));
  if (!decoded) {
    return explain(listing.site(),
                   "the answer can't be read: " + decoded.error().text);
  }
  auto page = std::make_shared<const json::Page>(*std::move(decoded));
  if (const auto what = columns_.unnamed(step, *page)) {
    return explain(listing.site(), *what);
  }
  if (step.method->returns_list) remember(listing, page);
  if (keeps_) kept_.push_back({&step, ticket, page});
  if (kept_.size() > kMostKept) kept_.pop_front();
  return page;
}

// Keeps the rows of a list for those who look at single ones of them.
void Reader::remember(const Listing& listing,
                      const std::shared_ptr<const json::Page>& page) {
  const Step& step = *listing.step;
  const Resource& resource = *step.resource;
  const bool last = listing.is_last();
  const int others = known_.readers(resource) - (last ? 1 : 0);
  const Method* get = resource.lookup();
  // What a list was asked beside its path can change its rows.
  const bool plain =
      std::ranges::none_of(step.method->optional, [&](const std::string& name) {
        return last &&
               value_of(resource, *resource.parameter(name), listing.arguments);
      });
  const bool stale = step.asking.filtering == Filtering::otherwise;
  if (others <= 0 || get == nullptr || !plain || step.missed || stale ||
      !resource.secrets.empty()) {  // its objects lack them
    return;
  }
  for (std::size_t row = 0; row < page->rows(); ++row) {
    Arguments arguments;
    for (const std::string& name : get->path_parameters) {
      const std::size_t column = *resource.column(resource.field_of(name));
      const Cell cell = last ? columns_.cell(listing, *page, row, column)
                        : column == step.value_column ? page->cell(row, 0)
                                                      : Cell();
      if (auto text = text_of(cell)) {
        arguments.push_back({column, Operator::eq, *std::move(text)});
      }
    }
    const auto call = make_call(resource, *get, arguments);
    if (!call || !*call) continue;
    known_.add(url_of(*listing.list->org, http::make_target((*call)->path, {})),
               page, row);
  }
}

// Whether the one row that a listing asks for has been listed already.
bool Reader::open_known(Listing& listing) const {
  const Step& step = *listing.step;
  if (step.method->returns_list || !listing.target.query.empty()) return false;
  // By another name; or to be looked at again.
  if (step.if_not_found || step.missed) return false;
  const auto object = known_.find(url_of(*listing.list->org, listing.target));
  if (!object) return false;
  Result<json::Page> page =
      json::read_page(std::string(*object), json::Shape::object, step.layout);
  if (!page) return false;
  listing.state = Listing::State::opened;
  listing.opened = std::make_shared<Opened>();
  listing.opened->page = std::make_shared<const json::Page>(*std::move(page));
  return true;
}

}  // namespace idp
