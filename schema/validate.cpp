// validate.cpp - RapidJSON's schema validator, with messages for people.
#include "validate.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

namespace idp {
namespace {

std::optional<std::string> parse(rapidjson::Document& tree,
                                 std::string_view text) {
  tree.Parse(text.data(), text.size());
  if (!tree.HasParseError()) return std::nullopt;
  return std::string(rapidjson::GetParseError_En(tree.GetParseError())) +
         " (at byte " + std::to_string(tree.GetErrorOffset()) + ")";
}

std::string text_of(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer text;
  pointer.StringifyUriFragment(text);
  return text.GetString();
}

}  // namespace

std::optional<std::string> validate(std::string_view schema,
                                    std::string_view document) {
  rapidjson::Document schema_tree;
  if (auto problem = parse(schema_tree, schema)) return "schema: " + *problem;
  rapidjson::Document tree;
  if (auto problem = parse(tree, document)) return problem;
  const rapidjson::SchemaDocument compiled(schema_tree);
  rapidjson::SchemaValidator validator(compiled);
  if (tree.Accept(validator)) return std::nullopt;
  return text_of(validator.GetInvalidDocumentPointer()) + ": " +
         validator.GetInvalidSchemaKeyword() + " (" +
         text_of(validator.GetInvalidSchemaPointer()) + " of the schema)";
}

}  // namespace idp
