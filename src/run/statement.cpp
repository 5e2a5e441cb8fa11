// statement.cpp - begins statements, and sees that their tables mean one org.
#include "run/statement.h"

#include <algorithm>
#include <utility>

#include "auth/find_org.h"

namespace idp {
Statement::Statement(Caller& caller, AnswerCache* cache, std::int64_t number,
                     std::shared_ptr<const Settings> settings,
                     std::function<bool()> interrupted)
    : number_(number),
      settings_(std::move(settings)),
      stop_(std::move(interrupted)),
      asked_(caller, cache, number, stop_) {}

void Statement::forget() {
  known_rows_.clear();
  foresight_.forget();
}

Status Statement::use_orgs(const Resource& resource,
                           const std::vector<std::string>& names) {
  if (resource.org() == nullptr) return {};
  const auto org_of = [&](const std::optional<std::string>& name) {
    return name_org(*settings_, name, resource.provider);
  };
  const Result<const Org*> usual = org_of(std::nullopt);
  if (!usual) return {};  // there is no default: each table has to name its org
  std::vector<Use> uses;
  if (names.empty()) {
    uses.push_back({resource.provider.name, resource.name, {}, false});
  } else {
    for (const std::string& name : names) {
      const Result<const Org*> org = org_of(name);
      if (!org || *org == *usual) continue;
      uses.push_back({resource.provider.name, resource.name, name, true});
    }
  }
  for (Use& use : uses) {
    const auto other = std::ranges::find_if(uses_, [&](const Use& one) {
      return one.provider == use.provider && one.named != use.named;
    });
    if (other != uses_.end()) {
      const Use& without = use.named ? *other : use;
      const Use& with = use.named ? use : *other;
      const std::string& column = resource.org()->name;
      return Error{without.table + ": no " + column +
                   " is given, so that the default org '" +
                   (*usual)->subdomain + "' would be asked, but " + with.table +
                   " in the same statement is of '" + with.org +
                   "'. Say which is meant: " + without.table + "." + column +
                   " = " + with.table + "." + column + ", = '" + with.org +
                   "', or = '" + (*usual)->subdomain + "'."};
    }
    // Each ask of a join brings the same again.
    const bool known = std::ranges::any_of(uses_, [&](const Use& one) {
      return one.provider == use.provider && one.named == use.named;
    });
    if (!known) uses_.push_back(std::move(use));
  }
  return {};
}

void Statement::name_once(const Resource& resource, Choices& orgs) const {
  if (!resource.is_org(orgs.column)) return;
  std::vector<const Org*> seen;
  std::erase_if(orgs.any, [&](const std::string& name) {
    const Result<const Org*> found =
        name_org(*settings_, name, resource.provider);
    if (!found) return false;
    if (std::ranges::count(seen, *found) > 0) return true;
    seen.push_back(*found);
    return false;
  });
}

}  // namespace idp
