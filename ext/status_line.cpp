// status_line.cpp - draws with the few control sequences that every terminal
// knows.
#include "ext/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace idp {
namespace {

constexpr std::size_t kNoTerminal = 200;
constexpr char kNextLine[] = "\r\n";
constexpr char kEraseLine[] = "\x1b[K";
constexpr char kBackUp[] = "\x1b[A\r";
constexpr char kEraseBelow[] = "\r\x1b[J";

// A line that can't be written is a line that nobody misses.
void write_out(const std::string& text) {
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

bool StatusLine::on_terminal() {
  const char* kind = std::getenv("TERM");
  const bool able = kind != nullptr && std::string_view(kind) != "dumb";
  return able && isatty(STDERR_FILENO) == 1;
}

std::size_t StatusLine::width() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0;
  // In the last column some terminals go to the next line.
  return known && size.ws_col > 1 ? size.ws_col - 1U : kNoTerminal;
}

void StatusLine::tell(const std::string& text) { write_out(text + "\n"); }

void StatusLine::show(const std::string& text) {
  if (!on_terminal()) return tell(text);
  write_out(kNextLine + text + kEraseLine + kBackUp);
  shown_ = true;
}

void StatusLine::clear() {
  if (shown_) write_out(kEraseBelow);
  shown_ = false;
}

}  // namespace idp
