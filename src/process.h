// process.h - what belongs to one process. A child that fork() makes has a copy
// of it: of counts that are its parent's, of sockets that its parent uses, of
// mutexes that a thread may hold which the child doesn't have.
#pragma once

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <memory>

namespace idp {

// How many forks made this process, from the one that asked first. getpid()
// would ask the system, which takes longer than all else that is done for a
// row; it does where forks can't be counted.
inline int generation() {
  static std::atomic<int> forks{0};
  static const bool counted =
      pthread_atfork(nullptr, nullptr, [] { ++forks; }) == 0;
  return counted ? forks.load() : getpid();
}

// A member of what must not be used by a child.
class OwnProcess {
 public:
  OwnProcess() : number_(generation()) {}
  // Whether it was made in this process.
  bool is_this() const { return number_ == generation(); }

 private:
  int number_;
};

// The process's only T, which a child has anew. Its parent's is left as it is,
// since nobody knows in which state it was. Safe from several threads if T is.
// For objects at namespace scope: making one needs no lock.
template <class T>
class PerProcess {
 public:
  constexpr PerProcess() = default;
  PerProcess(const PerProcess&) = delete;
  ~PerProcess() {
    Held* held = held_.load();
    if (held != nullptr && held->process.is_this()) {
      const std::unique_ptr<Held> owner(held);
    }
  }

  T& get() {
    Held* held = held_.load();
    while (held == nullptr || !held->process.is_this()) {
      auto own = std::make_unique<Held>();
      if (held_.compare_exchange_strong(held, own.get())) held = own.release();
    }
    return held->value;
  }

 private:
  struct Held {
    OwnProcess process;
    T value;
  };

  std::atomic<Held*> held_{nullptr};
};

}  // namespace idp
