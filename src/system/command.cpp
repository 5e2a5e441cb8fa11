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

#include "standard_descriptors.h"
#include "system/descriptor.h"

namespace idp {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::string message(int code) { return std::generic_category().message(code); }

// What a child begins with. Without all of it there is none: what it prints
// would go where this program prints.
class Start {
 public:
  Start() {
    note(posix_spawn_file_actions_init(&actions_));
    note(posix_spawnattr_init(&attributes_));
  }
  ~Start() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  Start(const Start&) = delete;

  // Nothing to read, and a pipe for what it prints.
  void set_standard(int output) {
    note(posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null",
                                          O_RDONLY, 0));
    note(posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO));
  }

  // The signals of a program that was just started.
  void set_signals() {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    note(posix_spawnattr_setsigmask(&attributes_, &none));
    note(posix_spawnattr_setsigdefault(&attributes_, &all));
    note(posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
  }

  // Zero, or the first problem.
  int spawn(pid_t& id, std::vector<char*>& arguments) {
    if (problem_ == 0) {
      note(posix_spawnp(&id, arguments[0], &actions_, &attributes_,
                        arguments.data(), environ));
    }
    return problem_;
  }

 private:
  void note(int code) {
    if (problem_ == 0) problem_ = code;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  int problem_ = 0;
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
      return "its exit code is not known, as this program ignores SIGCHLD, or "
             "waits for children that aren't its own: it has to leave them "
             "alone, or the secret has to come from a file or a variable";
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

Result<pid_t> spawn(const std::vector<std::string>& words, int output) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  std::vector<std::string> copies = words;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  Start start;
  start.set_standard(output);
  start.set_signals();
  pid_t id = 0;
  const int code = start.spawn(id, arguments);
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
  keep_standard_descriptors();
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
