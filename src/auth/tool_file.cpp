// tool_file.cpp - turns the provider's names of settings into ours.
#include "auth/tool_file.h"

#include <algorithm>

#include "auth/nearest.h"
#include "auth/network_settings.h"
#include "auth/org_settings.h"
#include "auth/secret.h"
#include "auth/settings_file.h"
#include "yaml/yaml.h"

namespace idp {
namespace {

using json::Tree;

// As in most templates of such files.
bool is_empty(const Tree& tree) {
  const auto* text = std::get_if<std::string>(&tree.value);
  return std::holds_alternative<Null>(tree.value) || (text && text->empty());
}

class Translation {
 public:
  Translation(const Setup::File& file, Source& source)
      : file_(file), source_(source) {
    for (const std::string_view key : plain_keys()) own_.push_back(key);
    for (const std::string_view key : org_keys()) own_.push_back(key);
  }

  Status add(const Tree& tree, const std::string& before) {
    for (const auto& [name, value] : tree.members()) {
      if (Status s = add_member(before + name, value); !s) return s;
    }
    return {};
  }

  Tree take() { return Tree{std::move(members_)}; }

 private:
  Status add_member(const std::string& name, const Tree& value) {
    if (std::ranges::find(file_.ignored, name) != file_.ignored.end()) {
      return {};
    }
    for (const auto& [refused, why] : file_.refused) {
      if (refused == name && !is_empty(value)) {
        return Error{source_.opening + "\"" + name + "\" is refused: " + why +
                     "."};
      }
      if (refused == name) return {};
    }
    const bool deeper = std::holds_alternative<json::Object>(value.value);
    if (deeper && leads_on(name)) return add(value, name + ".");
    const std::string setting = setting_of(name);
    if (!setting.empty()) return keep(setting, name, value);
    if (leads_on(name)) return {};
    return Error{source_.opening + unknown("setting", name, known())};
  }

  // Empty: there is none of that name.
  std::string setting_of(const std::string& name) const {
    for (const auto& [setting, names] : file_.settings) {
      if (std::ranges::find(names, name) != names.end()) return setting;
    }
    return std::ranges::find(own_, name) == own_.end() ? std::string() : name;
  }

  bool leads_on(const std::string& name) const {
    return std::ranges::any_of(file_.settings, [&](const auto& setting) {
      return std::ranges::any_of(setting.second, [&](const std::string& own) {
        return own.starts_with(name + ".");
      });
    });
  }

  Status keep(const std::string& setting, const std::string& name,
              const Tree& value) {
    if (is_empty(value)) return {};
    const auto [other, is_new] =
        source_.names.emplace(setting, source_.opening + "\"" + name + "\"");
    if (!is_new) {
      return Error{other->second + " and \"" + name +
                   "\" are the same setting; give one of them."};
    }
    members_.push_back({setting, value});
    return {};
  }

  std::vector<std::string_view> known() const {
    std::vector<std::string_view> names = own_;
    for (const auto& [setting, own] : file_.settings) {
      names.insert(names.end(), own.begin(), own.end());
    }
    names.insert(names.end(), file_.ignored.begin(), file_.ignored.end());
    for (const auto& [name, why] : file_.refused) names.push_back(name);
    return names;
  }

  const Setup::File& file_;
  Source& source_;
  std::vector<std::string_view> own_;
  json::Object members_;
};

// The part with the settings; null where the file has no such part, which other
// tools may use for theirs.
Result<const Tree*> section_of(const Tree& tree, const Setup::File& file,
                               const Source& source) {
  constexpr std::size_t kSlip = 2;
  const Tree* at = &tree;
  for (const std::string& name : file.section) {
    const Tree* next = at->find(name);
    if (next == nullptr) {
      for (const auto& [other, value] : at->members()) {
        if (distance(other, name) > kSlip) continue;
        const std::string_view meant[] = {name};
        return Error{source.opening + unknown("section", other, meant)};
      }
      return nullptr;
    }
    at = next;
  }
  return at;
}

}  // namespace

Status add_tool_file(Settings& settings, const File& file,
                     const std::string& path, const Provider& provider,
                     const World& world) {
  if (Status s = check_owner(file, path); !s) return s;
  Source source{path, path + ": ", {}};
  const Result<Tree> tree = yaml::parse(file.text);
  if (!tree) return Error{source.opening + tree.error().text + "."};
  const Setup::File& form = provider.setup.file;
  const Result<const Tree*> section = section_of(*tree, form, source);
  if (!section) return section.error();
  if (*section == nullptr) return {};
  Translation translation(form, source);
  if (Status s = translation.add(**section, ""); !s) return s;
  Tree given = translation.take();
  if (Status s = join_proxy(given, source); !s) return s;
  if (has_written_secret(given)) {
    if (Status s = check_private(file, path); !s) return s;
  }
  leave_out_zero_timeouts(given);
  if (has_org(given) && given.find("provider") == nullptr) {
    std::get<json::Object>(given.value)
        .push_back({"provider", Tree{provider.name}});
  }
  return apply(settings, given, source, world);
}

}  // namespace idp
