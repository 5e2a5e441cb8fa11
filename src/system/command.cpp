// command.cpp - posix_spawn, a pipe, and a time limit.
#include "system/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "system/descriptor.h"

namespace idp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::string message(int code) { return std::generic_category().message(code); }

class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  posix_spawn_file_actions_t* get() { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() { posix_spawnattr_init(&attributes_); }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  posix_spawnattr_t* get() { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// A process that is ended and waited for, whatever happens.
class Process {
 public:
  explicit Process(pid_t id) : id_(id) {}
  ~Process() {
    if (ended_) return;
    kill(id_, SIGKILL);
    wait(0);
  }
  Process(const Process&) = delete;

  // Whether it has ended by now; with the flags of waitpid().
  bool wait(int flags) {
    if (ended_) return true;
    pid_t id = 0;
    do {
      id = waitpid(id_, &status_, flags);
    } while (id < 0 && errno == EINTR);
    if (id < 0) known_ = false;
    ended_ = id != 0;
    return ended_;
  }

  // What went wrong, if anything. REQUIRES: it has ended.
  std::string problem() const {
    if (!known_) {
      return "its exit code is not known, as this program ignores SIGCHLD";
    }
    if (WIFSIGNALED(status_)) {
      return "it was ended by signal " + std::to_string(WTERMSIG(status_));
    }
    const int code = WEXITSTATUS(status_);
    if (code == 0) return {};
    return "it ended with exit code " + std::to_string(code) +
           "; what it says about that is on standard error";
  }

 private:
  const pid_t id_;
  int status_ = 0;
  bool known_ = true;
  bool ended_ = false;
};

// Gives the child its pipe as standard output, and the signals of a program
// that was just started.
Result<pid_t> spawn(const std::vector<std::string>& words, int output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  std::vector<std::string> copies = words;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  Actions actions;
  posix_spawn_file_actions_addopen(actions.get(), STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(actions.get(), output, STDOUT_FILENO);
  Attributes attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(attributes.get(), &none);
  posix_spawnattr_setsigdefault(attributes.get(), &all);
  posix_spawnattr_setflags(attributes.get(),
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t id = 0;
  const int code = posix_spawnp(&id, arguments[0], actions.get(),
                                attributes.get(), arguments.data(), environ);
  if (code != 0) return Error{"it can't be started: " + message(code)};
  return id;
}

// How long somebody waits.
class Patience {
 public:
  Patience(milliseconds time, Stop& stop)
      : end_(Clock::now() + time), stop_(stop) {}

  // An error once it is at its end.
  Status ask() {
    if (stop_.asked()) {
      return Error{"it was interrupted", Error::Kind::interrupted};
    }
    if (Clock::now() >= end_) return Error{"it took too long"};
    return {};
  }

 private:
  const Clock::time_point end_;
  Stop& stop_;
};

// Reads to the end of the output, which is where all who write it ended.
Result<std::string> read_all(const Descriptor& input, std::size_t most_bytes,
                             Patience& patience) {
  constexpr milliseconds kSlice{20};
  std::string text;
  char buffer[4096];
  for (;;) {
    if (Status status = patience.ask(); !status) return status.error();
    pollfd ready{input.number(), POLLIN, 0};
    const int polled = poll(&ready, 1, static_cast<int>(kSlice.count()));
    if (polled == 0 || (polled < 0 && errno == EINTR)) continue;
    const ssize_t count = read(input.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{"its output can't be read: " + message(errno)};
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > most_bytes) {
      return Error{"it printed more than " + std::to_string(most_bytes) +
                   " bytes"};
    }
  }
}

Status wait_for(Process& process, Patience& patience) {
  constexpr milliseconds kPause{5};
  while (!process.wait(WNOHANG)) {
    if (Status status = patience.ask(); !status) return status;
    poll(nullptr, 0, static_cast<int>(kPause.count()));
  }
  return {};
}

}  // namespace

Result<std::string> run_command(const std::vector<std::string>& words,
                                Stop& stop, const CommandLimits& limits) {
  const auto error = [&](const std::string& why,
                         Error::Kind kind = Error::Kind::failed) {
    return Error{"the command " + words.front() + " failed: " + why + ".",
                 kind};
  };
  Patience patience(limits.time, stop);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return error(message(errno));
  const Descriptor input(ends[0]);
  Descriptor output(ends[1]);
  const Result<pid_t> id = spawn(words, output.number());
  if (!id) return error(id.error().text);
  output.close();
  Process process(*id);
  Result<std::string> text = read_all(input, limits.most_bytes, patience);
  Status ended = text ? wait_for(process, patience) : text.error();
  if (!ended) return error(ended.error().text, ended.error().kind);
  const std::string problem = process.problem();
  if (!problem.empty()) return error(problem);
  return text;
}

}  // namespace idp
