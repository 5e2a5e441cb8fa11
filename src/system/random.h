// random.h - random numbers that nobody can guess, by the kernel. (The standard
// library's would need a newer C library than all else does; OpenSSL's are
// gone for good where memory ran out while it began.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace idp {

// Any thread, and behind a fork. Both throw std::system_error where a sandbox
// forbids to ask.
std::string random_bytes(std::size_t count);
std::uint32_t random_number();

}  // namespace idp
