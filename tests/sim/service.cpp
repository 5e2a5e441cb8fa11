// service.cpp - faults, latency and the control paths around a provider.
#include "service.h"

#include <rapidjson/document.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "errors.h"
#include "okta/okta.h"
#include "slashid/slashid.h"
#include "wire/member.h"

namespace sim {
namespace {

constexpr double kMostOffset = 4e9;  // seconds

void sleep_ms(std::uint64_t ms) {
  if (ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

void spoil(Answer& answer, const Fault& fault) {
  if (fault.body) answer.body = *fault.body;
  if (fault.content_type) answer.content_type = *fault.content_type;
  for (const auto& [name, value] : fault.headers) answer.replace(name, {value});
  if (fault.links) answer.replace("link", *fault.links);
}

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::round<std::chrono::milliseconds>(
      std::chrono::duration<double>(seconds));
}

std::unique_ptr<Provider> make_provider(const Options& options) {
  if (options.slashid) return std::make_unique<SlashId>(options);
  return std::make_unique<Okta>(options);
}

}  // namespace

Service::Service(const Options& options)
    : latency_ms_(options.latency_ms),
      first_offset_(milliseconds_of(options.clock_offset_s)),
      offset_(first_offset_),
      provider_(make_provider(options)) {}

// Not time(), which a system may let lag some milliseconds behind its clock.
std::int64_t Service::now_ms() const {
  const auto time = std::chrono::system_clock::now() + offset_.load();
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch())
      .count();
}

std::int64_t Service::now() const {
  return std::chrono::floor<std::chrono::seconds>(
             std::chrono::milliseconds(now_ms()))
      .count();
}

Reply Service::answer(const Call& call) {
  Call timed = call;
  timed.now_ms = now_ms();
  if (call.path.starts_with("/_sim/")) {
    timed.now = now();
    return {control(timed), false, std::nullopt};
  }
  return serve(std::move(timed));
}

Reply Service::serve(Call call) {
  const std::uint64_t number = stats_.begin(call, provider_->operation(call));
  const auto fault = faults_.meet(call.method, call.path, call.raw_query);
  sleep_ms(latency_ms_ + (fault ? fault->delay_ms : 0));
  if (fault) {
    stats_.wait_for(fault->after_requests);
    call.page_faults = fault->pages;
  }
  Reply reply;
  if (!fault || !fault->instead()) {
    reply.answer = provider_->answer(call, now());
  }
  if (fault) {
    if (fault->status || fault->concurrency) {
      reply.answer = provider_->error(*fault, now());
    }
    spoil(reply.answer, *fault);
    reply.close = fault->close;
    reply.truncate = fault->truncate;
  }
  provider_->add_headers(reply.answer, now());
  stats_.end(number, reply.close ? 0 : reply.answer.status);
  return reply;
}

Answer Service::control(const Call& call) {
  const bool get = call.method == "GET", post = call.method == "POST";
  if (get && call.path == "/_sim/stats") return ok(stats_.counters());
  if (get && call.path == "/_sim/requests") return ok(stats_.requests());
  if (get && call.path == "/_sim/received") return ok(received_.text());
  if (get && call.path == "/_sim/dump") return provider_->dump(call);
  if (post && call.path == "/_sim/faults") {
    const auto problem = faults_.set(call.body);
    return problem ? error(400, "E0000003", *problem) : ok("{}");
  }
  if (post && call.path == "/_sim/clock") return set_clock(call.body);
  if (post && call.path == "/_sim/reset") return reset();
  if (auto answer = provider_->control(call)) return *answer;
  return *documented_error(404);
}

// {"offset": seconds}
Answer Service::set_clock(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  const rapidjson::Value* offset =
      document.HasParseError() || !document.IsObject()
          ? nullptr
          : member(document, "offset");
  if (offset == nullptr || !offset->IsNumber() ||
      std::abs(offset->GetDouble()) > kMostOffset) {
    return error(400, "E0000003", "expected {\"offset\": seconds}");
  }
  offset_ = milliseconds_of(offset->GetDouble());
  return ok("{}");
}

Answer Service::reset() {
  provider_->reset();
  faults_.clear();
  stats_.reset();
  received_.clear();
  offset_ = first_offset_;
  return ok("{}");
}

}  // namespace sim
