// transport.cpp - the network, by libcurl's multi interface.
#include "http/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "http/idle.h"
#include "http/options.h"
#include "http/transfer.h"
#include "http/tunnel.h"
#include "process.h"
#include "standard_descriptors.h"
#include "version.h"

namespace idp::http {
namespace {

// Where libcurl can't wait.
constexpr std::chrono::milliseconds kPause{1};

// libcurl takes any other count than size * count as "abort".
template <bool (Inbox::*Add)(std::string_view)>
std::size_t receive(char* data, std::size_t size, std::size_t count,
                    void* inbox) noexcept {
  const std::size_t bytes = size * count;
  try {
    return (static_cast<Inbox*>(inbox)->*Add)({data, bytes}) ? bytes : 0;
  } catch (...) {
    static_cast<Inbox*>(inbox)->no_memory = true;
    return 0;
  }
}

void set_receiver(Options& options, CURLoption function, CURLoption data,
                  std::size_t (*receiver)(char*, std::size_t, std::size_t,
                                          void*) noexcept,
                  Inbox& inbox) {
  options.set(function, receiver);
  options.set(data, &inbox);
}

// Called when there is a connection, TLS and proxy included, each time that the
// request is about to go out on one.
int count_sending(void* count, char*, char*, int, int) noexcept {
  ++*static_cast<int*>(count);
  return CURL_PREREQFUNC_OK;
}

List header_list(const Request& request) {
  List list;
  for (const auto& [name, value] : request.headers) {
    std::string line = name;
    line.append(": ").append(value);
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    if (!list) list.reset(longer);
  }
  return list;
}

void configure(Options& options, const Request& request,
               const Timeouts& timeouts) {
  options.set(CURLOPT_URL, request.origin.text());
  // As a part of the URL, libcurl 7.88 would drop the query where there is no
  // memory for it, and send the rest.
  options.set(CURLOPT_REQUEST_TARGET, request.target.text());
  if (request.verb == "POST") {
    options.set(CURLOPT_POSTFIELDSIZE_LARGE,
                static_cast<curl_off_t>(request.body.size()));
    options.set(CURLOPT_COPYPOSTFIELDS, request.body);
  }
  // Where a kept connection turns out to be closed, libcurl sends the request
  // again by itself.
  if (request.once || !request.body.empty()) {
    options.set(CURLOPT_FRESH_CONNECT, 1L);
  }
  options.set(CURLOPT_CUSTOMREQUEST, request.verb);
  options.set(CURLOPT_USERAGENT, "sqlite-idp/" IDP_VERSION);
  options.set(CURLOPT_ACCEPT_ENCODING, "gzip");
  options.set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
#if LIBCURL_VERSION_NUM >= 0x075500
  options.set(CURLOPT_PROTOCOLS_STR, request.origin.scheme);
#else
  options.set(CURLOPT_PROTOCOLS, request.origin.scheme == "https"
                                     ? long{CURLPROTO_HTTPS}
                                     : long{CURLPROTO_HTTP});
#endif
  // libcurl's own default is lost where it resets a handle without memory.
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
  // A slow name server must not hold up an interrupt. (Before 7.87 it does.)
  options.set(CURLOPT_QUICK_EXIT, 1L);
#endif
  options.set(CURLOPT_CONNECTTIMEOUT,
              static_cast<long>(timeouts.connection.count()));
  options.set(CURLOPT_TIMEOUT, static_cast<long>(timeouts.request.count()));
}

Transfer& transfer_of(CURL* easy) {
  Transfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return *transfer;
}

}  // namespace

struct Transport::Multi {
  const OwnProcess process;
  const std::shared_ptr<IdleHandles> idle = idle_handles();
  MultiHandle handle;
  bool sound = true;  // whether the handle may be used again
  const std::shared_ptr<Polled> polled =
      std::make_shared<Polled>(std::chrono::steady_clock::now());
  Id last = 0;
  std::map<Id, std::unique_ptr<Transfer>> transfers;
  std::vector<Easy> spare;  // handles to use again

  ~Multi() {
    while (!transfers.empty()) remove(transfers.begin()->first);
  }

  Easy easy() {
    if (spare.empty()) return Easy(curl_easy_init());
    Easy handle_again = std::move(spare.back());
    spare.pop_back();
    curl_easy_reset(handle_again.get());
    return handle_again;
  }

  // Makes what isn't there yet, or couldn't be made before.
  CURLcode begin(CURL* easy) {
    if (!handle) handle = idle->take(IdleHandles::Clock::now());
    if (!handle) {
      keep_standard_descriptors();
      handle.reset(curl_multi_init());
    }
    if (!handle) return CURLE_OUT_OF_MEMORY;
    return code_of(curl_multi_add_handle(handle.get(), easy));
  }

