// progress.cpp - puts numbers into words.
#include "scan/progress.h"

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

// By the pace so far, once it is known how much there is to do.
std::optional<std::int64_t> seconds_to_go(const Progress& progress) {
  if (progress.parts.empty()) return std::nullopt;
  const Progress::Part& last = progress.parts.back();
  if (!last.complete || last.known == 0 || last.done == 0) return std::nullopt;
  return progress.elapsed.count() * (last.known - last.done) / last.done;
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

}  // namespace idp
