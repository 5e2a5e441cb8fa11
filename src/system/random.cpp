// random.cpp - asks OpenSSL, and looks at its answer.
#include "system/random.h"

#include <openssl/rand.h>

#include <cstring>
#include <mutex>
#include <stdexcept>

#include "process.h"

namespace idp {
namespace {

// OpenSSL 3.0 forgets some memory where two threads make it begin at once.
constinit PerProcess<std::mutex> one_at_a_time;

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  const std::lock_guard lock(one_at_a_time.get());
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1) {
    throw std::runtime_error(
        "OpenSSL has no random numbers to give; see its settings "
        "(OPENSSL_CONF) and the system's /dev/urandom.");
  }
  return bytes;
}

std::uint32_t random_number() {
  std::uint32_t number = 0;
  std::memcpy(&number, random_bytes(sizeof number).data(), sizeof number);
  return number;
}

}  // namespace idp
