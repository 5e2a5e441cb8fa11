// sources.cpp - reads one source after the other.
#include "auth/sources.h"

#include "auth/environment.h"
#include "auth/network_settings.h"
#include "auth/settings_file.h"
#include "auth/tool_file.h"

namespace idp {
namespace {

constexpr std::size_t kMostBytesOfFile = 1'000'000;

Status add_tool_files(Settings& settings, const World& world) {
  const std::string& home = variable(world.environment, "HOME");
  if (home.empty()) return {};
  for (const Provider& provider : world.providers) {
    if (provider.setup.file.path.empty()) continue;
    const std::string path = home + "/" + provider.setup.file.path;
    const Result<std::optional<File>> file = read_file(path, kMostBytesOfFile);
    if (!file) return file.error();
    if (!*file) continue;
    if (Status s = add_tool_file(settings, **file, path, provider, world); !s) {
      return s;
    }
  }
  return {};
}

Status add_own_file(Settings& settings, const World& world) {
  const std::string path = settings_path(world.environment);
  if (path.empty()) return {};
  const Result<std::optional<File>> file = read_file(path, kMostBytesOfFile);
  if (!file) return file.error();
  if (*file) return add_settings_file(settings, **file, path, world);
  if (variable(world.environment, "IDP_CONFIG").empty()) return {};
  return Error{"IDP_CONFIG names the file " + path + ", which does not exist."};
}

}  // namespace

Result<Settings> read_settings(const World& world) {
  Settings settings;
  for (const auto add : {add_tool_files, add_environment}) {
    Status status = add(settings, world);
    if (!status && !settings.problem) settings.problem = status.error();
  }
  // A guard may be in these: nobody goes on without knowing.
  for (const auto add :
       {add_own_variables, add_own_file, add_network_variables}) {
    if (Status status = add(settings, world); !status) return status.error();
  }
  return settings;
}

}  // namespace idp
