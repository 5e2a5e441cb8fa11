// server.cpp - starts a program, and ends it.
#include "support/server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace idp::test {
namespace {

// Becomes the program, whose output goes to the pipe; ends with the test.
[[noreturn]] void become(std::vector<std::string> words, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(output, STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

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
  process_ = fork();
  if (process_ == 0) become(std::move(words), ends[1]);
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
