// transport.cpp - the network, by libcurl's multi interface.
#include "http/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "http/inbox.h"
#include "http/tunnel.h"
#include "process.h"
#include "version.h"

namespace idp::http {
namespace {

struct EasyClose {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyClose>;

struct MultiClose {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};

struct ListClose {
  void operator()(curl_slist* list) const noexcept {
    curl_slist_free_all(list);
  }
};
using List = std::unique_ptr<curl_slist, ListClose>;

// libcurl takes any other count than size * count as "abort".
template <bool (Inbox::*Add)(std::string_view)>
std::size_t receive(char* data, std::size_t size, std::size_t count,
                    void* inbox) noexcept {
  const std::size_t bytes = size * count;
  try {
    return (static_cast<Inbox*>(inbox)->*Add)({data, bytes}) ? bytes : 0;
  } catch (...) {
    return 0;
  }
}

void set(CURL* easy, CURLoption option, long value) {
  curl_easy_setopt(easy, option, value);
}

void set(CURL* easy, CURLoption option, const char* value) {
  curl_easy_setopt(easy, option, value);
}

void set_receiver(CURL* easy, CURLoption function, CURLoption data,
                  std::size_t (*receiver)(char*, std::size_t, std::size_t,
                                          void*) noexcept,
                  Inbox& inbox) {
  curl_easy_setopt(easy, function, receiver);
  curl_easy_setopt(easy, data, &inbox);
}

std::size_t download_size(CURL* easy) {
  curl_off_t size = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &size);
  return static_cast<std::size_t>(size);
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

void configure(CURL* easy, const Request& request, const Timeouts& timeouts) {
  const std::string url = request.origin.text() + request.target.text();
  set(easy, CURLOPT_URL, url.c_str());
  if (!request.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_COPYPOSTFIELDS, request.body.c_str());
    // Where a kept connection turns out to be closed, libcurl sends the request
    // again by itself; what has a body may be meant to be sent only once.
    set(easy, CURLOPT_FRESH_CONNECT, 1L);
  }
  set(easy, CURLOPT_CUSTOMREQUEST, request.verb.c_str());
  set(easy, CURLOPT_USERAGENT, "sqlite-idp/" IDP_VERSION);
  set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy, CURLOPT_PROTOCOLS_STR, request.origin.scheme.c_str());
#else
  set(easy, CURLOPT_PROTOCOLS,
      request.origin.scheme == "https" ? CURLPROTO_HTTPS : CURLPROTO_HTTP);
#endif
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
  // A slow name server must not hold up an interrupt. (Before 7.87 it does.)
  set(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  set(easy, CURLOPT_CONNECTTIMEOUT,
      static_cast<long>(timeouts.connection.count()));
  set(easy, CURLOPT_TIMEOUT, static_cast<long>(timeouts.request.count()));
}

// Problems that will be the same next time.
bool is_final(CURLcode code) {
  constexpr CURLcode kFinal[] = {CURLE_PEER_FAILED_VERIFICATION,
                                 CURLE_SSL_CACERT_BADFILE,
                                 CURLE_SSL_CERTPROBLEM,
                                 CURLE_SSL_INVALIDCERTSTATUS,
                                 CURLE_URL_MALFORMAT,
                                 CURLE_UNSUPPORTED_PROTOCOL,
                                 CURLE_BAD_CONTENT_ENCODING,
                                 CURLE_SSL_ISSUER_ERROR,
                                 CURLE_OUT_OF_MEMORY,
                                 CURLE_FAILED_INIT,
                                 CURLE_UNKNOWN_OPTION,
                                 CURLE_NOT_BUILT_IN};
  return std::ranges::find(kFinal, code) != std::end(kFinal);
}

Failure failure(CURLcode code, const char* detail) {
  std::string text = curl_easy_strerror(code);
  if (*detail != '\0') text += std::string(" (") + detail + ")";
  return {is_final(code) ? Failure::Kind::refused : Failure::Kind::connection,
          std::move(text),
          {},
          false};
}

// One request under way. Its address is libcurl's, so it does not move.
struct Transfer {
  Transport::Id id = 0;
  Origin origin;
  Network network;
  Easy easy;
  List headers;
  Inbox inbox;
  int sendings = 0;
  char detail[CURL_ERROR_SIZE] = "";

