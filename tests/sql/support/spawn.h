// spawn.h - starts a program. fork() would copy the page tables of a process
// whose memory a sanitizer shadows, which costs more than most tests do.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace idp::test {

using Variables = std::vector<std::pair<std::string, std::string>>;

// Where the program's descriptors come from: (this process's, the program's).
using Descriptors = std::vector<std::pair<int, int>>;

// The variables are added to the environment. Throws where it can't be started.
pid_t spawn(std::vector<std::string> words, const Descriptors& descriptors,
            const Variables& variables = {});

}  // namespace idp::test
