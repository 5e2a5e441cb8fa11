// whole_lists.cpp - counts rows listed, rows selected, rows staged.
#include "run/whole_lists.h"

#include <algorithm>

namespace idp {
namespace {

// What one call for all of a list is known by; nothing where the arguments
// don't name one.
std::optional<http::Target> bulk_target(
    const Resource& resource, const Method& method,
    const std::vector<Argument>& arguments) {
  const auto call = make_call(resource, method, arguments);
  if (!call || !*call) return std::nullopt;
  return http::make_target((*call)->path, {});
}

std::string identity_of(const std::string& subdomain,
                        const http::Target& target) {
  return subdomain + target.text();
}

// Whether anything was asked beside the org and the path, by the query or by
// what a table pins: then the list has rows that are not meant.
bool asked_more(const Resource& resource, const Listing& listing) {
  const Method& method = *listing.step->method;
  const auto in_path = [&](const Argument& argument) {
    return std::ranges::any_of(resource.parameters, [&](const Parameter& one) {
      const auto columns = resource.columns_of(one);
      return std::ranges::count(columns, argument.column) > 0 &&
             (one.place == Parameter::Place::server ||
              std::ranges::count(method.path_parameters, one.name) > 0);
    });
  };
  return method.filter || !std::ranges::all_of(listing.arguments, in_path);
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

void WholeLists::staged(Stage& stage) {
  const Revocation& last = stage.revocations().back();
  const Resource& resource = *last.resource;
  for (const Method& method : resource.methods) {
    if (method.selects || &method == resource.revocation()) continue;
    const auto target = bulk_target(resource, method, last.arguments);
    if (!target) continue;
    const auto found = lists_.find(identity_of(last.subdomain, *target));
    if (found == lists_.end()) continue;
    WholeList& list = found->second;
    list.staged.push_back(stage.revocations().size() - 1);
    if (list.staged.size() < list.rows) return;
    stage.unite(list.staged, list.bulk);
    lists_.erase(found);
    return;
  }
}

void Tally::see(const Listing& listing) {
  if (listing.list != list_) {
    end();
    begin(listing);
  }
}

void Tally::begin(const Listing& listing) {
  list_ = listing.list;
  const Method& method = *listing.step->method;
  const Method* bulk = resource_.bulk_revocation(method);
  if (bulk == nullptr || &method != &method_ ||
      asked_more(resource_, listing)) {
    return;
  }
  auto target = bulk_target(resource_, *bulk, listing.arguments);
  const auto page_size = page_size_of(resource_, method);
  if (!target || !page_size) return;
  page_size_ = *page_size;
  identity_ = identity_of(list_->org->subdomain, *target);
  bulk_ = std::make_shared<Bulk>(Bulk{bulk, *std::move(target)});
}

void Tally::take(const std::string& key) {
  if (!bulk_) return;
  const auto revocation = make_revocation(resource_, key);
  if (!revocation) return;
  const auto named =
      bulk_target(resource_, *bulk_->method, revocation->arguments);
  if (named && identity_of(revocation->subdomain, *named) == identity_) {
    ++taken_;
  }
}

void Tally::end() {
  if (bulk_ && taken_ > 1 && taken_ == list_->rows &&
      (page_size_ == 0 || list_->last_page < page_size_)) {
    found_.add(identity_, {std::move(bulk_), taken_, {}});
  }
  list_ = nullptr;
  bulk_ = nullptr;
  taken_ = 0;
}

}  // namespace idp
