// stage.cpp - stages, and forgets what was staged after a savepoint.
#include "revoke/stage.h"

#include <algorithm>
#include <utility>

#include "plan/key.h"

namespace idp {
namespace {

// The call needs what the row does not have.
Error not_callable(const Revocation& row) {
  const Method& call = *row.method;
  std::string lacks;
  for (const std::string& name : call.path_parameters) {
    if (!value_of(*row.resource, *row.resource->parameter(name),
                  row.arguments)) {
      lacks = name;
    }
  }
  return {row.resource->name + ": the row '" + row.key.substr(0, 200) +
          "' has no " + lacks + ", without which it can't be " +
          (call.action == Action::remove ? "revoked (" : "changed (") +
          std::string(name_of(call.verb)) + " " + call.path +
          "); nothing was staged for it. Leave it out: AND " + lacks +
          " IS NOT NULL."};
}

// A row, of which is not yet known what is to be done with it.
Result<Revocation> read_row(const Resource& resource, std::string_view text) {
  auto [key, values] = parse_change_key(text);
  const auto parts = parse_key(key);
  if (!parts || parts->size() != resource.key.size() + 1) {
    return Error{resource.name + ": '" + key.substr(0, 200) +
                 "' names no row. Name rows by their columns, not by a key "
                 "made by hand."};
  }
  Revocation revocation;
  revocation.resource = &resource;
  revocation.key = std::move(key);
  revocation.subdomain = parts->front();
  for (std::size_t i = 0; i < resource.key.size(); ++i) {
    if ((*parts)[i + 1].empty()) continue;
    revocation.arguments.push_back(
        {*resource.column(resource.key[i]), Operator::eq, (*parts)[i + 1]});
  }
  for (auto& [name, value] : values) {
    const auto column = resource.column(name);
    if (!column) continue;
    revocation.arguments.push_back({*column, Operator::eq, std::move(value)});
  }
  return revocation;
}

Result<Revocation> with_call(Revocation row, const Method& method) {
  row.method = &method;
  auto call = make_call(*row.resource, method, row.arguments);
  if (!call) return call.error();
  if (!*call) return not_callable(row);
  row.target = http::make_target((*call)->path, std::move((*call)->query));
  return row;
}

bool may_be_called(const Method& method, const std::string* has) {
  return !method.when || (has && std::ranges::count(method.when->is, *has) > 0);
}

std::string quoted(const std::string* value) {
  return value ? "'" + value->substr(0, 200) + "'" : "NULL";
}

// What a row that has this value can get by one call, and which.
std::string moves_from(const Resource& resource, const std::string& field,
                       const std::string* has) {
  std::string text;
  for (const Method& method : resource.methods) {
    if (!method.sets || method.sets->field != field ||
        !may_be_called(method, has) || (has && method.sets->to == *has)) {
      continue;
    }
    text += (text.empty() ? " From there it can become '" : ", '") +
            method.sets->to + "' (" + method.name + ")";
  }
  return text.empty() ? " No call leads from there." : text + ".";
}

Error no_move(const Revocation& row, const std::string& field,
              const std::optional<std::string>& value) {
  const Resource& resource = *row.resource;
  const std::string* has = row.has(field);
  const std::string to = quoted(value ? &*value : nullptr);
  std::string takes, otherwise;
  for (const Method& method : resource.methods) {
    if (!method.sets || method.sets->field != field || !value ||
        method.sets->to != *value || !method.when) {
      continue;
    }
    for (const std::string& from : method.when->is) {
      takes += (takes.empty() ? " To " + to + " it comes from '" : ", '") +
               from + "'";
    }
    if (otherwise.empty() && !method.when->otherwise.empty()) {
      otherwise = " " + method.when->otherwise;
    }
  }
  return {resource.name + ": the row '" + row.key.substr(0, 200) + "' has " +
          field + " = " + quoted(has) + ", and no call makes that " + to +
          "; nothing was staged." + moves_from(resource, field, has) + takes +
          (takes.empty() ? "" : ".") + otherwise};
}

}  // namespace

std::string Revocation::change_identity(const Resource& resource,
                                        const std::string& key,
                                        std::size_t column) {
  return resource.provider.name + " " + resource.name + " " + key + " " +
         resource.columns[column].name;
}

const std::string* Revocation::has(std::string_view field) const {
  const auto column = resource->column(field);
  const auto known = std::ranges::find_if(
      arguments, [&](const Argument& one) { return one.column == column; });
  return known == arguments.end() ? nullptr : &known->value;
}

Result<Revocation> make_revocation(const Resource& resource,
                                   std::string_view key) {
  Result<Revocation> row = read_row(resource, key);
  return row ? with_call(*std::move(row), *resource.revocation()) : row;
}

Status check_when(const Revocation& row) {
  const auto& when = row.method->when;
  if (!when || may_be_called(*row.method, row.has(when->field))) return {};
  return Error{row.resource->name + ": the row '" + row.key.substr(0, 200) +
               "' has " + when->field + " = " + quoted(row.has(when->field)) +
               ", and can't be deleted so; nothing was staged for it. " +
               when->otherwise};
}

Result<std::optional<Revocation>> make_change(
    const Resource& resource, std::string_view key, std::size_t column,
    const std::optional<std::string>& value) {
  Result<Revocation> row = read_row(resource, key);
  if (!row) return row.error();
  const std::string& field = resource.columns[column].name;
  const std::string* has = row->has(field);
  for (const Method& method : resource.methods) {
    if (!method.sets || method.sets->field != field ||
        method.sets->to != value) {
      continue;
    }
    if (!may_be_called(method,
                       method.when ? row->has(method.when->field) : nullptr) ||
        (!method.when && has && *has == *value)) {
      continue;
    }
    Result<Revocation> change = with_call(*std::move(row), method);
    if (!change) return change.error();
    change->changed = column;
    change->value = *value;
    return std::optional(*std::move(change));
  }
  if (has && value == *has) return std::optional<Revocation>();
  return no_move(*row, field, value);
}

bool Stage::add(Revocation revocation) {
  const std::string identity = revocation.identity();
  if (!revocation.changed && has(identity)) return false;
  const std::size_t place = revocations_.size();
  revocations_.push_back(std::move(revocation));
  try {
    Place& at = found_at_.emplace_back();
    const auto [found, is_new] = places_.try_emplace(identity, place);
    at.now = &found->second;
    if (!is_new) at.before = std::exchange(found->second, place);
  } catch (...) {
    revocations_.pop_back();
    found_at_.resize(place);
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
  cut(place < marks_.size() ? marks_[place] : 0);
  release(number + 1);
}

void Stage::cut(std::size_t kept) {
  while (revocations_.size() > kept) {
    const Place& at = found_at_.back();
    if (at.before) *at.now = *at.before;
    found_at_.pop_back();
    revocations_.pop_back();
  }
  while (!united_.empty() && united_.back() > kept) {
    united_.pop_back();
    bulks_.pop_back();
  }
  std::erase_if(places_, [&](const auto& one) { return one.second >= kept; });
}

void Stage::clear() {
  revocations_.clear();
  found_at_.clear();
  places_.clear();
  bulks_.clear();
  united_.clear();
  marks_.clear();
}

}  // namespace idp
