// caller.h - makes calls to orgs, many at once: signs them, paces them, tries
// again where that helps, writes them into the log, and turns what is no
// answer into an error.
// In: Jobs. Out: Replies. One thread; nothing moves but in submit() and wait().
// What a statement asks twice is not its concern: see asked.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "http/transport.h"
#include "pace/attempts.h"
#include "pace/failure.h"
#include "pace/job.h"
#include "pace/log.h"
#include "pace/pacer.h"
#include "result.h"
#include "sign/account.h"
#include "sign/sign_in.h"
#include "system/stop.h"

namespace idp {

// A call that the provider has carried out, or a 404 in which the provider
// itself says that the thing named is not there.
struct Reply {
  std::shared_ptr<const http::Response> response;
  bool gone = false;
};

class Caller;

// A call that was submitted. Once nobody holds it, it is given up.
class Exchange {
 public:
  Exchange(Caller& caller, Job job);
  ~Exchange();
  Exchange(const Exchange&) = delete;

  bool done() const { return result_.has_value(); }
  bool begun() const { return attempts_.begun(); }  // sent once or more
  bool under_way() const { return attempts_.flight().has_value(); }  // now
  // It may have been carried out, whatever its result says: see attempts.h.
  bool in_doubt() const { return attempts_.in_doubt() || unread_; }
  const Job& job() const { return job_; }
  CallSite site() const;

  // What follows is known once it is done.
  // Errors name the table, the call, what was answered and what to do next.
  const Result<Reply>& result() const { return *result_; }
  bool failed() const { return done() && !result_->ok(); }
  // The answer is that it is not there.
  bool gone() const { return done() && result_->ok() && (*result_)->gone; }
  // Who got the answer could read it.
  void mark_read() { read_ = true; }
  // Whether it may serve later statements: there is something to read, and it
  // was read.
  bool reusable() const { return read_ && done() && result_->ok() && !gone(); }
  // Of the last answer; none where none came.
  std::optional<long> status() const { return attempts_.record().status; }
  const ErrorCode& error_code() const { return error_code_; }
  Pacer::Time ended() const { return ended_; }
  // About what it takes of memory, in bytes.
  std::size_t footprint() const;
  // Its row of idp_requests, had it been sent for that statement, which was
  // answered by it without a request.
  RequestRecord cached_record(std::int64_t statement) const;

 private:
  friend class Caller;

  Reply replied(http::Response& response, bool gone);

  Caller& caller_;
  const Job job_;
  Attempts attempts_;
  const std::shared_ptr<Account> account_;  // a service app's; else null
  std::string token_;                       // of it, with the last attempt
  bool signed_again_ = false;
  std::string first_id_;  // the provider's id of the first attempt
  Pacer::Time ended_{};
  ErrorCode error_code_;
  // There before an answer is, which may leave no memory.
  std::shared_ptr<http::Response> response_ =
      std::make_shared<http::Response>();
  std::optional<Result<Reply>> result_;
  bool read_ = false;
  bool unread_ = false;  // an answer came that could not be read
};

using Ticket = std::shared_ptr<Exchange>;

class Caller {
 public:
  explicit Caller(RequestLog& log) : log_(log) {}
  Caller(const Caller&) = delete;

  // The call is sent at once if it may be, or else waits for its turn, in the
  // order of submission.
  Ticket submit(Job job);

  // Who is waited for goes first.
  void hurry(const Ticket& ticket);

  // Waits until something moves, for that statement. False: its user asked to
  // stop.
  bool wait(std::int64_t statement, Stop& stop);

  // No statement is left that waits for anything.
  void rest() noexcept { transport_.rest(); }

  // Counts up with each thing that makes answers from before it useless: a
  // revocation is submitted, or has ended; somebody says so.
  std::uint64_t changes() const { return changes_; }
  void note_change() { ++changes_; }

  // Whether nothing is under way though there is something to send; and
  // whether that was sent before.
  bool is_idle() const {
    return transport_.in_flight() == 0 && !waiting_.empty();
  }
  bool is_to_retry() const {
    return is_idle() && waiting_.front()->attempts_.record().retries > 0;
  }

  // Of the rate limit that the last call counted against.
  std::optional<Pacer::Budget> budget() const;

  RequestLog& log() { return log_; }

 private:
  friend class Exchange;

  static constexpr std::size_t kMany = 1000;  // no short line

  std::chrono::milliseconds start_waiting(std::size_t more = 0);
  void receive(std::chrono::milliseconds wait);
  bool start(Exchange& exchange, std::size_t line,
             std::chrono::milliseconds& wait);
  void finish(Exchange& exchange, http::Answer& answer);
  void end_without_memory(Exchange& exchange, http::Answer& answer);
  void end_sign_in(const SignIns::Finished& sign_in);
  static bool sign_again(Exchange& exchange, const http::Response& response);
  void fail(Exchange& exchange, Error error);
  void conclude(Exchange& exchange, http::Answer& answer);
  void end(Exchange& exchange, Result<Reply> result);
  void forget(Exchange& exchange);

  RequestLog& log_;
  http::Transport transport_;
  SignIns sign_ins_{transport_, log_};
  std::list<Exchange*> waiting_;
  std::map<http::Transport::Id, Exchange*> flying_;
  std::shared_ptr<Pacer> last_pacer_;
  std::string last_bucket_;
  std::uint64_t changes_ = 0;
};

}  // namespace idp