  Answer finish(CURLcode end) {
    if (inbox.too_large) {
      return Failure{Failure::Kind::refused,
                     "the answer is larger than " +
                         std::to_string(kMaxBodyBytes >> 20) + " MiB"};
    }
    if (end != CURLE_OK) {
      Failure told = tell_of_network({easy.get(), end, detail}, origin, network,
                                     failure(end, detail));
      told.sent = sendings > 0;
      return told;
    }
    inbox.response.sent_again = sendings > 1;
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE,
                      &inbox.response.status);
    inbox.response.bytes_received = download_size(easy.get());
    return std::move(inbox.response);
  }
};

Transport::Id id_of(CURL* easy) {
  const Transfer* transfer = nullptr;
  curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return transfer->id;
}

}  // namespace

struct Transport::Multi {
  const OwnProcess process;
  std::unique_ptr<CURLM, MultiClose> handle{curl_multi_init()};
  Id last = 0;
  std::map<Id, std::unique_ptr<Transfer>> transfers;
  std::vector<Easy> spare;      // handles to use again
  std::vector<Finished> early;  // what could not even begin

  ~Multi() {
    for (const auto& [id, transfer] : transfers) {
      curl_multi_remove_handle(handle.get(), transfer->easy.get());
    }
  }

  Easy easy() {
    if (spare.empty()) return Easy(curl_easy_init());
    Easy handle_again = std::move(spare.back());
    spare.pop_back();
    curl_easy_reset(handle_again.get());
    return handle_again;
  }

  // Takes the transfer out; the connection stays open if it was complete.
  std::unique_ptr<Transfer> remove(Id id) {
    const auto found = transfers.find(id);
    if (found == transfers.end()) return nullptr;
    std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers.erase(found);
    curl_multi_remove_handle(handle.get(), transfer->easy.get());
    return transfer;
  }
};

// The first use in the process, not the loading, sets libcurl up.
Transport::Transport() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  multi_ = std::make_unique<Multi>();
}

// In a child nothing is ended or closed: libcurl would say so to the org, by
// sockets that are the parent's.
Transport::~Transport() {
  if (!multi_->process.is_this()) static_cast<void>(multi_.release());
}

std::size_t Transport::in_flight() const { return multi_->transfers.size(); }

Transport::Id Transport::start(const Request& request, const Timeouts& timeouts,
                               const Network& network) {
  const Id id = ++multi_->last;
  auto transfer = std::make_unique<Transfer>();
  transfer->id = id;
  transfer->origin = request.origin;
  transfer->network = network;
  transfer->easy = multi_->easy();
  if (!transfer->easy || !multi_->handle) throw std::bad_alloc();
  CURL* easy = transfer->easy.get();
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer.get());
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, count_sending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, &transfer->sendings);
  set_receiver(easy, CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA,
               receive<&Inbox::add_body>, transfer->inbox);
  set_receiver(easy, CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA,
               receive<&Inbox::add_header>, transfer->inbox);
  transfer->headers = header_list(request);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers.get());
  configure(easy, request, timeouts);
  CURLcode begun = set_network(easy, request.origin, network);
  if (begun == CURLE_OK &&
      curl_multi_add_handle(multi_->handle.get(), easy) != CURLM_OK) {
    begun = CURLE_FAILED_INIT;
  }
  if (begun != CURLE_OK) {
    multi_->early.push_back({id, failure(begun, "")});
    return id;
  }
  multi_->transfers.emplace(id, std::move(transfer));
  return id;
}

void Transport::cancel(Id id) {
  if (multi_->process.is_this()) multi_->remove(id);
}

std::vector<Transport::Finished> Transport::poll(
    std::chrono::milliseconds wait) {
  const auto end = std::chrono::steady_clock::now() + wait;
  std::vector<Finished> finished = std::exchange(multi_->early, {});
  while (true) {
    int running = 0, left = 0;
    curl_multi_perform(multi_->handle.get(), &running);
    while (const CURLMsg* message =
               curl_multi_info_read(multi_->handle.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      const Id id = id_of(message->easy_handle);
      const std::unique_ptr<Transfer> transfer = multi_->remove(id);
      if (!transfer) continue;
      finished.push_back({id, transfer->finish(result)});
      multi_->spare.push_back(std::move(transfer->easy));
    }
    const auto left_time =
        std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
    if (!finished.empty() || left_time.count() <= 0) return finished;
    curl_multi_poll(multi_->handle.get(), nullptr, 0,
                    static_cast<int>(left_time.count()), nullptr);
  }
}

}  // namespace idp::http
