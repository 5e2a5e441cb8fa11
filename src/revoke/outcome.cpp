// outcome.cpp - from revocations to calls.
#include "revoke/outcome.h"

#include <algorithm>
#include <map>

namespace idp {

std::string_view name_of(State state) {
  switch (state) {
    case State::staged:
      return "staged";
    case State::revoked:
      return "revoked";
    case State::gone:
      return "already gone";
    case State::failed:
      return "failed";
    case State::unknown:
      return "unknown";
    case State::not_attempted:
      break;
  }
  return "not attempted";
}

std::vector<RevocationCall> make_calls(std::vector<Revocation> revocations) {
  std::ranges::sort(revocations, {}, &Revocation::number);
  std::vector<RevocationCall> calls;
  std::map<const Bulk*, std::size_t> places;
  for (Revocation& revocation : revocations) {
    const Bulk* bulk = revocation.bulk.get();
    if (bulk == nullptr || bulk->broken) {
      const Method* method = revocation.resource->revocation();
      calls.push_back({method, revocation.target, false, {}, {}});
      calls.back().rows.push_back(std::move(revocation));
      continue;
    }
    const auto [place, first] = places.try_emplace(bulk, calls.size());
    if (first) calls.push_back({bulk->method, bulk->target, true, {}, {}});
    calls[place->second].rows.push_back(std::move(revocation));
  }
  return calls;
}

}  // namespace idp
