// number.h - numbers in texts.
#pragma once

#include <locale.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace idp {

// Nothing, unless the whole text is one that fits.
inline std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  return number;
}

// As std::from_chars, which g++ 10 doesn't have for these; but for infinities
// and what is no number. The program's locale does not matter.
inline std::from_chars_result read_number(const char* begin, const char* end,
                                          double& number) {
  const std::string_view view(begin, static_cast<std::size_t>(end - begin));
  const std::string text(
      view.substr(0, view.find_first_not_of("+-.0123456789eE")));
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  char* stop = nullptr;
  errno = 0;
  const double read = strtod_l(text.c_str(), &stop, plain);
  if (stop == text.c_str() || text.front() == '+') {
    return {begin, std::errc::invalid_argument};
  }
  const char* const rest = begin + (stop - text.c_str());
  // It says so of numbers next to zero, too, which are there.
  if (errno == ERANGE && (read == 0 || std::isinf(read))) {
    return {rest, std::errc::result_out_of_range};
  }
  number = read;
  return {rest, std::errc{}};
}

}  // namespace idp
