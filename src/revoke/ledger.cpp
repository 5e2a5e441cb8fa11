// ledger.cpp - one transaction over several tables.
#include "revoke/ledger.h"

#include <algorithm>
#include <iterator>

#include "revoke/revoke.h"

namespace idp {

bool Ledger::any_staged() const {
  return std::ranges::any_of(stages_, [](auto* s) { return !s->empty(); });
}

bool Ledger::staged(const std::string& identity) const {
  return std::ranges::any_of(stages_,
                             [&](auto* s) { return s->has(identity); });
}

std::size_t Ledger::count() const {
  std::size_t rows = 0;
  for (const Stage* stage : stages_) rows += stage->revocations().size();
  return rows;
}

std::vector<RevocationCall> Ledger::staged_calls() const {
  std::vector<Revocation> all;
  for (const Stage* stage : stages_) {
    std::ranges::copy(stage->revocations(), std::back_inserter(all));
  }
  return make_calls(std::move(all));
}

std::vector<RevocationCall> Ledger::calls() const {
  return any_staged() ? staged_calls() : done_;
}

Status Ledger::carry_out(Caller& caller,
                         const std::shared_ptr<const Settings>& settings) {
  std::vector<RevocationCall> calls = staged_calls();
  if (calls.empty()) return {};
  if (ended_) done_.clear();
  ended_ = false;
  for (Stage* stage : stages_) stage->clear();
  const Status status = revoke_all(calls, caller, settings);
  std::ranges::move(calls, std::back_inserter(done_));
  return status;
}

}  // namespace idp
