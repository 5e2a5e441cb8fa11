// server.h - a program that listens on loopback for as long as a test lasts.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace idp::test {

class Server {
 public:
  // Waits until it says "listening on URL".
  explicit Server(std::vector<std::string> words);
  ~Server();
  Server(const Server&) = delete;

  const std::string& url() const { return url_; }

 private:
  pid_t process_ = -1;
  std::string url_;
};

}  // namespace idp::test
