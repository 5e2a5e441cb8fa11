// fuzz.h - the fuzz targets, and what they share. An input is lines of text, so
// that a corpus can be written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace idp::fuzz {

// The targets, each in the file of its name.
void fuzz_answers(std::string_view input);
void fuzz_documents(std::string_view input);
void fuzz_headers(std::string_view input);
void fuzz_plans(std::string_view input);
void fuzz_settings(std::string_view input);
void fuzz_yaml(std::string_view input);

// Takes the target's name off the program's words, of which it is the first
// one, and ends the program if there is none of that name.
using Target = void (*)(std::string_view input);
Target take_target(int& argc, char** argv);

// Ends the program where a property does not hold: with its name, and the text
// that shows it.
void check(bool holds, std::string_view property, std::string_view shown = {});

// Takes the first line off the text, and its line break.
std::string_view take_line(std::string_view& text);

// The words of a line, between blanks.
std::vector<std::string> words_of(std::string_view line);

// In inputs, what must be in no message.
inline constexpr std::string_view kSecret = "00s3cr3tOfTheOrg";

inline bool has_secret(std::string_view text) {
  return text.find(kSecret) != text.npos;
}

}  // namespace idp::fuzz
