// caller.h - makes calls to orgs, many at once: signs them, paces them, tries
// again where that helps, writes them into the log, and turns what is no
// answer into an error.
// In: Jobs. Out: Replies. One thread; nothing moves but in wait() and take().
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>

#include "auth/settings.h"
#include "call/account.h"
#include "call/answers.h"
#include "call/failure.h"
#include "call/job.h"
#include "call/log.h"
#include "call/pacer.h"
#include "call/sign_in.h"
#include "http/transport.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// Asked every 10 to 30 ms while something waits; true ends the wait.
using Stop = std::function<bool()>;

// A call that the provider has carried out, or a 404 in which the provider
// itself says that the thing named is not there.
struct Reply {
  http::Response response;
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
  bool failed() const { return done() && !result_->ok(); }
  bool begun() const { return begun_.has_value(); }  // sent once or more
  // Of the last answer, once it is done; none where none came.
  std::optional<long> status() const { return record_.status; }
  const Refusal& refusal() const { return refusal_; }
  // Who got the answer could read it.
  void mark_read() { read_ = true; }
  // Whether it may serve later statements: there is something to read, and it
  // was read.
  bool reusable() const {
    return read_ && done() && result_->ok() && !(*result_)->gone;
  }

 private:
  friend class Caller;

  RequestRecord record_of_cached() const;

  Caller& caller_;
  const Job job_;
  std::string url_;  // of a GET, and the org's identity; else empty
  std::shared_ptr<Pacer> pacer_;
  std::shared_ptr<Account> account_;  // a service app's; else null
  std::string token_;                 // of it, with the last attempt
  bool signed_again_ = false;
  RequestRecord record_;
  std::optional<http::Transport::Id> flight_;  // while it is under way
  std::string first_id_;              // the provider's id of the first attempt
  Pacer::Time due_{};                 // not before this
  Pacer::Time sent_{};                // when the last attempt began
  std::optional<Pacer::Time> begun_;  // when the first one did
  Refusal refusal_;
  std::optional<Result<Reply>> result_;
  bool read_ = false;
};

class Caller {
 public:
  // What answers may take of memory: those of the running statement alone, and
  // with those that are kept for later ones.
  static constexpr std::size_t kStatementBytes = std::size_t{8} << 20;
  static constexpr std::size_t kCacheBytes = std::size_t{32} << 20;

  Caller(RequestLog& log, Stop stop);
  Caller(const Caller&) = delete;

  // The call waits for its turn, in the order of submission. A GET that this
  // statement has submitted is not sent again, nor one that was answered within
  // the settings' cache_ttl, unless something was revoked since.
  Ticket submit(Job job);

  void begin_statement() { log_.begin_statement(); }
  void end_statement(std::chrono::seconds cache_ttl);
  // How many answers were dropped.
  std::size_t forget_answers() { return answers_.clear(); }

  // Who is waited for goes first.
  void hurry(const Ticket& ticket);

  // Waits until something moves. False: the user asked to stop.
  bool wait();

  // Of the rate limit that the last call counted against.
  std::optional<Pacer::Budget> budget() const;

  // Waits for the end of one call, while others go on. The reply is there as
  // long as the ticket. Errors name the table, the call, what was answered and
  // what to do next.
  Result<const Reply*> take(const Ticket& ticket);

 private:
  friend class Exchange;

  std::chrono::milliseconds start_waiting();
  void receive(std::chrono::milliseconds wait);
  bool start(Exchange& exchange, std::chrono::milliseconds& wait);
  void finish(Exchange& exchange, http::Answer answer);
  void end_sign_in(const SignIns::Finished& sign_in);
  bool sign_again(Exchange& exchange, const http::Response& response);
  void fail(Exchange& exchange, Error error);
  void conclude(Exchange& exchange, http::Answer answer);
  void forget(Exchange& exchange);

  RequestLog& log_;
  Stop stop_;
  Pacer::Time asked_{};
  http::Transport transport_;
  SignIns sign_ins_{transport_, log_};
  std::list<Exchange*> waiting_;
  std::shared_ptr<Pacer> last_pacer_;
  std::string last_bucket_;
  std::map<http::Transport::Id, Exchange*> flying_;
  Answers answers_;
  std::size_t most_bytes_ = kStatementBytes;  // of answers
};

}  // namespace idp
