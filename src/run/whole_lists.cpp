// whole_lists.cpp - compares rows listed, rows selected, rows staged.
#include "run/whole_lists.h"

#include <algorithm>
#include <utility>

#include "revoke/list_ids.h"

namespace idp {
namespace {

// Whether anything was asked beside the org and the path, by the query or by
// what a table pins: then the list has rows that are not meant.
bool asked_more(const Resource& resource, const Listing& listing) {
  const Method& method = *listing.step->method;
  return method.filter ||
         !std::ranges::all_of(listing.arguments, [&](const Argument& one) {
           return resource.said_by_path(method, one.column);
         });
}

// How many rows a page that isn't the last one has: 0 where there is one page,
// nothing where it isn't known.
std::optional<std::size_t> page_size_of(const Resource& resource,
                                        const Method& method) {
  if (method.paging == Paging::none) return 0;
  const Parameter* size = resource.page_size(method);
  if (size && size->fallback && *size->fallback > 0) {
    return static_cast<std::size_t>(*size->fallback);
  }
  return std::nullopt;
}

}  // namespace

void WholeLists::add(const std::shared_ptr<const Bulk>& bulk,
                     const std::vector<std::string>& selected) {
  const auto list = std::make_shared<WholeList>();
  *list = {bulk, selected.size()};
  for (const std::string& row : selected) lists_[row] = list;
}

void WholeLists::staged(Stage& stage) {
  if (lists_.empty()) return;
  const auto found = lists_.find(stage.revocations().back().identity());
  if (found == lists_.end()) return;
  WholeList& list = *found->second;
  if (--list.unstaged == 0) stage.unite(list.bulk);
  lists_.erase(found);
}

Status Tally::see(const Listing& listing) {
  if (listing.list != list_) {
    if (Status status = end(); !status) return status;
    begin(listing);
  }
  if (bulk_) target_ = listing.target;
  return {};
}

void Tally::begin(const Listing& listing) {
  list_ = listing.list;
  const Method& method = *listing.step->method;
  const Method* bulk = resource_.bulk_revocation(method);
  if (bulk == nullptr || &method != &method_ ||
      asked_more(resource_, listing)) {
    return;
  }
  const auto call = make_call(resource_, *bulk, listing.arguments);
  const auto page_size = page_size_of(resource_, method);
  if (!call || !*call || !page_size) return;
  page_size_ = *page_size;
  arguments_ = listing.arguments;
  bulk_ = std::make_shared<Bulk>(
      Bulk{bulk, http::make_target((*call)->path, {}), {}});
}

// A list by app says no app in its rows' keys, but whose it is.
bool Tally::is_named(const Revocation& row) {
  if (row.subdomain != list_->org->subdomain) return false;
  const auto in_row = [&](const Parameter& one) {
    return value_of(resource_, one, row.arguments);
  };
  for (const std::string& name : bulk_->method->path_parameters) {
    const Parameter& parameter = *resource_.parameter(name);
    if (const std::string* value = in_row(parameter)) {
      if (*value != *value_of(resource_, parameter, arguments_)) return false;
      continue;
    }
    const std::string* owner =
        in_row(*resource_.parameter(parameter.where_equals));
    if (owner == nullptr || *owner != owner_.value_or(*owner)) return false;
    owner_ = *owner;
  }
  return true;
}

void Tally::take(const std::string& key, bool staged_before) {
  if (!bulk_) return;
  const auto row = make_revocation(resource_, key);
  if (!row || !is_named(*row)) return;
  std::string identity = row->identity();
  if (!staged_before) selected_.push_back(identity);
  rows_.insert(std::move(identity));
}

// Whether nothing is behind a last page that is full.
Result<bool> Tally::ends_here(const List& list) {
  const std::size_t fewer = page_size_ - 1;
  const std::string& size = resource_.page_size(method_)->name;
  http::Target target = target_;
  std::erase_if(target.query, [&](auto& item) { return item.first == size; });
  target.query.emplace_back(size, std::to_string(fewer));
  ListIds read({&resource_, &method_, settings_, list.org, std::move(target)},
               asked_);
  while (true) {
    const Result<const Reply*> reply = asked_.take(read.ticket());
    if (!reply && reply.error().kind == Error::Kind::interrupted) {
      return reply.error();
    }
    if (!reply || (*reply)->gone) return false;
    const Result<bool> more = read.read_on();
    if (!more || (*more && read.pages() == 2)) return false;
    if (!*more) break;
  }
  return read.pages() == 2 && read.last_page() < fewer &&
         read.ids().size() == page_size_;
}

Status Tally::end() {
  const std::shared_ptr<const List> list = std::exchange(list_, nullptr);
  const std::shared_ptr<Bulk> bulk = std::exchange(bulk_, nullptr);
  const std::vector<std::string> selected = std::exchange(selected_, {});
  const auto rows = std::exchange(rows_, {});
  owner_.reset();
  if (!bulk || rows.size() < 2 || rows.size() != list->rows ||
      selected.empty()) {
    return {};
  }
  if (page_size_ > 0 && list->last_page >= page_size_) {
    const Result<bool> ends = ends_here(*list);
    if (!ends) return ends.error();
    if (!*ends) return {};
  }
  bulk->rows.assign(rows.begin(), rows.end());
  found_.add(bulk, selected);
  return {};
}

}  // namespace idp
