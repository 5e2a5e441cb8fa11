// outcome.cpp - from revocations to calls.
#include "revoke/outcome.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace idp {

std::string_view state_name(const RevocationCall& call) {
  switch (call.outcome.state) {
    case State::staged:
      return "staged";
    case State::revoked:
      return call.method->action == Action::change ? "changed" : "revoked";
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

std::string_view done_name(std::span<const RevocationCall> calls) {
  const bool changes = std::ranges::any_of(calls, [](const auto& call) {
    return call.method->action == Action::change;
  });
  return changes ? "carried out" : "revoked";
}

namespace {

// By revocation, the list that it goes with; null: it goes alone.
Bulks choose_bulks(const std::vector<Revocation>& revocations, Bulks bulks) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; !bulks.empty() && i < revocations.size(); ++i) {
    places.emplace(revocations[i].identity(), i);
  }
  std::ranges::stable_sort(bulks, std::greater(),
                           [](const auto& bulk) { return bulk->rows.size(); });
  Bulks chosen(revocations.size());
  for (const auto& bulk : bulks) {
    std::vector<std::size_t> free;
    const bool whole =
        std::ranges::all_of(bulk->rows, [&](const std::string& row) {
          const auto place = places.find(row);
          if (place == places.end()) return false;
          if (!chosen[place->second]) free.push_back(place->second);
          return true;
        });
    if (!whole || free.size() < 2) continue;
    for (const std::size_t place : free) chosen[place] = bulk;
  }
  return chosen;
}

}  // namespace

std::vector<RevocationCall> make_calls(std::vector<Revocation> revocations,
                                       Bulks bulks) {
  std::ranges::sort(revocations, {}, &Revocation::number);
  const Bulks chosen = choose_bulks(revocations, std::move(bulks));
  std::vector<RevocationCall> calls;
  std::map<const Bulk*, std::size_t> places;
  for (std::size_t i = 0; i < revocations.size(); ++i) {
    Revocation& revocation = revocations[i];
    const Bulk* bulk = chosen[i].get();
    if (bulk == nullptr) {
      calls.push_back({revocation.method, revocation.target, false, {}, {}});
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
