// yaml.cpp - fuzz target: the YAML files of other tools become trees, and
// settings. No error has a secret in it, and a tree is one that JSON can say.
//
// Input: the file.
#include "yaml/yaml.h"

#include <algorithm>

#include "auth/tool_file.h"
#include "built_in.h"
#include "kept.h"

namespace idp::fuzz {
namespace {

int depth_of(const json::Tree& tree) {
  int depth = 0;
  for (const json::Tree& item : tree.items()) {
    depth = std::max(depth, depth_of(item) + 1);
  }
  for (const auto& [name, value] : tree.members()) {
    depth = std::max(depth, depth_of(value) + 1);
  }
  return depth;
}

}  // namespace

void fuzz_yaml(std::string_view input) {
  const Result<json::Tree> tree = yaml::parse(input);
  if (tree) {
    const std::string text = json::text_of(*tree);
    const Result<json::Tree> again = json::parse(text);
    check(again && json::text_of(*again) == text, "a tree survives its text",
          text);
    check(depth_of(*tree) <= 20, "a tree is not deep", text);
    check(text.size() <= 8 * input.size() + 8, "a tree is not large", text);
  } else {
    check(!has_secret(tree.error().text), "no error has a secret in it");
  }
  const Environment none;
  const World world = {providers(), none};
  const File file = {std::string(input), true, false, false};
  for (const Provider& provider : providers()) {
    Settings settings;
    const Status status =
        add_tool_file(settings, file, "/home/joe/okta.yaml", provider, world);
    if (status || (tree && !is_kept(*tree))) continue;
    check(!has_secret(status.error().text), "no error has a secret in it",
          status.error().text);
  }
}

}  // namespace idp::fuzz
