// transfer.cpp - reads from libcurl how a request ended.
#include "http/transfer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "http/tunnel.h"

namespace idp::http {
namespace {

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

std::string text_of(CURLcode code, const char* detail) {
  std::string text = curl_easy_strerror(code);
  if (*detail != '\0') text += std::string(" (") + detail + ")";
  if (code == CURLE_FAILED_INIT) text += ", as where there is no memory";
  return text;
}

// CURLE_TOO_LARGE, as libcurl has it since 8.6.
constexpr auto kTooLarge = static_cast<CURLcode>(100);

// Whether a header may have been larger than libcurl takes. Before 8.6 it calls
// that "out of memory", once it has begun to read an answer.
bool too_large_header(CURL* easy, CURLcode end, const Inbox& inbox) {
  if (end == kTooLarge) return true;
  if (end != CURLE_OUT_OF_MEMORY) return false;
  curl_off_t first_byte = 0;
  curl_easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME_T, &first_byte);
  return first_byte > 0 && inbox.response.body.empty();
}

}  // namespace

// Why there is no answer, or none that can be used.
Failure Transfer::failure() const {
  constexpr auto kRefused = Failure::Kind::refused;
  if (inbox.too_large) {
    return {kRefused, "the answer is larger than " +
                          std::to_string(kMaxBodyBytes >> 20) + " MiB"};
  }
  if (inbox.no_memory) return {kRefused, text_of(CURLE_OUT_OF_MEMORY, "")};
  if (too_large_header(easy.get(), *end, inbox)) {
    return {kRefused,
            "a header of the answer is too large (more than 100 kB), or there "
            "is not enough memory for it"};
  }
  Failure usual{is_final(*end) ? kRefused : Failure::Kind::connection,
                text_of(*end, detail)};
  return tell_of_network({easy.get(), *end, detail}, origin, network,
                         std::move(usual));
}

Answer Transfer::answer() {
  if (*end != CURLE_OK) {
    Failure told = failure();
    told.sent = sendings > 0;
    return told;
  }
  inbox.response.sent_again = sendings > 1;
  inbox.response.status = status_code(easy.get());
  inbox.response.bytes_received = download_size(easy.get());
  return std::move(inbox.response);
}

Answer Transfer::finish() noexcept {
  try {
    return answer();
  } catch (...) {
    return Failure{Failure::Kind::refused, "out of memory", {}, sendings > 0};
  }
}

}  // namespace idp::http
