// folder.cpp - reads documents that were not there when this was built.
#include <algorithm>
#include <filesystem>

#include "json/tree.h"
#include "model/catalog.h"
#include "model/check.h"
#include "model/documents.h"
#include "model/load.h"
#include "model/own_file.h"
#include "standard_descriptors.h"

namespace idp {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 1000;  // of one folder
constexpr std::string_view kProvider = "provider.json";

Error in_file(const fs::path& path, const Error& error) {
  return {path.string() + ": " + error.text};
}

// In the order of their names, less hidden ones.
Result<std::vector<fs::path>> entries(const fs::path& folder) {
  if (Status status = check_own_folder(folder); !status) return status.error();
  keep_standard_descriptors();
  std::vector<fs::path> paths;
  std::error_code problem;
  for (fs::directory_iterator i(folder, problem), end; !problem && i != end;
       i.increment(problem)) {
    if (i->path().filename().string().starts_with(".")) continue;
    paths.push_back(i->path());
    if (paths.size() > kMostEntries) {
      return in_file(folder, {"there are more than " +
                              std::to_string(kMostEntries) + " entries"});
    }
  }
  if (problem) return in_file(folder, {problem.message()});
  std::ranges::sort(paths);
  return paths;
}

Result<std::string> read_document(const fs::path& path,
                                  std::string_view schema) {
  Result<std::string> text = read_own_file(path);
  if (!text) return text;
  if (Status status = json::validate(*text, schema); !status) {
    return in_file(path, status.error());
  }
  return text;
}

// Of a folder without a document of its own: the one that is there already, by
// the folder's name.
Result<Provider> provider_in(const std::vector<Resource>& catalog,
                             const fs::path& folder) {
  const auto known = [&](const std::string& name) {
    return std::ranges::find_if(catalog, [&](const Resource& other) {
      return other.provider.name == name;
    });
  };
  const fs::path main = folder / kProvider;
  const auto present = known(folder.filename().string());
  std::error_code problem;
  if (present != catalog.end() && !fs::exists(main, problem) && !problem) {
    return present->provider;
  }
  const Result<std::string> document = read_document(main, provider_schema());
  if (!document) return document.error();
  Result<Provider> provider = load_provider(*document);
  if (!provider) return in_file(main, provider.error());
  if (known(provider->name) != catalog.end()) {
    return in_file(main,
                   {"there is a provider " + provider->name +
                    " already; without this file tables are added to it"});
  }
  return provider;
}

// Names are looked up at the end, since tables name each other.
Status add_resource(std::vector<Resource>& catalog, Resource resource) {
  if (!resource.replaces) {
    catalog.push_back(std::move(resource));
    return check_name(catalog);
  }
  const auto present =
      std::ranges::find(catalog, resource.name, &Resource::name);
  if (present == catalog.end() ||
      present->provider.name != resource.provider.name) {
    return Error{"there is no table " + resource.name + " of " +
                 resource.provider.name + " that it could replace"};
  }
  *present = std::move(resource);
  return {};
}

Status add_provider(std::vector<Resource>& catalog, const fs::path& folder) {
  const Result<std::vector<fs::path>> paths = entries(folder);
  if (!paths) return paths.error();
  const Result<Provider> provider = provider_in(catalog, folder);
  if (!provider) return provider.error();
  for (const fs::path& path : *paths) {
    if (path.filename() == kProvider || path.extension() != ".json") continue;
    const Result<std::string> text = read_document(path, resource_schema());
    if (!text) return text.error();
    Result<Resource> resource = load_resource(*provider, *text);
    if (!resource) return in_file(path, resource.error());
    if (Status status = add_resource(catalog, *std::move(resource)); !status) {
      return in_file(path, status.error());
    }
  }
  return {};
}

}  // namespace

Status add_folder(std::vector<Resource>& catalog, const std::string& folder) {
  const Result<std::vector<fs::path>> paths = entries(folder);
  if (!paths) return paths.error();
  for (const fs::path& path : *paths) {
    if (!fs::is_directory(path)) continue;
    if (Status status = add_provider(catalog, path); !status) return status;
    if (Status status = check_sources(catalog); !status) {
      return in_file(path, status.error());
    }
  }
  return {};
}

}  // namespace idp
