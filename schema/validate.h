// validate.h - whether a document obeys a JSON Schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace idp {

// What is wrong with the document, and where: "#/methods/0/path: pattern".
std::optional<std::string> validate(std::string_view schema,
                                    std::string_view document);

}  // namespace idp
