// transport.cpp - the network, by libcurl's multi interface.
#include "http/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>

#include "http/lower.h"
#include "version.h"

namespace idp::http {
namespace {

constexpr std::chrono::milliseconds kPollInterval{50};

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

// What the callbacks fill while a request runs.
struct Inbox {
  Response response;
  bool too_large = false;

  bool add_body(std::string_view data) {
    if (response.body.size() + data.size() > kMaxBodyBytes) {
      too_large = true;
      return false;
    }
    response.body.append(data);
    return true;
  }

  bool add_header(std::string_view line) {
    // A new status line: what came before belongs to an interim answer.
    if (line.starts_with("HTTP/")) response.headers.clear();
    const std::size_t colon = line.find(':');
    if (colon == line.npos) return true;
    std::string name = lower(std::string(line.substr(0, colon)));
    std::string_view value = line.substr(colon + 1);
    constexpr std::string_view kBlanks = " \t\r\n";
    value.remove_prefix(
        std::min(value.find_first_not_of(kBlanks), value.size()));
    value.remove_suffix(value.size() - (value.find_last_not_of(kBlanks) + 1));
    response.headers.emplace_back(std::move(name), value);
    return true;
  }
};

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

long status_code(CURL* easy) {
  long code = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
  return code;
}

std::size_t download_size(CURL* easy) {
  curl_off_t size = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &size);
  return static_cast<std::size_t>(size);
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
  set(easy, CURLOPT_CUSTOMREQUEST, request.verb.c_str());
  set(easy, CURLOPT_USERAGENT, "sqlite-idp/" IDP_VERSION);
  set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  set(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set(easy, CURLOPT_PROTOCOLS_STR, request.origin.scheme.c_str());
  set(easy, CURLOPT_PATH_AS_IS, 1L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  // A slow name server must not hold up an interrupt.
  set(easy, CURLOPT_QUICK_EXIT, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT,
      static_cast<long>(timeouts.connection.count()));
  set(easy, CURLOPT_TIMEOUT, static_cast<long>(timeouts.request.count()));
  // Plain http carries the token in the clear: never to a proxy.
  if (request.origin.scheme == "http") set(easy, CURLOPT_PROXY, "");
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
                                 CURLE_FAILED_INIT};
  return std::ranges::find(kFinal, code) != std::end(kFinal);
}

Answer failure(CURLcode code, const Inbox& inbox, const char* detail) {
  if (inbox.too_large) {
    return Failure{Failure::Kind::refused,
                   "the answer is larger than " +
                       std::to_string(kMaxBodyBytes >> 20) + " MiB"};
  }
  std::string text = curl_easy_strerror(code);
  if (*detail != '\0') text += std::string(" (") + detail + ")";
  return Failure{
      is_final(code) ? Failure::Kind::refused : Failure::Kind::connection,
      std::move(text)};
}

}  // namespace

const std::string* Response::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::vector<std::string> Response::all_headers(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (key == name) values.push_back(value);
  }
  return values;
}

struct Transport::Multi {
  std::unique_ptr<CURLM, MultiClose> handle{curl_multi_init()};
};

// The first use in the process, not the loading, sets libcurl up.
Transport::Transport() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  multi_ = std::make_unique<Multi>();
}

Transport::~Transport() = default;
Transport::Transport(Transport&&) noexcept = default;

namespace {

// Ends a running transfer when it leaves the scope; the connection stays open
// if the transfer was complete.
class Transfer {
 public:
  Transfer(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    curl_multi_add_handle(multi_, easy_);
  }
  ~Transfer() { curl_multi_remove_handle(multi_, easy_); }
  Transfer(const Transfer&) = delete;

  // How it ended; nothing if it was told to stop first.
  std::optional<CURLcode> wait(const Stop& stop) {
    while (true) {
      int running = 0;
      if (curl_multi_perform(multi_, &running) != CURLM_OK) {
        return CURLE_FAILED_INIT;
      }
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) return message->data.result;
      }
      if (stop()) return std::nullopt;
      curl_multi_poll(multi_, nullptr, 0,
                      static_cast<int>(kPollInterval.count()), nullptr);
    }
  }

 private:
  CURLM* multi_;
  CURL* easy_;
};

}  // namespace

Answer Transport::send(const Request& request, const Timeouts& timeouts,
                       const Stop& stop) {
  const Easy easy(curl_easy_init());
  if (!easy || !multi_->handle) {
    return Failure{Failure::Kind::refused, "libcurl has no memory"};
  }
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail);
  Inbox inbox;
  set_receiver(easy.get(), CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA,
               receive<&Inbox::add_body>, inbox);
  set_receiver(easy.get(), CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA,
               receive<&Inbox::add_header>, inbox);
  const List headers = header_list(request);
  curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  configure(easy.get(), request, timeouts);

  Transfer transfer(multi_->handle.get(), easy.get());
  const std::optional<CURLcode> end = transfer.wait(stop);
  if (!end) return Failure{Failure::Kind::interrupted, "interrupted"};
  if (*end != CURLE_OK) return failure(*end, inbox, detail);
  inbox.response.status = status_code(easy.get());
  inbox.response.bytes_received = download_size(easy.get());
  return std::move(inbox.response);
}

bool pause(std::chrono::milliseconds time, const Stop& stop) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    if (stop()) return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    std::this_thread::sleep_for(
        std::clamp(left, std::chrono::milliseconds(1), kPollInterval));
  }
  return true;
}

}  // namespace idp::http
