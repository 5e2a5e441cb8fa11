// caller.cpp - queues, sends, waits, and tries again.
#include "call/caller.h"

#include <algorithm>

#include "http/challenge.h"
#include "pace/backoff.h"
#include "pace/failure.h"
#include "sign/sign.h"

namespace idp {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPollInterval{20};
constexpr milliseconds kAskInterval{10};

Pacer::Time now() { return Pacer::Clock::now(); }

http::Request make_request(const Job& job) {
  return {std::string(name_of(job.method->verb)),
          job.org->origin,
          job.target,
          {{"Accept", "application/json"}},
          {}};
}

// About what an answer and what is noted of its call take of memory, in bytes.
std::size_t footprint(const http::Response& response) {
  constexpr std::size_t kCall = 2048;
  std::size_t size = kCall + response.body.capacity();
  for (const auto& header : response.headers) {
    size += sizeof header + header.first.size() + header.second.size();
  }
  return size;
}

}  // namespace

Exchange::Exchange(Caller& caller, Job job)
    : caller_(caller),
      job_(std::move(job)),
      pacer_(pacer_of(job_.org->origin)) {
  if (std::holds_alternative<ServiceApp>(job_.org->credential)) {
    account_ = account_of(*job_.org);
  }
  record_.subdomain = job_.org->subdomain;
  record_.verb = name_of(job_.method->verb);
  record_.path = job_.target.text();
  if (job_.method->verb == Verb::get) {
    url_ = job_.org->identity() + record_.path;
  }
}

RequestRecord Exchange::record_of_cached() const {
  RequestRecord record = record_;
  record.ms = 0;
  record.bytes = 0;
  record.retries = 0;
  record.cached = true;
  return record;
}

Exchange::~Exchange() { caller_.forget(*this); }

Caller::Caller(RequestLog& log, Stop stop)
    : log_(log), stop_(std::move(stop)) {}

// It is sent at once if it may be, so that it is under way while its caller
// does other things.
Ticket Caller::submit(Job job) {
  auto ticket = std::make_shared<Exchange>(*this, std::move(job));
  const std::string& url = ticket->url_;
  if (!url.empty()) {
    auto known = answers_.find(url, log_.statement(), now(),
                               ticket->job_.settings->cache_ttl);
    if (known) {
      if (known->earlier) log_.add(known->ticket->record_of_cached());
      return std::move(known->ticket);
    }
    answers_.add(url, ticket, log_.statement());
    const bool keeps = ticket->job_.settings->cache_ttl.count() > 0;
    most_bytes_ = keeps ? kCacheBytes : kStatementBytes;
  }
  waiting_.push_back(ticket.get());
  start_waiting();
  return ticket;
}

void Caller::end_statement(std::chrono::seconds cache_ttl) {
  answers_.end_statement(now(), cache_ttl);
}

void Caller::receive(milliseconds wait) {
  for (auto& [id, answer] : transport_.poll(wait)) {
    const auto found = flying_.find(id);
    if (found != flying_.end()) {
      finish(*found->second, std::move(answer));
    } else {
      end_sign_in(sign_ins_.finish(id, answer));
    }
  }
}

bool Caller::wait() {
  const Pacer::Time before = now();
  const milliseconds time = start_waiting();
  const bool idle = transport_.in_flight() == 0;
  receive(time);
  if (idle) log_.add_waited(now() - before);
  start_waiting();
  answers_.shrink(most_bytes_);
  if (now() - asked_ < kAskInterval) return true;
  asked_ = now();
  return !stop_();
}

void Caller::hurry(const Ticket& ticket) {
  const auto place = std::ranges::find(waiting_, ticket.get());
  if (place == waiting_.end()) return;
  waiting_.splice(waiting_.begin(), waiting_, place);
}

std::optional<Pacer::Budget> Caller::budget() const {
  if (!last_pacer_) return std::nullopt;
  return last_pacer_->budget(last_bucket_);
}

Result<const Reply*> Caller::take(const Ticket& ticket) {
  hurry(ticket);
  while (!ticket->done()) {
    if (!wait() && !ticket->done()) {
      sign_ins_.give_up();
      conclude(*ticket,
               http::Failure{http::Failure::Kind::interrupted, "interrupted"});
    }
  }
  const Result<Reply>& result = *ticket->result_;
  if (!result) return result.error();
  return &*result;
}

// Starts all that may go; returns how long nothing else can.
milliseconds Caller::start_waiting() {
  milliseconds wait = kPollInterval;
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    i = start(**i, wait) ? waiting_.erase(i) : std::next(i);
  }
  return wait;
}

