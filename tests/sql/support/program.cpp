// program.cpp - starts programs with pipes to both of their ends.
#include "support/program.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace idp::test {
namespace {

struct FileClose {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, FileClose>;

void set_environment(const Variables& variables) {
  for (const auto& [name, value] : variables) {
    setenv(name.c_str(), value.c_str(), 1);
  }
  // A sanitized extension in a program that is not: the runtime must come
  // first, and the program's own leaks are not ours.
  if (const char* preload = std::getenv("IDP_SHELL_PRELOAD")) {
    setenv("LD_PRELOAD", preload, 1);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
  }
}

[[noreturn]] void become(std::vector<std::string> words,
                         const Variables& variables, int input, int output) {
  set_environment(variables);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Outcome run_program(const std::vector<std::string>& words,
                    const std::string& input, const Variables& variables) {
  const File script(std::tmpfile());
  const File output(std::tmpfile());
  if (!script || !output) throw std::runtime_error("no temporary file");
  std::fwrite(input.data(), 1, input.size(), script.get());
  std::rewind(script.get());
  const pid_t process = fork();
  if (process == 0) {
    become(words, variables, fileno(script.get()), fileno(output.get()));
  }
  int status = 0;
  waitpid(process, &status, 0);
  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::rewind(output.get());
  char buffer[4096];
  for (std::size_t n = 0;
       (n = std::fread(buffer, 1, sizeof buffer, output.get())) > 0;) {
    outcome.output.append(buffer, n);
  }
  return outcome;
}

Outcome run_shell(const std::string& script, const Variables& variables) {
  return run_program({"sqlite3", "-batch", "-bail", ":memory:"},
                     ".load " IDP_EXTENSION "\n" + script, variables);
}

}  // namespace idp::test
