// spawn.cpp - posix_spawnp with words, variables and descriptors.
#include "support/spawn.h"

#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace idp::test {
namespace {

std::vector<std::string> environment_with(const Variables& variables) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : variables) {
    lines.push_back(name + "=" + value);
  }
  for (char** line = environ; *line != nullptr; ++line) {
    const std::string present = *line;
    const bool replaced = std::ranges::any_of(variables, [&](const auto& one) {
      return present.starts_with(one.first + "=");
    });
    if (!replaced) lines.push_back(present);
  }
  return lines;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

pid_t spawn(std::vector<std::string> words, const Descriptors& descriptors,
            const Variables& variables) {
  std::vector<std::string> lines = environment_with(variables);
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> environment = pointers_to(lines);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const auto& [ours, its] : descriptors) {
    posix_spawn_file_actions_adddup2(&actions, ours, its);
  }
  pid_t process = -1;
  const int code = posix_spawnp(&process, arguments[0], &actions, nullptr,
                                arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) throw std::runtime_error(words[0] + ": " + strerror(code));
  return process;
}

}  // namespace idp::test
