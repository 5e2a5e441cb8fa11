// caller.cpp - queues, sends, waits, and tries again.
#include "call/caller.h"

#include <algorithm>
#include <new>
#include <utility>

#include "http/parameters.h"
#include "sign/credential_headers.h"

namespace idp {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPollInterval{20};

bool reads(const Job& job) { return job.method->verb == Verb::get; }

// What something in between answers, a login page, says nothing of a deed.
bool is_success(const Job& job, const http::Response& response) {
  return response.status >= 200 && response.status < 300 &&
         (reads(job) || !is_web_page(response));
}

// Needs none itself: it is short enough to lie within a string.
Error no_memory() { return {"out of memory"}; }

// A POST says what its empty body is: without that, libcurl says a form.
http::Request make_request(const Job& job) {
  http::Request request{std::string(name_of(job.method->verb)),
                        job.org->origin,
                        job.target,
                        {{"Accept", "application/json"}},
                        {}};
  request.once = !job.method->repeatable;
  if (job.method->verb == Verb::post) {
    request.headers.emplace_back("Content-Type", "application/json");
  }
  return request;
}

// Thousands of small ones are kept until the statement ends: without the room
// that the body grew into, and the headers that nobody looks at behind here.
void shrink(http::Response& response) {
  constexpr std::size_t kSmall = std::size_t{16} << 10;
  std::string& body = response.body;
  if (body.size() < std::max(kSmall, body.capacity() / 2)) {
    body.shrink_to_fit();
  }
  std::erase_if(response.headers, [](const auto& header) {
    return header.first != "link" && header.first != "content-type";
  });
  response.headers.shrink_to_fit();
}

}  // namespace

Exchange::Exchange(Caller& caller, Job job)
    : caller_(caller),
      job_(std::move(job)),
      attempts_(caller.transport_, caller.log_, job_,
                name_of(job_.method->verb), job_.target.text(),
                job_.method->bucket),
      account_(std::holds_alternative<ServiceApp>(job_.org->credential)
                   ? account_of(*job_.org)
                   : nullptr) {}

// Where there is no memory for anything more, too.
Reply Exchange::replied(http::Response& response, bool gone) {
  shrink(response);
  *response_ = std::move(response);
  return {response_, gone};
}

Exchange::~Exchange() { caller_.forget(*this); }

CallSite Exchange::site() const {
  return {*job_.resource, *job_.method, *job_.org, job_.target,
          attempts_.record().retries};
}

std::size_t Exchange::footprint() const {
  constexpr std::size_t kCall = 2048;
  if (!done() || !result_->ok()) return kCall;
  const http::Response& response = *(*result_)->response;
  std::size_t size = kCall + response.body.capacity();
  for (const auto& header : response.headers) {
    size += sizeof header + header.first.size() + header.second.size();
  }
  return size;
}

RequestRecord Exchange::cached_record(std::int64_t statement) const {
  RequestRecord record = attempts_.record();
  record.statement = statement;
  record.ms = 0;
  record.bytes = 0;
  record.retries = 0;
  record.cached = true;
  return record;
}

Ticket Caller::submit(Job job) {
  auto ticket = std::make_shared<Exchange>(*this, std::move(job));
  if (!reads(ticket->job_)) note_change();
  waiting_.push_back(ticket.get());
  start_waiting(kMany);
  return ticket;
}

void Caller::receive(milliseconds wait) {
  while (auto finished = transport_.poll(wait)) {
    wait = milliseconds(0);
    auto& [id, answer] = *finished;
    const auto found = flying_.find(id);
    if (found == flying_.end()) {
      end_sign_in(sign_ins_.finish(id, answer));
      continue;
    }
    Exchange& exchange = *found->second;
    flying_.erase(found);
    try {
      finish(exchange, answer);
    } catch (const std::bad_alloc&) {
      end_without_memory(exchange, answer);
    }
  }
}

// What it was about was carried out all the same, if the answer says so.
void Caller::end_without_memory(Exchange& exchange, http::Answer& answer) {
  auto* response = std::get_if<http::Response>(&answer);
  if (response == nullptr || !is_success(exchange.job_, *response)) {
    exchange.unread_ = response != nullptr;
    return fail(exchange, no_memory());
  }
  exchange.attempts_.abandon();
  end(exchange, exchange.replied(*response, false));
}

bool Caller::wait(std::int64_t statement, Stop& stop) {
  const Pacer::Time before = Pacer::Clock::now();
  const milliseconds time = start_waiting();
  const bool idle = transport_.in_flight() == 0;
  receive(time);
  if (idle) log_.add_waited(statement, Pacer::Clock::now() - before);
  start_waiting();
  return !stop.asked();
}

