// revoke.cpp - keeps calls under way, and collects what becomes of them.
#include "revoke/revoke.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <optional>
#include <span>

#include "auth/find_org.h"
#include "revoke/audit.h"
#include "revoke/recheck.h"
#include "revoke/summary.h"

namespace idp {
namespace {

// What became of a call, as far as its ticket knows.
State state_of(const Exchange& call) {
  if (!call.done() && !call.begun()) return State::not_attempted;
  if (!call.done() || call.failed()) {
    return call.in_doubt() ? State::unknown : State::failed;
  }
  // What is gone after a call without an answer was revoked by that.
  const bool was_gone = call.result()->gone && !call.in_doubt();
  return was_gone ? State::gone : State::revoked;
}

// Whether a call for a whole list was declined, so that its rows go one by one.
// It may need a scope of its own, or a role by which the list is seen.
bool declined(const RevocationCall& call, const Exchange& exchange) {
  if (!call.bulk || call.method->instead.empty() || !exchange.done() ||
      exchange.in_doubt()) {
    return false;
  }
  const Result<Reply>& reply = exchange.result();
  return reply ? reply->gone : reply.error().kind == Error::Kind::forbidden;
}

class Sender {
 public:
  Sender(std::vector<RevocationCall>& calls, std::size_t first, Asked& asked,
         std::shared_ptr<const Settings> settings)
      : calls_(calls),
        asked_(asked),
        settings_(std::move(settings)),
        audit_(settings_->audit_log),
        first_(first),
        next_(first) {}
  // Where something was thrown, calls are still under way.
  ~Sender() {
    try {
      for (const UnderWay& item : under_way_) {
        call_of(item).outcome.state = state_of(*item.ticket);
      }
    } catch (...) {
      // The rest stays unknown, as it was set when it was sent.
    }
  }
  Sender(const Sender&) = delete;

  Status run() {
    if (Status status = prepare(); !status) return status;
    while (true) {
      if (!stopped_ && under_way_.empty()) part_declined();
      if (!stopped_) send_more();
      if (under_way_.empty()) break;
      const bool go_on = asked_.wait();
      collect();
      if (!go_on) give_up();
    }
    settle_doubts();
    if (Status status = audit_.sync(); !status) note(status.error());
    return problem_ ? Status(*problem_) : Status();
  }

 private:
  struct UnderWay {
    std::size_t number = 0;  // from 1
    Ticket ticket;
  };

  RevocationCall& call_of(const UnderWay& item) {
    return calls_[item.number - 1];
  }
  const Org& org_of(const UnderWay& item) const {
    return *orgs_[item.number - 1];
  }

  void note(const Error& error) {
    stopped_ = true;
    if (!problem_) problem_ = error;
  }

  // What would fail each call fails before the first one.
  Status prepare() {
    orgs_.resize(next_);
    for (const RevocationCall& call : std::span(calls_).subspan(next_)) {
      const Resource& resource = call.resource();
      const Result<const Org*> org =
          find_org(*settings_, call.rows.front().subdomain, resource.provider,
                   asked_.stop());
      if (!org) {
        return Error{resource.name + ": " + org.error().text, org.error().kind};
      }
      orgs_.push_back(*org);
    }
    return audit_.open();
  }

  // Whether the call may not go together with the one before it.
  bool waits(std::size_t place) const {
    if (place == first_) return false;
    const Method* method = calls_[place].method;
    const Method* before = calls_[place - 1].method;
    return method != before && (method->ordered || before->ordered);
  }

  // In batches, as each has to wait for the disk once. Where the first failure
  // is to end it all, nothing waits behind what is under way.
  void send_more() {
    const auto parallel = static_cast<std::size_t>(settings_->pace.parallelism);
    const std::size_t window =
        settings_->stop_on_revoke_error ? parallel : parallel * 2;
    const std::size_t first = next_;
    if (first == calls_.size() || under_way_.size() > window / 2) return;
    std::size_t end = first;
    while (end < calls_.size() && end < first + window - under_way_.size() &&
           !(waits(end) && (end > first || !under_way_.empty()))) {
      ++end;
    }
    for (std::size_t i = first; i < end; ++i) {
      audit_.add_attempt(calls_[i], i + 1, *orgs_[i]);
    }
    if (Status status = audit_.sync(); !status) return note(status.error());
    for (; next_ < end; ++next_) {
      RevocationCall& call = calls_[next_];
      // As long as it has no ticket, nobody knows whether it was sent.
      call.outcome.state = State::unknown;
      under_way_.push_back(
          {next_ + 1, asked_.ask({&call.resource(), call.method, settings_,
                                  orgs_[next_], call.target})});
    }
  }

