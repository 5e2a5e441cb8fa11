// random.h - random numbers that nobody can guess, by OpenSSL. (The standard
// library's would need a newer C library than all else does.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace idp {

// Both throw std::runtime_error where OpenSSL has none to give.
std::string random_bytes(std::size_t count);
std::uint32_t random_number();

}  // namespace idp
