// program.h - runs a program as a user would: sqlite3, python3.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "support/spawn.h"

namespace idp::test {

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and standard error
};

// A program that runs. The variables are added to its environment, which has no
// settings in it: see home.h.
class Program {
 public:
  Program(const std::vector<std::string>& words, const std::string& input,
          const Variables& variables = {});
  ~Program();  // kills it, if it still runs
  Program(const Program&) = delete;

  void kill();
  Outcome wait();

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

  File input_, output_;
  pid_t process_ = -1;
};

// The file that is tested: what the variable IDP_EXTENSION names, as it is
// before main(), or what this build has made.
const std::string& extension();
// What a shell loads it with: a line.
std::string load_extension();

// Gives it the input, waits for its end.
Outcome run_program(const std::vector<std::string>& words,
                    const std::string& input, const Variables& variables = {});

// The stock shell, with the extension loaded before the script.
Program start_shell(const std::string& script, const Variables& variables = {});
Outcome run_shell(const std::string& script, const Variables& variables = {});

}  // namespace idp::test