  void collect() {
    for (auto item = under_way_.begin(); item != under_way_.end();) {
      if (!item->ticket->done()) {
        ++item;
        continue;
      }
      conclude(*item);
      item = under_way_.erase(item);
    }
    if (Status status = audit_.write(); !status) note(status.error());
    if (!stopped_) return;
    // What waits for its turn still can be kept back.
    std::erase_if(under_way_, [&](const UnderWay& item) {
      if (item.ticket->begun()) return false;
      tell(item);
      return true;
    });
  }

  void conclude(const UnderWay& item) {
    Outcome& outcome = call_of(item).outcome;
    const Result<Reply>& reply = item.ticket->result();
    outcome.status = item.ticket->status();
    if (!reply) {
      outcome.error_code = item.ticket->error_code().code;
      outcome.error_id = item.ticket->error_code().id;
      outcome.message = reply.error().text;
    }
    if (declined(call_of(item), *item.ticket)) {
      declined_.push_back(item.number);
    } else if (!reply && settings_->stop_on_revoke_error) {
      stopped_ = true;
    }
    if (reply && reply->gone && changes(item)) {
      outcome.message = call_of(item).resource().name + ": " +
                        call_of(item).target.text() +
                        " answered 404: the row is not there any more.";
    }
    tell(item);
  }

  bool changes(const UnderWay& item) {
    return call_of(item).method->action == Action::change;
  }

  // The second line of a call that is in doubt waits until that is settled.
  void tell(const UnderWay& item) {
    RevocationCall& call = call_of(item);
    call.outcome.state = state_of(*item.ticket);
    const bool missed = changes(item) && item.ticket->done() &&
                        item.ticket->result().ok() &&
                        item.ticket->result()->gone;
    if (missed || declined(call, *item.ticket)) {
      call.outcome.state = State::failed;
    }
    if (call.outcome.state == State::unknown) {
      doubts_.push_back(item.number);
    } else {
      audit_.add_outcome(call, item.number, org_of(item));
    }
  }

  // The rows of lists whose calls were declined get calls of their own, before
  // what waits for them.
  void part_declined() {
    std::vector<RevocationCall> more;
    std::vector<const Org*> orgs;
    for (const std::size_t number : declined_) {
      auto calls = make_calls(calls_[number - 1].rows);
      orgs.insert(orgs.end(), calls.size(), orgs_[number - 1]);
      std::ranges::move(calls, std::back_inserter(more));
    }
    calls_.reserve(calls_.size() + more.size());
    const auto place = static_cast<std::ptrdiff_t>(next_);
    orgs_.insert(orgs_.begin() + place, orgs.begin(), orgs.end());
    for (RevocationCall& call : more) call.outcome.state = State::not_attempted;
    calls_.insert(calls_.begin() + place, std::move_iterator(more.begin()),
                  std::move_iterator(more.end()));
    for (const std::size_t number : declined_) calls_[number - 1].rows.clear();
    declined_.clear();
  }

  void give_up() {
    for (const UnderWay& item : under_way_) {
      if (item.ticket->begun()) {
        call_of(item).outcome.message =
            explain(item.ticket->site(),
                    http::Failure{http::Failure::Kind::interrupted, ""})
                .text;
      }
      tell(item);
    }
    under_way_.clear();
    note_interrupt();
  }

  void note_interrupt() {
    note({"The COMMIT was interrupted.", Error::Kind::interrupted});
  }

  // Reads once more what nobody has told.
  void settle_doubts() {
    std::vector<Doubt> doubts;
    doubts.reserve(doubts_.size());
    for (const std::size_t number : doubts_) {
      doubts.push_back({&calls_[number - 1], orgs_[number - 1]});
    }
    if (!recheck(doubts, asked_, settings_)) note_interrupt();
    for (const std::size_t number : doubts_) {
      RevocationCall& call = calls_[number - 1];
      if (call.outcome.state == State::unknown) {
        call.outcome.message += " Whether it was carried out is not known.";
      }
      audit_.add_outcome(call, number, *orgs_[number - 1]);
    }
  }

  std::vector<RevocationCall>& calls_;
  Asked& asked_;
  const std::shared_ptr<const Settings> settings_;
  AuditLog audit_;
  std::vector<const Org*> orgs_;  // by call
  const std::size_t first_;
  std::size_t next_;  // to be sent
  std::list<UnderWay> under_way_;
  std::vector<std::size_t> doubts_;    // numbers of calls that may be done
  std::vector<std::size_t> declined_;  // likewise, of those for whole lists
  bool stopped_ = false;
  std::optional<Error> problem_;  // that is not any one call's
};

}  // namespace

Status revoke_all(std::vector<RevocationCall>& calls, std::size_t first,
                  Asked& asked,
                  const std::shared_ptr<const Settings>& settings) {
  const Status status = Sender(calls, first, asked, settings).run();
  return summary(std::span(calls).subspan(first), status);
}

}  // namespace idp
