// asked.h - what one statement asks of orgs.
// In: Jobs. Out: Replies, as a Caller gives them; but a GET that the statement
// has submitted already is not sent again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "call/answers.h"
#include "call/caller.h"
#include "result.h"
#include "system/stop.h"
#include "system/timestamp.h"

namespace idp {

// A statement's, from its first call to its end. It knows no answer from
// before it began, but for those of the cache that it is given; and none from
// before a revocation of its connection, whichever statement that was.
class Asked {
 public:
  // What its answers may take of memory, where none are kept for later ones.
  static constexpr std::size_t kMostBytes = std::size_t{8} << 20;

  // The statement has that number in the log, and `stop` is its own. Without a
  // cache nothing from before may be used, and nothing is left. All of them
  // outlive it.
  Asked(Caller& caller, AnswerCache* cache, std::int64_t statement, Stop& stop);
  ~Asked();
  Asked(const Asked&) = delete;

  // The call's ticket, perhaps one that was had before. A failure is asked
  // anew; what is no GET is always sent.
  Ticket ask(Job job);
  // The call's ticket, sent now, whatever was had before.
  Ticket ask_anew(Job job);
  // Some answer turned out to be of no use, so that the others may be as well:
  // none of this statement's serves any more, here or later.
  void forget_answers();

  // Who is waited for goes first.
  void hurry(const Ticket& ticket) { caller_.hurry(ticket); }

  // Waits until something moves. False: the user asked to stop, now or before.
  bool wait() { return caller_.wait(statement_, stop_); }
  // For those who wait for something else than a call.
  Stop& stop() const { return stop_; }

  // When it began, by our clock: a timestamp. No log is read further than that.
  const std::string& began() const { return began_; }
  // How many seconds the org's clock is ahead of ours, or has been since; 0
  // where it is not known to be.
  std::int64_t ahead(const Org& org);

  // Whether the statement deletes, and so was given no cache: what it reads
  // decides what is revoked.
  bool deletes() const { return cache_ == nullptr; }

  // A sentence to tell beside the rows: a value that the query names does not
  // exist at the provider; rows may be missing.
  void note_missing(std::string text);
  void note_partial(std::string text);
  // The first few of each kind, and how many more there are.
  std::vector<std::string> notes() const;

  // Waits for the end of one call, while others go on. The reply is there as
  // long as the ticket. Once the user asked to stop, it is an error that says
  // so, of Kind::interrupted, even if the answer has come.
  Result<const Reply*> take(const Ticket& ticket);

 private:
  struct Notes {
    void add(std::string text);
    std::vector<std::string> told(std::string_view counted_as) const;

    std::vector<std::string> first;
    std::int64_t more = 0;
  };

  void forget_changed();

  Caller& caller_;
  AnswerCache* const cache_;
  const std::int64_t statement_;
  Stop& stop_;
  const std::string began_ = timestamp();
  std::map<std::string, std::int64_t> ahead_;  // by origin
  Answers answers_;
  std::uint64_t changes_;
  Notes missing_, partial_;
};

}  // namespace idp
