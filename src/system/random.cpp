// random.cpp - asks the system's kernel.
#include "system/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace idp {
namespace {

void fill(char* place, std::size_t count) {
  while (count > 0) {
    const ssize_t got = getrandom(place, count, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    place += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  fill(bytes.data(), count);
  return bytes;
}

std::uint32_t random_number() {
  char bytes[sizeof(std::uint32_t)];
  fill(bytes, sizeof bytes);
  std::uint32_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

}  // namespace idp
