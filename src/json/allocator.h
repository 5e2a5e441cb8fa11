// allocator.h - RapidJSON's memory: where there is none, std::bad_alloc, as
// everywhere; its own allocator gives null, which it writes to. Private to
// src/json.
#pragma once

#include <rapidjson/rapidjson.h>

#include <cstdlib>
#include <new>

namespace idp::json {

// What RapidJSON asks of an allocator.
struct Allocator {
  static constexpr bool kNeedFree = true;

  static void* Malloc(std::size_t size) {
    return size == 0 ? nullptr : checked(std::malloc(size));
  }
  static void* Realloc(void* memory, std::size_t, std::size_t size) {
    if (size != 0) return checked(std::realloc(memory, size));
    Free(memory);
    return nullptr;
  }
  static void Free(void* memory) noexcept { std::free(memory); }

  bool operator==(const Allocator&) const { return true; }

 private:
  static void* checked(void* memory) {
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
  }
};

}  // namespace idp::json
