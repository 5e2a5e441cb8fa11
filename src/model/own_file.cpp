// own_file.cpp - looks at who can write before it reads.
#include "model/own_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace idp {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

class Descriptor {
 public:
  // Not blocking: a pipe that nobody writes to is no reason to hang.
  explicit Descriptor(const std::filesystem::path& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  int number_;
};

Error failed(const std::filesystem::path& path) {
  return {path.string() +
          " can't be read: " + std::generic_category().message(errno)};
}

// The descriptor's own state, so that nothing can take its place in between.
Status check_owner(const Descriptor& file, const std::filesystem::path& path,
                   bool folder) {
  struct stat state {};
  if (file.number() < 0 || ::fstat(file.number(), &state) != 0) {
    return failed(path);
  }
  if (folder ? !S_ISDIR(state.st_mode) : !S_ISREG(state.st_mode)) {
    return Error{path.string() + (folder ? " is no folder" : " is no file")};
  }
  const bool own = state.st_uid == ::geteuid() || state.st_uid == 0;
  if (!own || (state.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return Error{path.string() + " is refused: " +
                 (own ? "others can write it" : "it belongs to somebody else") +
                 ", and what is in there says where tokens are sent. Make it "
                 "yours alone: chown, chmod go-w."};
  }
  return {};
}

}  // namespace

Result<std::string> read_own_file(const std::filesystem::path& path) {
  const Descriptor file(path);
  if (Status s = check_owner(file, path, false); !s) return s.error();
  std::string text(kMostBytes + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count =
        ::read(file.number(), text.data() + size, text.size() - size);
    if (count < 0 && errno != EINTR) return failed(path);
    if (count == 0) break;
    if (count > 0) size += static_cast<std::size_t>(count);
  }
  if (size > kMostBytes) {
    return Error{path.string() + " is larger than " +
                 std::to_string(kMostBytes) + " bytes"};
  }
  text.resize(size);
  return text;
}

Status check_own_folder(const std::filesystem::path& path) {
  return check_owner(Descriptor(path), path, true);
}

}  // namespace idp
