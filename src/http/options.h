// options.h - sets libcurl's options: a request of which one couldn't be set
// would be another one, and must not be sent. Private to src/http.
#pragma once

#include <curl/curl.h>

#include <string>

namespace idp::http {

// Remembers the first problem.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}

  template <class Value>
  void set(CURLoption option, Value value) {
    note(curl_easy_setopt(easy_, option, value));
  }
  void set(CURLoption option, const std::string& value) {
    set(option, value.c_str());
  }
  void note(CURLcode code) {
    if (problem_ == CURLE_OK) problem_ = code;
  }
  CURLcode problem() const { return problem_; }

 private:
  CURL* easy_;
  CURLcode problem_ = CURLE_OK;
};

}  // namespace idp::http
