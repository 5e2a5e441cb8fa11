// progress.cpp - puts numbers into words.
#include "scan/progress.h"

#include <algorithm>
#include <cmath>

namespace idp {
namespace {

// "1,234,567".
std::string grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string part_text(const Progress::Part& part) {
  std::string text = part.table + " " + grouped(part.done);
  if (part.known > 0) text += " of " + grouped(part.known);
  return part.complete ? text : text + "+";
}

// How long so many calls take that come to the end of a window; each of them
// that many seconds.
double in_windows(const Progress& progress, std::int64_t calls, double each) {
  const Pacer::Budget& budget = *progress.budget;
  const std::int64_t a_window =
      std::max<std::int64_t>(1, budget.limit * progress.capacity_percent / 100);
  const std::int64_t now =
      std::max<std::int64_t>(0, budget.left - (budget.limit - a_window));
  if (calls <= now) return 0;
  const std::int64_t later = calls - now;
  const std::int64_t full = (later - 1) / a_window;
  const std::chrono::duration<double> wait =
      budget.to_reset + full * Pacer::kWindow;
  return wait.count() + each * static_cast<double>(later - full * a_window);
}

// Once it is known how much there is to do.
std::optional<std::int64_t> seconds_to_go(const Progress& progress) {
  if (progress.parts.empty()) return std::nullopt;
  const Progress::Part& last = progress.parts.back();
  if (!last.complete || last.known == 0 || last.done == 0) return std::nullopt;
  const std::int64_t left = last.known - last.done;
  const std::chrono::duration<double> busy = progress.elapsed - progress.waited;
  const double each = busy.count() / static_cast<double>(last.done);
  double seconds = each * static_cast<double>(left);
  if (progress.budget) {
    seconds = std::max(seconds, in_windows(progress, left, each));
  }
  return std::llround(seconds);
}

}  // namespace

std::string progress_line(const Progress& progress, std::size_t width) {
  std::string text = "idp: ";
  for (const Progress::Part& part : progress.parts) {
    text += part_text(part) + (&part == &progress.parts.back() ? "; " : ", ");
  }
  text += grouped(progress.requests) + " requests, " + grouped(progress.rows) +
          " rows";
  if (progress.budget) {
    text += "; " + grouped(progress.budget->left) + " of " +
            grouped(progress.budget->limit) + " calls left";
  }
  if (const auto seconds = seconds_to_go(progress)) {
    text += "; about " +
            (*seconds < 120 ? grouped(*seconds) + " s"
                            : grouped(*seconds / 60) + " min") +
            " to go";
  }
  return text.substr(0, width);
}

bool progress_due(Pacer::Time began, Pacer::Time shown, Pacer::Time now,
                  bool terminal) {
  constexpr std::chrono::milliseconds kPatience{2000}, kDrawn{200},
      kWritten{30'000};
  return now - began >= kPatience &&
         now - shown >= (terminal ? kDrawn : kWritten);
}

}  // namespace idp
