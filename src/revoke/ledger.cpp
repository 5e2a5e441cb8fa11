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

bool Ledger::any_staged_for(const Org& org) const {
  const auto goes_there = [&](const Revocation& row) {
    return row.resource->provider.name == org.provider &&
           row.subdomain == org.subdomain;
  };
  return std::ranges::any_of(stages_, [&](auto* s) {
    return std::ranges::any_of(s->revocations(), goes_there);
  });
}

bool Ledger::any_changes() const {
  return std::ranges::any_of(stages_, [](auto* stage) {
    return !stage->empty() && stage->revocations().front().resource->changes();
  });
}

const Revocation* Ledger::change(const std::string& identity) const {
  const Revocation* last = nullptr;
  for (const Stage* stage : stages_) {
    const Revocation* one = stage->change(identity);
    if (one && (!last || one->number > last->number)) last = one;
  }
  return last;
}

std::size_t Ledger::count() const {
  std::size_t rows = 0;
  for (const Stage* stage : stages_) rows += stage->revocations().size();
  return rows;
}

std::vector<RevocationCall> Ledger::staged_calls(bool bulk) const {
  std::vector<Revocation> all;
  Bulks bulks;
  for (const Stage* stage : stages_) {
    std::ranges::copy(stage->revocations(), std::back_inserter(all));
    if (bulk) std::ranges::copy(stage->bulks(), std::back_inserter(bulks));
  }
  return make_calls(std::move(all), std::move(bulks));
}

std::vector<RevocationCall> Ledger::calls(bool bulk) const {
  return open_ ? staged_calls(bulk) : sent_;
}

void Ledger::end() {
  open_ = false;
  same_ = false;
}

Status Ledger::carry_out(Asked& asked,
                         const std::shared_ptr<const Settings>& settings) {
  std::vector<RevocationCall> calls = staged_calls(settings->bulk);
  // From here on all that was staged has an outcome, whatever happens.
  sent_.reserve(sent_.size() + calls.size());
  for (RevocationCall& call : calls) call.outcome.state = State::not_attempted;
  for (Stage* stage : stages_) stage->clear();
  carry_out_nothing();
  const std::size_t first = sent_.size();
  std::ranges::move(calls, std::back_inserter(sent_));
  return revoke_all(sent_, first, asked, settings);
}

void Ledger::carry_out_nothing() {
  open_ = false;
  if (!same_) sent_.clear();
  same_ = true;
}

Ledger::Counts Ledger::counts() const {
  Counts counts;
  for (const RevocationCall& call : sent_) {
    const auto rows = static_cast<std::int64_t>(call.rows.size());
    counts.all += rows;
    ++counts.calls;
    const State state = call.outcome.state;
    if (state != State::not_attempted && state != State::unknown) {
      counts.done += rows;
      ++counts.calls_done;
    }
  }
  return counts;
}

}  // namespace idp
