// program.h - runs a program as a user would: sqlite3, python3.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace idp::test {

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and standard error
};

using Variables = std::vector<std::pair<std::string, std::string>>;

// Gives it the input, waits for its end. The variables are added to its
// environment, which has no settings in it: see home.h.
Outcome run_program(const std::vector<std::string>& words,
                    const std::string& input, const Variables& variables = {});

// The stock shell, with the extension loaded before the script.
Outcome run_shell(const std::string& script, const Variables& variables = {});

}  // namespace idp::test
