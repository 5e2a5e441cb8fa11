// text.h - texts in tests: SQL literals, and what a message has to say.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace idp::test {

// What is in a file. Fails the test where it can't be read.
std::string text_of(const std::filesystem::path& file);

// Text as an SQL literal.
std::string literal(const std::string& text);

bool has(const std::string& text, const std::string& part);

// Fails the test for each part that the text does not have.
void check_parts(const std::string& text,
                 const std::vector<std::string>& parts);

std::string replace_all(std::string text, const std::string& from,
                        const std::string& to);

}  // namespace idp::test
