// status_line.h - one line on stderr: below the cursor of a terminal, where it
// is written over and taken away; or one more each time, in a file or a pipe,
// without control characters.
//
// Below the cursor, since rows may be printed there at any time: the first one
// is, whole and in its place, before clear() has to come.
#pragma once

#include <cstddef>
#include <string>

namespace idp {

class StatusLine {
 public:
  StatusLine() = default;
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;

  static bool on_terminal();
  static std::size_t width();  // in columns; of no terminal, many

  // Another line, which stays.
  static void tell(const std::string& text);

  void show(const std::string& text);
  void clear();
  // Whether there is one to be taken away.
  bool shown() const { return shown_; }

 private:
  bool shown_ = false;
};

}  // namespace idp