bool Caller::start(Exchange& exchange, milliseconds& wait) {
  const auto shorten = [&](milliseconds time) { wait = std::min(wait, time); };
  const Pacer::Time time = now();
  if (exchange.due_ > time) {
    shorten(std::chrono::ceil<milliseconds>(exchange.due_ - time));
    return false;
  }
  const Job& job = exchange.job_;
  std::optional<OauthToken> token;
  if (exchange.account_) {
    auto given = sign_ins_.token(job, exchange.account_, wait);
    if (!given) {
      fail(exchange, std::move(given.error()));
      return true;
    }
    token = *std::move(given);
    if (!token) return false;
    exchange.token_ = token->value;
  }
  if (const auto later =
          exchange.pacer_->ask(job.method->bucket, job.settings->pace, time)) {
    shorten(*later);
    return false;
  }
  exchange.sent_ = time;
  if (!exchange.begun_) exchange.begun_ = time;
  http::Request request = make_request(job);
  if (Status status = sign(request, job, exchange.account_.get(), token,
                           exchange.pacer_->unix_time(time));
      !status) {
    exchange.pacer_->lost(job.method->bucket);
    fail(exchange, std::move(status.error()));
    return true;
  }
  const Provider& provider = job.resource->provider;
  if (exchange.record_.retries > 0 && !exchange.first_id_.empty() &&
      !provider.retry_for.empty()) {
    request.headers.emplace_back(provider.retry_for, exchange.first_id_);
    request.headers.emplace_back(provider.retry_count,
                                 std::to_string(exchange.record_.retries));
  }
  exchange.flight_ = transport_.start(request, job.settings->timeouts);
  flying_.emplace(*exchange.flight_, &exchange);
  last_pacer_ = exchange.pacer_;
  last_bucket_ = job.method->bucket;
  log_.under_way(flying_.size());
  return true;
}

void Caller::finish(Exchange& exchange, http::Answer answer) {
  flying_.erase(*exchange.flight_);
  exchange.flight_.reset();
  const Job& job = exchange.job_;
  const std::string& bucket = job.method->bucket;
  const auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr) {
    exchange.pacer_->answered(bucket, *response, job.settings->pace,
                              exchange.sent_, now());
    const std::string* id = response->header(job.resource->provider.request_id);
    if (id && exchange.first_id_.empty()) exchange.first_id_ = *id;
  } else {
    exchange.pacer_->lost(bucket);
  }
  if (response != nullptr && response->status == 429) log_.add_limited();
  auto wait =
      wait_before_retry(answer, exchange.record_.retries, *job.settings);
  if (response != nullptr && sign_again(exchange, *response)) {
    wait = milliseconds(0);
  }
  if (wait) {
    ++exchange.record_.retries;
    exchange.due_ = now() + *wait;
    waiting_.push_front(&exchange);
    return;
  }
  conclude(exchange, std::move(answer));
}

// A token may end before its time; a proof may need another nonce or time.
bool Caller::sign_again(Exchange& exchange, const http::Response& response) {
  if (!exchange.account_) return false;
  exchange.account_->learn_nonce(response);
  if (exchange.signed_again_) return false;
  const std::string error = http::challenge_parameter(response, "error");
  const bool proof = error == "use_dpop_nonce" || error == "invalid_dpop_proof";
  if (response.status == 401 && !proof) {
    exchange.account_->drop(exchange.token_);
  } else if (!proof) {
    return false;
  }
  exchange.signed_again_ = true;
  return true;
}

void Caller::end_sign_in(const SignIns::Finished& sign_in) {
  if (!sign_in.error) return;
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    Exchange& exchange = **i;
    const bool waits =
        SignIns::ended(sign_in, exchange.job_, exchange.account_.get());
    i = waits ? waiting_.erase(i) : std::next(i);
    if (waits) fail(exchange, *sign_in.error);
  }
}

// It could not be sent, or not again.
void Caller::fail(Exchange& exchange, Error error) {
  if (exchange.begun_) log_.add(exchange.record_);
  exchange.result_ = std::move(error);
}

void Caller::conclude(Exchange& exchange, http::Answer answer) {
  RequestRecord& record = exchange.record_;
  if (exchange.begun_) {
    record.end(now() - *exchange.begun_, answer);
    log_.add(record);
  }
  auto* response = std::get_if<http::Response>(&answer);
  const std::string& url = exchange.url_;
  if (url.empty()) {
    // What was revoked may be in any answer.
    answers_.clear();
  } else if (response != nullptr) {
    answers_.came(url, footprint(*response), now());
  }

  const Job& job = exchange.job_;
  const CallSite site{*job.resource, *job.method, *job.org, job.target,
                      record.retries};
  if (response == nullptr) {
    exchange.result_ = explain(site, std::get<http::Failure>(answer));
  } else if (response->status >= 200 && response->status < 300) {
    exchange.result_ = Reply{std::move(*response)};
  } else if (is_gone(job.resource->provider, *response)) {
    exchange.result_ = Reply{std::move(*response), true};
  } else {
    exchange.error_code_ = error_code_of(site, *response);
    exchange.result_ = explain(site, *response);
  }
}

void Caller::forget(Exchange& exchange) {
  std::erase(waiting_, &exchange);
  if (!exchange.flight_) return;
  transport_.cancel(*exchange.flight_);
  exchange.pacer_->lost(exchange.job_.method->bucket);
  flying_.erase(*exchange.flight_);
  if (!exchange.done()) log_.add(exchange.record_);
}

}  // namespace idp
