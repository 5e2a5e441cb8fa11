// refresh_setup.cpp - which steps are meant, and the tables of the file.
#include <algorithm>

#include "auth/find_org.h"
#include "ext/interrupt.h"
#include "ext/refresh.h"
#include "json/tree.h"

namespace idp {
namespace {

// The name in a CREATE.
std::string name_of(const std::string& create) {
  std::size_t at = create.find(' ', create.find(' ') + 1) + 1;
  at += create[at] == '"';
  return create.substr(at, create.find_first_of("\"( ", at) - at);
}

auto place_of(const std::vector<SnapshotRow>& objects,
              const std::string& name) {
  return std::ranges::find_if(objects, [&](const SnapshotRow& row) {
    return sqlite3_stricmp(text_at(row, 0).c_str(), name.c_str()) == 0;
  });
}

Result<RefreshOptions> read_options(const std::string& text) {
  const Result<json::Tree> tree = json::parse(text);
  const std::string how =
      "the options are a JSON object: {\"tables\": [\"…\"], \"orgs\": "
      "[\"acme\"], \"max_age\": seconds, \"full\": true, \"full_every\": "
      "refreshes}.";
  if (!tree) return Error{how + " " + tree.error().text};
  RefreshOptions options;
  if (!std::holds_alternative<json::Object>(tree->value)) return Error{how};
  for (const auto& [name, value] : tree->members()) {
    const auto* number = std::get_if<std::int64_t>(&value.value);
    const auto texts = json::texts(value.items());
    const bool named =
        !texts.empty() && std::ranges::none_of(texts, &std::string::empty);
    if (name == "tables" && named) {
      options.tables = texts;
    } else if (name == "orgs" && named) {
      options.orgs = texts;
    } else if (name == "max_age" && number && *number >= 0) {
      options.max_age = *number;
    } else if (name == "full" && std::holds_alternative<bool>(value.value)) {
      options.full = std::get<bool>(value.value);
    } else if (name == "full_every" && number && *number > 0) {
      options.full_every = *number;
    } else {
      return Error{how + " \"" + name + "\" is none of these."};
    }
  }
  return options;
}

}  // namespace

Result<std::string> refresh_file(sqlite3* db, Session& session,
                                 const std::string& schema,
                                 const std::optional<std::string>& options) {
  const auto settings = session.settings();
  if (!settings) return settings.error();
  if (!(*settings)->configurable) {
    return Error{
        "refused, since configuration by SQL is off "
        "(IDP_CONFIGURE=off)."};
  }
  auto given = options ? read_options(*options) : RefreshOptions();
  if (!given) return given.error();
  Interrupt interrupt(db);
  Stop stop([&] { return interrupt.asked(); });
  auto file = SavedFile::open(db, schema, stop);
  if (!file) return file.error();
  return Refresh(session, *file, stop).run(*given);
}

// Those of a provider that are meant: the named ones, or its default.
Result<std::vector<std::string>> Refresh::orgs_of(
    const Provider& provider, const RefreshOptions& options,
    const Settings& settings) const {
  std::vector<std::string> orgs;
  if (options.orgs.empty()) {
    if (std::ranges::count(settings.orgs, provider.name, &Org::provider) == 0) {
      return orgs;
    }
    const auto org = name_org(settings, std::nullopt, provider);
    if (org) return std::vector<std::string>{(*org)->subdomain};
    return Error{org.error().text +
                 " To save several: SELECT idp_refresh('main', '{\"orgs\": "
                 "[\"…\", \"…\"]}')."};
  }
  for (const std::string& name : options.orgs) {
    const auto org = name_org(settings, name, provider);
    if (org && std::ranges::count(orgs, (*org)->subdomain) == 0) {
      orgs.push_back((*org)->subdomain);
    }
  }
  return orgs;
}

Status Refresh::add_steps(const RefreshOptions& options) {
  const auto settings = session_.settings();
  if (!settings) return settings.error();
  auto tables = saved_tables(session_.resources(), options.tables);
  if (!tables) return tables.error();
  tables_ = *std::move(tables);
  for (const std::string& name : options.orgs) {
    std::optional<Error> none;
    for (const SavedTable& table : tables_) {
      const auto org = name_org(**settings, name, table.resource().provider);
      none = org ? std::nullopt : std::optional(none.value_or(org.error()));
      if (org) break;
    }
    if (none) return *none;
  }
  for (const SavedTable& table : tables_) {
    const auto orgs = orgs_of(table.resource().provider, options, **settings);
    if (!orgs) return orgs.error();
    for (const std::string& org : *orgs) {
      steps_.push_back({&table, org, 0, "", "to do"});
    }
  }
  if (!steps_.empty()) return {};
  return name_org(**settings, std::nullopt, tables_.front().resource().provider)
      .error();
}

// Those of all tables, whichever are refreshed now: views may need them.
Status Refresh::make_objects() {
  auto all = saved_tables(session_.resources(), {});
  if (!all) return all.error();
  all_ = *std::move(all);
  std::vector<std::string> objects = inventory_sql("file");
  std::vector<std::string> views;
  for (const SavedTable& table : all_) {
    for (std::string& sql : table.create()) objects.push_back(std::move(sql));
    for (const auto& [name, sql] : table.resource().provider.saved_views) {
      std::string view = "CREATE VIEW " + name + " AS ";
      view.append(kOurs).append(" ").append(sql);
      if (std::ranges::count(views, view) == 0) views.push_back(view);
    }
  }
  objects.insert(objects.end(), views.begin(), views.end());
  return file_.write([&]() -> Status {
    const auto present = file_.rows({"SELECT name, sql FROM sqlite_master"});
    if (!present) return present.error();
    for (const std::string& create : objects) {
      if (Status s = make_object(create, *present); !s) return s;
    }
    for (const SavedTable& table : all_) {
      const std::string name = name_of(table.sql("table").front());
      if (place_of(*present, name) != present->end()) continue;
      if (Status s = file_.run(table.sql("forget")); !s) return s;
    }
    return add_columns();
  });
}

// Views are made anew where this version has them otherwise.
Status Refresh::make_object(const std::string& create,
                            const std::vector<SnapshotRow>& present) {
  const std::string name = name_of(create);
  const auto found = place_of(present, name);
  if (found == present.end()) return file_.run({create});
  const std::string& sql = text_at(*found, 1);
  if (sql.find(kOurs) == sql.npos) {
    return Error{"the file has something of its own named " + name +
                 ". Rename that, or keep the inventory in another file."};
  }
  if (sql == create || !create.starts_with("CREATE VIEW")) return {};
  return file_.run({"DROP VIEW " + quoted(name), create});
}

// Those that a file of an older version doesn't have.
Status Refresh::add_columns() {
  for (const std::string& sql : inventory_sql("later")) {
    const std::string table = name_of(sql);
    const std::string column = name_of(sql.substr(sql.find(" ADD ") + 1));
    const auto there =
        file_.rows({"SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2"},
                   {table, column});
    if (!there) return there.error();
    if (!there->empty()) continue;
    if (Status s = file_.run({sql}); !s) return s;
  }
  for (const SavedTable& table : all_) {
    const auto present = file_.rows(
        {"PRAGMA table_info(\"saved_" + table.resource().name + "_history\")"});
    if (!present) return present.error();
    for (const Column* column : table.columns()) {
      const bool there =
          std::ranges::any_of(*present, [&](const SnapshotRow& row) {
            return text_at(row, 1) == column->name;
          });
      if (there) continue;
      if (Status s = file_.run(table.add_column(*column)); !s) return s;
    }
  }
  return {};
}

}  // namespace idp
