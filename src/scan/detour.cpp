// detour.cpp - decides by the error, and by what was shown already.
#include "scan/detour.h"

#include "scan/absence.h"

namespace idp {

Detour::Detour(std::span<const Resource> catalog, const Resource& resource,
               const Plan& plan, const std::vector<std::string>& json_paths,
               bool route_is_chosen, bool decides)
    : catalog_(catalog),
      resource_(resource),
      method_(resource.methods[*plan.method]),
      json_paths_(json_paths),
      route_is_chosen_(route_is_chosen),
      way_(catalog, resource, method_, plan.each, json_paths, plan.order,
           decides) {}

bool Detour::take(Listing& refused) {
  const bool enumerates = way_.first().next != nullptr;
  if (refused.error->kind != Error::Kind::forbidden || refused.root->detoured ||
      !enumerates || method_.instead.empty()) {
    return false;
  }
  if (refused.root->shown || route_is_chosen_) {
    refused.error->text +=
        " Another way to the same rows: " + other_route(resource_, method_) +
        ".";
    return false;
  }
  leave(refused.root->arguments);
  return true;
}

void Detour::leave(const Arguments& arguments) {
  if (other_) return;
  const Method& instead = *resource_.method(method_.instead);
  other_.emplace(catalog_, resource_, instead, not_given(instead, arguments),
                 json_paths_, std::nullopt, false);
}

std::vector<std::string> Detour::not_given(const Method& method,
                                           const Arguments& arguments) const {
  std::vector<std::string> names;
  for (const std::string& name : method.path_parameters) {
    if (!value_of(resource_, *resource_.parameter(name), arguments)) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace idp