  // Sends and receives what there is.
  void move() {
    if (!handle) return;
    int running = 0, left = 0;
    const CURLcode moved = code_of(curl_multi_perform(handle.get(), &running));
    while (const CURLMsg* message = curl_multi_info_read(handle.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      transfer_of(message->easy_handle).end = message->data.result;
    }
    if (moved == CURLE_OK) return;
    sound = false;
    for (const auto& [id, transfer] : transfers) {
      if (!transfer->end) transfer->end = moved;
    }
  }

  // Takes out one that has ended.
  std::optional<Finished> take_ended() {
    const auto found = std::ranges::find_if(
        transfers, [](const auto& one) { return one.second->end.has_value(); });
    if (found == transfers.end()) return std::nullopt;
    const Id id = found->first;
    return Finished{id, remove(id)};
  }

  // Takes the transfer out; the connection stays open if it was complete.
  Answer remove(Id id) {
    const auto found = transfers.find(id);
    const std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers.erase(found);
    Answer answer = transfer->end ? transfer->finish() : Answer();
    // One that was never added is no problem to libcurl.
    const bool removed =
        !handle || curl_multi_remove_handle(handle.get(),
                                            transfer->easy.get()) == CURLM_OK;
    if (removed && transfer->end && spare.size() < spare.capacity()) {
      spare.push_back(std::move(transfer->easy));
    }
    return answer;
  }

 private:
  static CURLcode code_of(CURLMcode code) {
    if (code == CURLM_OK || code == CURLM_CALL_MULTI_PERFORM) return CURLE_OK;
    return code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY
                                       : CURLE_FAILED_INIT;
  }
};

Transport::Transport() : multi_(std::make_unique<Multi>()) {}

// In a child nothing is ended or closed: libcurl would say so to the org, by
// sockets that are the parent's.
Transport::~Transport() {
  if (!multi_->process.is_this()) static_cast<void>(multi_.release());
}

std::size_t Transport::in_flight() const { return multi_->transfers.size(); }

std::shared_ptr<const Transport::Polled> Transport::polled() const {
  return multi_->polled;
}

Transport::Id Transport::start(const Request& request, const Timeouts& timeouts,
                               const Network& network) {
  auto owner = std::make_unique<Transfer>();
  Transfer& transfer = *owner;
  transfer.origin = request.origin;
  transfer.network = network;
  transfer.headers = header_list(request);
  multi_->spare.reserve(multi_->transfers.size() + 1);
  transfer.easy = multi_->easy();
  CURL* easy = transfer.easy.get();
  if (easy == nullptr) throw std::bad_alloc();
  Options options(easy);
  options.set(CURLOPT_ERRORBUFFER, transfer.detail);
  options.set(CURLOPT_PRIVATE, &transfer);
  options.set(CURLOPT_PREREQFUNCTION, count_sending);
  options.set(CURLOPT_PREREQDATA, &transfer.sendings);
  set_receiver(options, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA,
               receive<&Inbox::add_body>, transfer.inbox);
  set_receiver(options, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA,
               receive<&Inbox::add_header>, transfer.inbox);
  options.set(CURLOPT_HTTPHEADER, transfer.headers.get());
  configure(options, request, timeouts);
  options.note(set_network(easy, request.origin, network));
  const Id id = ++multi_->last;
  multi_->transfers.emplace(id, std::move(owner));
  if (options.problem() == CURLE_OK) options.note(multi_->begin(easy));
  if (options.problem() != CURLE_OK) transfer.end = options.problem();
  return id;
}

void Transport::rest() noexcept {
  Multi& multi = *multi_;
  if (!multi.process.is_this() || !multi.handle || in_flight() > 0) return;
  MultiHandle handle = std::move(multi.handle);
  if (std::exchange(multi.sound, true)) {
    multi.idle->keep(std::move(handle), IdleHandles::Clock::now());
  }
}

void Transport::cancel(Id id) {
  if (multi_->process.is_this() && multi_->transfers.contains(id)) {
    multi_->remove(id);
  }
}

std::optional<Transport::Finished> Transport::poll(
    std::chrono::milliseconds wait) {
  keep_standard_descriptors();
  const auto begin = std::chrono::steady_clock::now();
  multi_->polled->store(begin);
  const auto end = begin + wait;
  std::optional<Finished> ended = multi_->take_ended();
  while (!ended) {
    multi_->move();
    ended = multi_->take_ended();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (ended || left.count() <= 0) break;
    const bool waited =
        multi_->handle &&
        curl_multi_poll(multi_->handle.get(), nullptr, 0,
                        static_cast<int>(left.count()), nullptr) == CURLM_OK;
    if (!waited) std::this_thread::sleep_for(kPause);
  }
  return ended;
}

}  // namespace idp::http
