// main.cpp - writes the reference into a folder, or compares it with one.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>

#include "model/catalog.h"
#include "page.h"

namespace idp::reference {
namespace {

namespace fs = std::filesystem;
using Pages = std::map<std::string, std::string>;

constexpr int kFailure = 1;
constexpr int kUsage = 2;

std::optional<std::string> read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Generated pages in the folder for which there is no table any more. Pages
// that somebody wrote are left alone.
std::vector<fs::path> leftovers(const fs::path& folder, const Pages& pages) {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    if (pages.contains(entry.path().filename().string())) continue;
    const auto text = read(entry.path());
    if (text && text->starts_with(kMark)) found.push_back(entry.path());
  }
  return found;
}

int check(const fs::path& folder, const Pages& pages) {
  std::vector<fs::path> stale = leftovers(folder, pages);
  for (const auto& [name, text] : pages) {
    if (read(folder / name) != text) stale.push_back(folder / name);
  }
  for (const fs::path& path : stale) {
    std::cerr << "idp-reference: " << path.string()
              << " is not what schema/ says; build the target docs.\n";
  }
  return stale.empty() ? 0 : kFailure;
}

int write(const fs::path& folder, const Pages& pages) {
  fs::create_directories(folder);
  for (const fs::path& path : leftovers(folder, pages)) fs::remove(path);
  for (const auto& [name, text] : pages) {
    std::ofstream file(folder / name, std::ios::binary);
    file << text;
    if (!file.flush()) {
      std::cerr << "idp-reference: " << (folder / name).string()
                << " can't be written.\n";
      return kFailure;
    }
  }
  return 0;
}

int run(std::span<char*> arguments) {
  const bool checks =
      !arguments.empty() && std::string_view(arguments[0]) == "--check";
  if (checks) arguments = arguments.subspan(1);
  if (arguments.size() != 2 || arguments[0][0] == '-') {
    std::cerr << "usage: idp-reference [--check] FOLDER SCHEMA\n"
                 "Questions are read from SCHEMA/<provider>/<table>.md.\n";
    return kUsage;
  }
  const Result<std::vector<Resource>> resources = load_catalog();
  if (!resources) {
    std::cerr << "idp-reference: " << resources.error().text << "\n";
    return kFailure;
  }
  const fs::path schema = arguments[1];
  const Pages pages = all_pages(*resources, [&](const Resource& resource) {
    return read(schema / resource.provider.name / (resource.name + ".md"))
        .value_or("");
  });
  return checks ? check(arguments[0], pages) : write(arguments[0], pages);
}

}  // namespace
}  // namespace idp::reference

int main(int argc, char** argv) {
  try {
    return idp::reference::run({argv + 1, argv + argc});
  } catch (const std::exception& problem) {
    std::cerr << "idp-reference: " << problem.what() << "\n";
    return 1;
  }
}
