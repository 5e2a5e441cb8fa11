// file.cpp - open, fstat, read.
#include "system/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "standard_descriptors.h"
#include "system/descriptor.h"

namespace idp {
namespace {

Error problem(const std::string& path, int code) {
  return Error{
      path + " can't be read: " + std::generic_category().message(code) + "."};
}

}  // namespace

Result<std::optional<File>> read_file(const std::string& path,
                                      std::size_t most_bytes) {
  keep_standard_descriptors();
  // Without waiting for a writer, should it be a pipe.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.valid()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<File>();
    return problem(path, errno);
  }
  struct stat about = {};
  if (fstat(file.number(), &about) != 0) return problem(path, errno);
  if (!S_ISREG(about.st_mode)) {
    return Error{path + " can't be read: it is not a regular file."};
  }
  File result;
  result.own = about.st_uid == geteuid() || about.st_uid == 0;
  result.readable = (about.st_mode & (S_IRGRP | S_IROTH)) != 0;
  result.writable = (about.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(file.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return problem(path, errno);
    if (count == 0) return std::optional<File>(std::move(result));
    result.text.append(buffer, static_cast<std::size_t>(count));
    if (result.text.size() > most_bytes) {
      return Error{path + " is refused: it has more than " +
                   std::to_string(most_bytes) + " bytes."};
    }
  }
}

}  // namespace idp
