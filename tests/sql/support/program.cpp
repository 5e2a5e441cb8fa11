// program.cpp - starts programs with pipes to both of their ends.
#include "support/program.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace idp::test {
namespace {

// A sanitized extension in a program that is not: the runtime must come first.
Variables with_preload(Variables variables) {
  if (const char* preload = std::getenv("IDP_SHELL_PRELOAD")) {
    variables.emplace_back("LD_PRELOAD", preload);
  }
  return variables;
}

std::string find_extension() {
  const char* const named = std::getenv("IDP_EXTENSION");
  return named != nullptr ? named : IDP_BUILT_EXTENSION;
}

// Tests take the variables of that kind out of the environment.
const std::string kExtension = find_extension();

}  // namespace

Program::Program(const std::vector<std::string>& words,
                 const std::string& input, const Variables& variables)
    : input_(std::tmpfile(), std::fclose),
      output_(std::tmpfile(), std::fclose) {
  if (!input_ || !output_) throw std::runtime_error("no temporary file");
  std::fwrite(input.data(), 1, input.size(), input_.get());
  std::fseek(input_.get(), 0, SEEK_SET);
  const int output = fileno(output_.get());
  process_ = spawn(words,
                   {{fileno(input_.get()), STDIN_FILENO},
                    {output, STDOUT_FILENO},
                    {output, STDERR_FILENO}},
                   with_preload(variables));
}

Program::~Program() {
  if (process_ < 0) return;
  kill();
  wait();
}

void Program::kill() { ::kill(process_, SIGKILL); }

Outcome Program::wait() {
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::fseek(output_.get(), 0, SEEK_SET);
  char buffer[4096];
  for (std::size_t n = 0;
       (n = std::fread(buffer, 1, sizeof buffer, output_.get())) > 0;) {
    outcome.output.append(buffer, n);
  }
  return outcome;
}

const std::string& extension() { return kExtension; }

std::string load_extension() { return ".load " + extension() + "\n"; }

Outcome run_program(const std::vector<std::string>& words,
                    const std::string& input, const Variables& variables) {
  return Program(words, input, variables).wait();
}

Program start_shell(const std::string& script, const Variables& variables) {
  return Program({"sqlite3", "-batch", "-bail", ":memory:"},
                 load_extension() + script, variables);
}

Outcome run_shell(const std::string& script, const Variables& variables) {
  return start_shell(script, variables).wait();
}

}  // namespace idp::test
