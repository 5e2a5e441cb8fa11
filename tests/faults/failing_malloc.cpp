// failing_malloc.cpp - memory that runs out on demand, for a program that has
// this preloaded: the n-th allocation fails that watched libraries ask for.
// One thread at a time.
#include <dlfcn.h>
#include <link.h>
#include <spawn.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>

// What this takes the place of, by glibc's own names.
extern "C" {
void* libc_malloc(std::size_t size) __asm__("__libc_malloc");
void* libc_calloc(std::size_t count, std::size_t size) __asm__("__libc_calloc");
void* libc_realloc(void* memory, std::size_t size) __asm__("__libc_realloc");
}

namespace {

struct Range {
  std::uintptr_t begin = 0, end = 0;
};

constexpr int kMostRanges = 64;
Range ranges[kMostRanges];
int range_count = 0;
long seen = 0;      // allocations of the watched ones, since it was armed
long fails_at = 0;  // 0: none does
bool onwards = false;

bool watched(const void* caller) {
  const auto address = reinterpret_cast<std::uintptr_t>(caller);
  for (int i = 0; i < range_count; ++i) {
    if (address >= ranges[i].begin && address < ranges[i].end) return true;
  }
  return false;
}

bool fails(const void* caller) {
  if (fails_at == 0 || !watched(caller)) return false;
  ++seen;
  if (seen != fails_at && !(onwards && seen > fails_at)) return false;
  errno = ENOMEM;
  return true;
}

int add_ranges(dl_phdr_info* info, std::size_t, void* name) {
  if (std::strstr(info->dlpi_name, static_cast<const char*>(name)) == nullptr) {
    return 0;
  }
  for (int i = 0; i < info->dlpi_phnum && range_count < kMostRanges; ++i) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD) continue;
    const std::uintptr_t begin = info->dlpi_addr + part.p_vaddr;
    ranges[range_count++] = {begin, begin + part.p_memsz};
  }
  return 0;
}

}  // namespace

extern "C" {

// Watches the loaded libraries that have this in their path.
void faults_watch(char* name) { dl_iterate_phdr(add_ranges, name); }

// From now on: the n-th, counted from 1, and those after it, too, if so wished.
void faults_arm(long n, int and_onwards) {
  seen = 0;
  onwards = and_onwards != 0;
  fails_at = n;
}

// How many there were.
long faults_disarm() {
  fails_at = 0;
  return seen;
}

void* malloc(std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr : libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr
                                            : libc_calloc(count, size);
}

void* realloc(void* memory, std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr
                                            : libc_realloc(memory, size);
}

// The C library's own would ask for its memory itself.
char* strdup(const char* text) {
  if (fails(__builtin_return_address(0))) return nullptr;
  const std::size_t size = std::strlen(text) + 1;
  void* copy = libc_malloc(size);
  return copy == nullptr ? nullptr
                         : static_cast<char*>(std::memcpy(copy, text, size));
}

// These ask for memory in the C library.
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t* actions,
                                     int number, const char* path, int flags,
                                     mode_t mode) {
  if (fails(__builtin_return_address(0))) return ENOMEM;
  using Function = decltype(&posix_spawn_file_actions_addopen);
  static const auto real = reinterpret_cast<Function>(
      dlsym(RTLD_NEXT, "posix_spawn_file_actions_addopen"));
  return real(actions, number, path, flags, mode);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t* actions,
                                     int from, int to) {
  if (fails(__builtin_return_address(0))) return ENOMEM;
  using Function = decltype(&posix_spawn_file_actions_adddup2);
  static const auto real = reinterpret_cast<Function>(
      dlsym(RTLD_NEXT, "posix_spawn_file_actions_adddup2"));
  return real(actions, from, to);
}
}
