// progress.cpp - puts numbers into words.
#include "scan/progress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

namespace idp {
namespace {

using Seconds = std::chrono::duration<double>;

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

// So many seconds from now, as the clock on the wall shows it.
std::string clock(const Progress& progress, Seconds from_now,
                  const char* format) {
  const std::time_t then = progress.now + std::llround(from_now.count());
  std::tm parts{};
  std::array<char, 32> text{};
  const bool known = localtime_r(&then, &parts) != nullptr;
  const std::size_t size =
      known ? std::strftime(text.data(), text.size(), format, &parts) : 0;
  return {text.data(), size};
}

std::int64_t usable(const Progress& progress) {
  const Pacer::Budget& budget = *progress.budget;
  const std::int64_t reserve =
      budget.limit - budget.limit * progress.capacity_percent / 100;
  return std::max<std::int64_t>(0, budget.left - reserve);
}

// How long so many calls take that come to the end of a window; each of them
// that many seconds.
Seconds in_windows(const Progress& progress, double calls, Seconds each) {
  const Pacer::Budget& budget = *progress.budget;
  const double share = 1 + budget.others;
  const double a_window = std::max(
      1.0, static_cast<double>(budget.limit) *
               static_cast<double>(progress.capacity_percent) / 100 / share);
  const double later = calls - static_cast<double>(usable(progress)) / share;
  if (later <= 0) return {};
  const double full = std::ceil(later / a_window) - 1;
  return budget.to_reset + full * Seconds(Pacer::kWindow) +
         each * (later - full * a_window);
}

std::int64_t left(const Progress& progress) {
  return std::max<std::int64_t>(0, *progress.calls - progress.requests);
}

// "about 9 min to go (14:07)", once it is known how much there is to do.
std::string to_go(const Progress& progress) {
  if (!progress.calls || progress.requests == 0) return {};
  const Seconds busy = progress.elapsed - progress.waited;
  const Seconds each = busy / static_cast<double>(progress.requests);
  const auto calls = static_cast<double>(left(progress));
  const Seconds waits =
      progress.budget ? in_windows(progress, calls, each) : Seconds();
  if (progress.at_least && waits < Seconds(60)) return {};
  const Seconds time = std::max(each * calls, waits);
  const auto seconds = std::llround(time.count());
  const std::string size = seconds < 120 ? grouped(seconds) + " s"
                           : seconds < 7200
                               ? grouped((seconds + 30) / 60) + " min"
                               : grouped((seconds + 1800) / 3600) + " h";
  std::string text =
      (progress.at_least ? "more than " : "about ") + size + " to go";
  if (seconds < 120) return text;
  const bool today = seconds < 43'200;  // 12 hours
  return text + " (" + clock(progress, time, today ? "%H:%M" : "%b %d %H:%M") +
         ")";
}

std::string answered(const Progress& progress) {
  std::string text = grouped(progress.requests);
  if (progress.calls && (left(progress) > 0 || !progress.at_least)) {
    text += progress.at_least ? " of at least " : " of about ";
    text += grouped(progress.requests + left(progress));
  }
  return text + " calls";
}

std::string waiting(const Progress& progress) {
  if (progress.wait == Progress::Wait::none) return {};
  if (progress.wait == Progress::Wait::pause || !progress.budget) {
    return "waits before it tries again";
  }
  return "waits for the rate limit until " +
         clock(progress, progress.budget->to_reset, "%H:%M:%S");
}

std::string budget(const Progress& progress) {
  if (!progress.budget || progress.wait == Progress::Wait::window) return {};
  const Pacer::Budget& now = *progress.budget;
  return grouped(now.left) + " of " + grouped(now.limit) +
         " calls left until " + clock(progress, now.to_reset, "%H:%M:%S");
}

}  // namespace

bool is_used_up(const Progress& progress) {
  return progress.budget && usable(progress) == 0;
}

std::string progress_line(const Progress& progress, std::size_t width) {
  constexpr std::string_view kCut = "...";
  std::string line = "idp: ", parts;
  for (const Progress::Part& part : progress.parts) {
    parts += (parts.empty() ? "" : ", ") + part_text(part);
  }
  bool first = true;
  for (const std::string& item :
       {parts, to_go(progress), waiting(progress), answered(progress),
        budget(progress), grouped(progress.rows) + " rows"}) {
    const std::size_t size = item.size() + (first ? 0 : 2);
    if (item.empty() || (!first && line.size() + size > width)) continue;
    line += (first ? "" : "; ") + item;
    first = false;
  }
  if (line.size() <= width) return line;
  // A number that is cut would be another one.
  return line.substr(0, width - std::min(width, kCut.size()))
      .append(kCut.substr(0, width));
}

bool progress_due(Pacer::Time began, Pacer::Time shown, Pacer::Time now,
                  bool terminal) {
  constexpr std::chrono::milliseconds kPatience{2000}, kDrawn{200},
      kWritten{30'000};
  return now - began >= kPatience &&
         now - shown >= (terminal ? kDrawn : kWritten);
}

}  // namespace idp
