// command.h - runs a program for what it prints.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "result.h"
#include "system/stop.h"

namespace idp {

struct CommandLimits {
  std::size_t most_bytes = std::size_t{64} << 10;
  // Long enough for a person to unlock a password manager.
  std::chrono::milliseconds time{std::chrono::seconds(60)};
};

// Runs words[0], looked up in PATH, with the other words as its arguments and
// no shell in between. It has this program's environment, its standard error,
// so that it can ask and explain, and nothing to read. Returns what it printed,
// once it has ended with exit code 0; errors never hold what it printed. Where
// it takes too long, or `stop` is asked (Kind::interrupted), it is killed; in
// any case it is waited for, so that no zombie stays.
// REQUIRES: there is at least one word.
Result<std::string> run_command(const std::vector<std::string>& words,
                                Stop& stop, const CommandLimits& limits = {});

}  // namespace idp
