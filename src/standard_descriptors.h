// standard_descriptors.h - sees to it that nothing of ours is opened where a
// host's standard input, output and error belong.
#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace idp {

// Has to be called before anything is opened. Where a host has closed 0, 1 or
// 2, the next file or socket would get that number, and whatever some code of
// the host's prints. So /dev/null takes it first, and keeps it, as SQLite does
// for its files: a number that is taken later would be too late for another
// thread.
inline void keep_standard_descriptors() noexcept {
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) >= 0) continue;
    const int taken = open("/dev/null", O_RDONLY);
    if (taken > STDERR_FILENO) close(taken);
  }
}

}  // namespace idp
