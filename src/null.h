// null.h - no value, as an alternative of a variant.
#pragma once

namespace idp {

// For variants of which another alternative's copy needs memory. libstdc++ 12
// (and maybe others) takes one for always valued that has only types as
// std::string, std::vector and std::monostate, and destroys what isn't there
// where such a copy has failed. This one can't be copied as mere bytes: so it
// looks.
struct Null {
  Null() = default;
  Null(const Null&) noexcept {}
  Null& operator=(const Null&) noexcept { return *this; }
};

}  // namespace idp