void Caller::hurry(const Ticket& ticket) {
  const auto place = std::ranges::find(waiting_, ticket.get());
  if (place == waiting_.end()) return;
  waiting_.splice(waiting_.begin(), waiting_, place);
}

std::optional<Pacer::Budget> Caller::budget() const {
  if (!last_pacer_) return std::nullopt;
  return last_pacer_->budget(last_bucket_, Pacer::Clock::now());
}

// Starts all that may go, while so many more may be about to join the line;
// returns how long nothing else can.
milliseconds Caller::start_waiting(std::size_t more) {
  milliseconds wait = kPollInterval;
  for (auto i = waiting_.begin(); i != waiting_.end();) {
    bool started = true;
    try {
      started = start(**i, waiting_.size() + more, wait);
    } catch (const std::bad_alloc&) {
      fail(**i, no_memory());
    }
    i = started ? waiting_.erase(i) : std::next(i);
  }
  return wait;
}

// Whether it waits no longer: it is under way, or has failed.
bool Caller::start(Exchange& exchange, std::size_t line, milliseconds& wait) {
  const Job& job = exchange.job_;
  Attempts& attempts = exchange.attempts_;
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
  if (!attempts.turn(line, wait)) return false;
  http::Request request = make_request(job);
  if (Status status = add_credential(request, job, exchange.account_.get(),
                                     token, attempts.unix_time());
      !status) {
    fail(exchange, std::move(status.error()));
    return true;
  }
  const Provider& provider = job.resource->provider;
  const int retries = attempts.record().retries;
  if (retries > 0 && !exchange.first_id_.empty() &&
      !provider.retry_for.empty()) {
    request.headers.emplace_back(provider.retry_for, exchange.first_id_);
    request.headers.emplace_back(provider.retry_count, std::to_string(retries));
  }
  last_pacer_ = attempts.pacer();
  last_bucket_ = attempts.bucket();
  flying_.emplace(attempts.send(request), &exchange);
  return true;
}

void Caller::finish(Exchange& exchange, http::Answer& answer) {
  Attempts& attempts = exchange.attempts_;
  attempts.came(answer);
  const auto* response = std::get_if<http::Response>(&answer);
  if (response != nullptr && exchange.first_id_.empty()) {
    const Provider& provider = exchange.job_.resource->provider;
    const std::string* id = response->header(provider.request_id);
    if (id != nullptr) exchange.first_id_ = *id;
  }
  const bool signs = response != nullptr && sign_again(exchange, *response);
  if (attempts.again(answer, signs)) {
    waiting_.push_front(&exchange);
  } else {
    conclude(exchange, answer);
  }
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
    if (waits) fail(exchange, *sign_in.error);
    i = waits ? waiting_.erase(i) : std::next(i);
  }
}

// It could not be sent, or not again.
void Caller::fail(Exchange& exchange, Error error) {
  exchange.attempts_.abandon();
  end(exchange, std::move(error));
}

void Caller::conclude(Exchange& exchange, http::Answer& answer) {
  const CallSite site = exchange.site();
  auto* response = std::get_if<http::Response>(&answer);
  if (response == nullptr) {
    end(exchange, explain(site, std::get<http::Failure>(answer)));
  } else if (is_success(exchange.job_, *response)) {
    end(exchange, exchange.replied(*response, false));
  } else if (is_gone(site.resource.provider, *response)) {
    end(exchange, exchange.replied(*response, true));
  } else {
    exchange.unread_ = response->status < 300;
    exchange.error_code_ = error_code_of(site, *response);
    end(exchange, explain(site, *response));
  }
}

void Caller::end(Exchange& exchange, Result<Reply> result) {
  exchange.ended_ = Pacer::Clock::now();
  exchange.result_ = std::move(result);
  if (!reads(exchange.job_)) note_change();
}

// Its attempts end with it; and a sign-in with the last call that waits for it.
void Caller::forget(Exchange& exchange) {
  if (const auto flight = exchange.attempts_.flight()) flying_.erase(*flight);
  if (!exchange.done() && !reads(exchange.job_)) note_change();
  if (std::erase(waiting_, &exchange) == 0 || !exchange.account_) return;
  if (std::ranges::none_of(waiting_, [&](const Exchange* other) {
        return other->account_ == exchange.account_;
      })) {
    sign_ins_.give_up(exchange.account_.get());
  }
}

}  // namespace idp
