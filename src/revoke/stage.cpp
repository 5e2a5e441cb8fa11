// stage.cpp - stages, and forgets what was staged after a savepoint.
#include "revoke/stage.h"

#include <utility>

#include "plan/key.h"

namespace idp {
namespace {

// The call needs what the row does not have.
Error not_revocable(const Revocation& row) {
  const Method& revoke = *row.resource->revocation();
  std::string lacks;
  for (const std::string& name : revoke.path_parameters) {
    if (!value_of(*row.resource, *row.resource->parameter(name),
                  row.arguments)) {
      lacks = name;
    }
  }
  return {row.resource->name + ": the row '" + row.key.substr(0, 200) +
          "' has no " + lacks + ", without which it can't be revoked (" +
          std::string(name_of(revoke.verb)) + " " + revoke.path +
          "); nothing was staged for it. Leave it out: AND " + lacks +
          " IS NOT NULL."};
}

}  // namespace

Result<Revocation> make_revocation(const Resource& resource,
                                   std::string_view key) {
  const Error unusable{resource.name + ": '" + std::string(key.substr(0, 200)) +
                       "' names no row. Delete rows by their columns, not by "
                       "a key made by hand."};
  const auto parts = parse_key(key);
  if (!parts || parts->size() != resource.key.size() + 1) return unusable;
  Revocation revocation;
  revocation.resource = &resource;
  revocation.key = key;
  revocation.subdomain = parts->front();
  for (std::size_t i = 0; i < resource.key.size(); ++i) {
    if ((*parts)[i + 1].empty()) continue;
    revocation.arguments.push_back(
        {*resource.column(resource.key[i]), Operator::eq, (*parts)[i + 1]});
  }
  Result<std::optional<Call>> call =
      make_call(resource, *resource.revocation(), revocation.arguments);
  if (!call) return call.error();
  if (!*call) return not_revocable(revocation);
  revocation.target = http::make_target((*call)->path, {});
  return revocation;
}

bool Stage::add(Revocation revocation) {
  const auto [place, is_new] =
      places_.try_emplace(revocation.identity(), revocations_.size());
  if (!is_new) return false;
  try {
    revocations_.push_back(std::move(revocation));
  } catch (...) {
    places_.erase(place);
    throw;
  }
  return true;
}

void Stage::unite(std::shared_ptr<const Bulk> bulk) {
  united_.reserve(united_.size() + 1);
  bulks_.push_back(std::move(bulk));
  united_.push_back(revocations_.size());
}

// There is room already, made by the one before: should there be none for the
// next one, this one is marked all the same.
void Stage::savepoint(int number) {
  const auto place = static_cast<std::size_t>(number);
  marks_.resize(place);
  marks_.push_back(revocations_.size());
  marks_.reserve(place + 2);
}

void Stage::release(int number) {
  const auto place = static_cast<std::size_t>(number);
  if (place < marks_.size()) marks_.resize(place);
}

void Stage::rollback_to(int number) {
  // One that isn't marked is from before the table joined the transaction, when
  // nothing was staged.
  const auto place = static_cast<std::size_t>(number);
  const std::size_t kept = place < marks_.size() ? marks_[place] : 0;
  while (revocations_.size() > kept) revocations_.pop_back();
  while (!united_.empty() && united_.back() > kept) {
    united_.pop_back();
    bulks_.pop_back();
  }
  std::erase_if(places_, [&](const auto& one) { return one.second >= kept; });
  release(number + 1);
}

void Stage::clear() {
  revocations_.clear();
  places_.clear();
  bulks_.clear();
  united_.clear();
  marks_.clear();
}

}  // namespace idp
