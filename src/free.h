// free.h - the function of a C library that frees a handle, as a deleter.
#pragma once

namespace idp {

template <auto free>
struct Free {
  void operator()(auto* handle) const noexcept { free(handle); }
};

}  // namespace idp
