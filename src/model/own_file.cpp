// own_file.cpp - looks at who can write before it believes what it has read.
#include "model/own_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "system/file.h"

namespace idp {
namespace {

constexpr std::size_t kMostBytesOfDocument = std::size_t{1} << 20;

Error missing(const std::string& path, int code) {
  return {path + " can't be read: " + std::generic_category().message(code) +
          "."};
}

Status check(const std::string& path, bool own, bool writable) {
  if (own && !writable) return {};
  return Error{path + " is refused: " +
               (own ? "others can write it" : "it belongs to somebody else") +
               ", and what is in there says where tokens are sent. Make it "
               "yours alone: chown, chmod go-w."};
}

}  // namespace

Result<std::string> read_own_file(const std::filesystem::path& path) {
  Result<std::optional<File>> read =
      read_file(path.string(), kMostBytesOfDocument);
  if (!read) return read.error();
  if (!*read) return missing(path.string(), ENOENT);
  File& file = **read;
  if (Status s = check(path.string(), file.own, file.writable); !s) {
    return s.error();
  }
  return std::move(file.text);
}

Status check_own_folder(const std::filesystem::path& path) {
  struct stat about = {};
  if (stat(path.c_str(), &about) != 0) return missing(path.string(), errno);
  if (!S_ISDIR(about.st_mode)) return Error{path.string() + " is no folder"};
  return check(path.string(), about.st_uid == geteuid() || about.st_uid == 0,
               (about.st_mode & (S_IWGRP | S_IWOTH)) != 0);
}

}  // namespace idp
