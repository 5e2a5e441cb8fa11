// server.cpp - starts a program, and ends it.
#include "support/server.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "support/spawn.h"

namespace idp::test {
namespace {

std::string read_line(int input) {
  std::string line;
  char c = 0;
  while (read(input, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

}  // namespace

Server::Server(std::vector<std::string> words) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  // It ends with the test.
  words.insert(words.begin(), {"setpriv", "--pdeathsig", "KILL"});
  process_ = spawn(std::move(words), {{ends[1], STDOUT_FILENO}});
  close(ends[1]);
  const std::string line = read_line(ends[0]);
  close(ends[0]);
  const std::string expected = "listening on ";
  if (!line.starts_with(expected)) {
    throw std::runtime_error("the server said '" + line + "'");
  };
  url_ = line.substr(expected.size());
}

Server::~Server() {
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

}  // namespace idp::test
