// attempts.cpp - takes turns, and looks at what comes back.
#include "pace/attempts.h"

#include <algorithm>
#include <new>
#include <utility>

#include "auth/network_settings.h"
#include "pace/backoff.h"

namespace idp {
namespace {

using std::chrono::milliseconds;

// An answer that says neither that it was done nor that it was refused. A 408
// may be about a deed that some of the servers have not heard of in time; a 501
// is about one that there is not.
bool leaves_doubt(const http::Answer& answer) {
  if (const auto* failure = std::get_if<http::Failure>(&answer)) {
    return failure->sent;
  }
  const auto& response = std::get<http::Response>(answer);
  return response.sent_again || response.status == 408 ||
         (response.status >= 500 && response.status != 501);
}

}  // namespace

Attempts::Attempts(http::Transport& transport, RequestLog& log, const Job& job,
                   std::string_view verb, std::string path, std::string bucket)
    : transport_(transport),
      log_(log),
      settings_(job.settings),
      network_(network_of(*job.settings, *job.org)),
      pacer_(pacer_of(job.org->origin)),
      bucket_(std::move(bucket)),
      repeatable_(job.method->repeatable) {
  record_.statement = job.statement;
  record_.subdomain = job.org->subdomain;
  record_.verb = verb;
  record_.path = std::move(path);
}

bool Attempts::turn(std::size_t line, milliseconds& wait) {
  const Pacer::Time time = Pacer::Clock::now();
  if (due_ > time) {
    wait = std::min(wait, std::chrono::ceil<milliseconds>(due_ - time));
    return false;
  }
  slot_.reset();  // of a turn that was never used
  slot_ = pacer_->ask(bucket_, transport_.polled(), line, settings_->pace, time,
                      wait);
  sent_ = time;
  return slot_.has_value();
}

http::Transport::Id Attempts::send(const http::Request& request) {
  flight_ = transport_.start(request, settings_->timeouts, network_);
  if (!begun_) begun_ = sent_;
  log_.under_way(record_.statement, transport_.in_flight());
  return *flight_;
}

void Attempts::came(const http::Answer& answer) {
  flight_.reset();
  if (leaves_doubt(answer)) in_doubt_ = true;
  const auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr) {
    slot_->answered(*response, settings_->pace, Pacer::Clock::now());
    if (response->status == 429) log_.add_limited(record_.statement);
  }
  slot_.reset();
}

bool Attempts::again(const http::Answer& answer, bool corrected) {
  const auto* response = std::get_if<http::Response>(&answer);
  const bool refused = response != nullptr && says_when(*response);
  if (refused && !refused_) refused_ = Pacer::Clock::now();
  auto wait =
      wait_before_retry(answer, record_.retries - uncounted_, *settings_);
  if (refused && Pacer::Clock::now() - *refused_ > longest_refusal(*settings_))
    wait.reset();
  if (!repeatable_ && leaves_doubt(answer)) wait.reset();
  if (corrected) wait = milliseconds(0);
  if (wait) {
    uncounted_ += corrected || refused ? 1 : 0;
    ++record_.retries;
    due_ = due_after(answer, *wait);
    return true;
  }
  if (response != nullptr) {
    record_.status = response->status;
    record_.bytes = response->bytes_received;
  }
  log();
  return false;
}

// Who was refused waits no longer than those who wait for the same window.
Pacer::Time Attempts::due_after(const http::Answer& answer,
                                milliseconds wait) const {
  const Pacer::Time time = Pacer::Clock::now(), due = time + wait;
  const auto* response = std::get_if<http::Response>(&answer);
  const auto reset = response ? reset_of(*response) : std::nullopt;
  const auto full_again = reset ? pacer_->when(*reset) : std::nullopt;
  if (!full_again || *full_again <= time) return due;
  return std::clamp(*full_again, std::min(due, time + settings_->min_wait),
                    due);
}

void Attempts::abandon() {
  if (flight_) transport_.cancel(*std::exchange(flight_, std::nullopt));
  slot_.reset();
  if (begun_ && !logged_) log();
}

// Of a destructor, too: where there is no memory for the row, there is none.
void Attempts::log() noexcept {
  logged_ = true;
  record_.ms =
      std::chrono::duration<double, std::milli>(Pacer::Clock::now() - *begun_)
          .count();
  try {
    log_.add(record_);
  } catch (const std::bad_alloc&) {
    return;
  }
}

}  // namespace idp
