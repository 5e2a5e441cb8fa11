// result.h - what a step that can fail returns: its value, or an error for the
// user. Errors are values everywhere in src/; ext/ turns them into SQLite's
// codes.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace idp {

struct Error {
  enum class Kind {
    failed,       // anything that the text explains
    forbidden,    // the credential may not do this
    interrupted,  // the user asked to stop
    not_in_path,  // a value that no path can carry
  };
  // What happened, to which call, and what to do next. Never holds a secret.
  std::string text;
  Kind kind = Kind::failed;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  // REQUIRES: ok().
  T& operator*() & { return std::get<0>(state_); }
  const T& operator*() const& { return std::get<0>(state_); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &std::get<0>(state_); }
  const T* operator->() const { return &std::get<0>(state_); }

  // REQUIRES: !ok().
  Error& error() { return std::get<1>(state_); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

// For steps that have nothing to say but whether they worked.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : error_(std::move(error)) {}

  bool ok() const noexcept { return !error_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }

  // REQUIRES: !ok().
  Error& error() { return *error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace idp
