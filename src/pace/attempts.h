// attempts.h - one HTTP request to an org, tried until it has an answer that
// stays: under the org's rate limits, with pauses in between.
// In: whose turn it is, and answers. Out: whether there is another attempt; the
// row of idp_requests.
//
//   turn() -> send() -> came() -> again() -> turn() …
//
// Calls of tables and sign-ins are tried in the same way; what differs, how a
// request is made and whether another one would be better, is their own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/transport.h"
#include "pace/job.h"
#include "pace/log.h"
#include "pace/pacer.h"

namespace idp {

class Attempts {
 public:
  // For a request of the job to `path` (with its query) that counts against the
  // rate limit of that name. Transport and log outlive it.
  Attempts(http::Transport& transport, RequestLog& log, const Job& job,
           std::string_view verb, std::string path, std::string bucket);
  ~Attempts() { abandon(); }
  Attempts(const Attempts&) = delete;

  // Whether it may be sent now; then a place in the org's budget is kept for it
  // until the attempt ends. Else `wait` is shortened to when to ask again. So
  // many stand in line with it.
  bool turn(std::size_t line, std::chrono::milliseconds& wait);
  // REQUIRES: turn() said so.
  http::Transport::Id send(const http::Request& request);
  // The answer to what was sent.
  void came(const http::Answer& answer);
  // Whether there is another attempt: a pause may help, or the request was
  // `corrected`; and it was refused, where its method is not repeatable. If
  // not, the answer stays. Neither a correction nor a refusal by the rate limit
  // that says until when uses up max_retries.
  bool again(const http::Answer& answer, bool corrected);
  // There won't be an answer, or it doesn't matter any more.
  void abandon();

  bool begun() const { return begun_.has_value(); }  // sent once or more
  // An attempt was sent, and no answer to it says that it was refused: what was
  // asked may have been done.
  bool in_doubt() const { return in_doubt_ || flight_; }
  std::optional<http::Transport::Id> flight() const { return flight_; }
  const RequestRecord& record() const { return record_; }
  const std::shared_ptr<Pacer>& pacer() const { return pacer_; }
  const std::string& bucket() const { return bucket_; }
  // When the present attempt took its turn, by our clock and by the server's.
  Pacer::Time sent() const { return sent_; }
  std::int64_t unix_time() const { return pacer_->unix_time(sent_); }

 private:
  void log() noexcept;
  Pacer::Time due_after(const http::Answer& answer,
                        std::chrono::milliseconds wait) const;

  http::Transport& transport_;
  RequestLog& log_;
  const std::shared_ptr<const Settings> settings_;
  const http::Network network_;
  const std::shared_ptr<Pacer> pacer_;
  const std::string bucket_;
  const bool repeatable_;
  RequestRecord record_;
  std::optional<Pacer::Slot> slot_;
  std::optional<http::Transport::Id> flight_;  // while it is under way
  Pacer::Time due_{};                          // not before this
  Pacer::Time sent_{};
  std::optional<Pacer::Time> begun_;    // when the first attempt was
  std::optional<Pacer::Time> refused_;  // by the rate limit, since then
  int uncounted_ = 0;                   // retries that max_retries leaves out
  bool in_doubt_ = false;               // by an attempt that has ended
  bool logged_ = false;
};

}  // namespace idp
