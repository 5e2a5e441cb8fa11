// host.cpp - asks the system.
#include "system/host.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace idp {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string user_name() {
  std::array<char, 16'384> place{};
  passwd entry{};
  passwd* found = nullptr;
  const uid_t user = geteuid();
  if (getpwuid_r(user, &entry, place.data(), place.size(), &found) == 0 &&
      found != nullptr) {
    return found->pw_name;
  }
  return std::to_string(user);
}

long process_number() { return getpid(); }

bool is_process(long number) {
  return kill(static_cast<pid_t>(number), 0) == 0 || errno != ESRCH;
}

}  // namespace idp
