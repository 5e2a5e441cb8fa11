// status_line.h - one line on stderr, below the cursor, that is written over
// and taken away.
//
// Below it, since rows may be printed at the cursor at any time: the first one
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

  void show(const std::string& text);
  void clear();
  bool shown() const { return shown_; }

 private:
  bool shown_ = false;
};

}  // namespace idp
