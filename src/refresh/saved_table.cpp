// saved_table.cpp - columns, and the text of each CREATE.
#include "refresh/saved_table.h"

#include <algorithm>
#include <set>

#include "quoted.h"

namespace idp {
namespace {

const Resource& named(std::span<const Resource> catalog,
                      const std::string& name) {
  return *std::ranges::find(catalog, name, &Resource::name);
}

// The method that lists by that parameter alone and can't see all.
std::string unseen_by(const Resource& resource, const std::string& parameter) {
  for (const Method& method : resource.methods) {
    if (method.selects && method.path_parameters.size() == 1 &&
        method.path_parameters.front() == parameter) {
      return method.unseen;
    }
  }
  return {};
}

SavedWay way_by(std::span<const Resource> catalog, const Resource& resource,
                const std::string& name) {
  const Parameter& parameter = *resource.parameter(name);
  SavedWay way;
  way.parameter = name;
  way.parent = &named(catalog, parameter.from_table());
  way.parent_id = parameter.from_field();
  const bool own = parameter.where_equals.empty();
  way.parent_link = own ? way.parent_id : parameter.where_field;
  way.link = own ? name : parameter.where_equals;
  way.unseen = unseen_by(resource, name);
  return way;
}

// With those it needs before it.
void add_in_order(std::span<const Resource> catalog, const Resource& resource,
                  std::vector<SavedTable>& tables) {
  if (std::ranges::any_of(tables, [&](const SavedTable& one) {
        return &one.resource() == &resource;
      })) {
    return;
  }
  SavedTable table(catalog, resource);
  for (const SavedWay& way : table.ways()) {
    add_in_order(catalog, *way.parent, tables);
  }
  tables.push_back(std::move(table));
}

}  // namespace

std::string of_row(const std::string& alias, const std::string& column) {
  return alias + "." + quoted(column);
}

std::string same_key(const Resource& resource, const std::string& a,
                     const std::string& b) {
  std::string text;
  for (const std::string& name : resource.key) {
    text += (text.empty() ? "" : " AND ") + of_row(a, name) + " IS " +
            of_row(b, name);
  }
  return text;
}

SavedTable::SavedTable(std::span<const Resource> catalog,
                       const Resource& resource)
    : resource_(&resource),
      name_("saved_" + resource.name),
      history_(name_ + "_history"),
      org_(resource.org()->name) {
  for (const Column& column : resource.columns) {
    const bool field =
        std::ranges::count(resource.fields, column.name, &Field::name) > 0;
    const bool left_out =
        std::ranges::count(resource.saved->without, column.name) > 0;
    const bool key = std::ranges::count(resource.key, column.name) > 0;
    if ((field && !left_out) || key) columns_.push_back(&column);
  }
  for (const std::string& name : resource.saved->by) {
    ways_.push_back(way_by(catalog, resource, name));
  }
}

std::string SavedTable::columns_sql(const std::string& before) const {
  std::string text;
  for (const Column* column : columns_) {
    text += before + quoted(column->name) + ", ";
  }
  return text + before + quoted(org_);
}

std::string SavedTable::changes_sql() const {
  std::string key = "h." + quoted(org_);
  for (const std::string& name : resource_->key)
    key += ", " + of_row("h", name);
  const auto other = [&](const std::string& which) {
    return "EXISTS (SELECT 1 FROM " + quoted(history_) + " o WHERE " +
           same_key(*resource_, "o", "h") + " AND " + of_row("o", org_) +
           " = " + of_row("h", org_) + " AND " + which + ")";
  };
  const std::string from = " FROM " + quoted(history_) + " h WHERE ";
  const std::string last =
      "(SELECT s.refresh FROM saved_state s WHERE s.provider = '" +
      resource_->provider.name + "' AND s.subdomain = " + of_row("h", org_) +
      ")";
  return "SELECT h.came AS refresh, CASE WHEN " + other("o.gone = h.came") +
         " THEN 'changed' ELSE 'added' END AS what, " + key + from +
         "h.came <= " + last + " UNION ALL SELECT h.gone, 'removed', " + key +
         from + "h.gone <= " + last + " AND NOT " + other("o.came = h.gone");
}

std::vector<SavedObject> SavedTable::objects() const {
  std::string columns;
  for (const Column* column : columns_) {
    columns +=
        ", " + quoted(column->name) + " " +
        std::string(sql_type(column->type)) +
        (column->collation == Collation::nocase ? " COLLATE NOCASE" : "");
  }
  const std::string ours = std::string(kOurs) + " ";
  std::vector<SavedObject> all = {
      {history_, "CREATE TABLE " + quoted(history_) + "(" + ours +
                     "came INTEGER NOT NULL, gone INTEGER, " + quoted(org_) +
                     " TEXT NOT NULL" + columns + ")"}};
  std::string key;
  for (const std::string& name : resource_->key) {
    key += (key.empty() ? "" : ", ") + quoted(name);
  }
  std::set<std::string> indexed(resource_->saved->indexed.begin(),
                                resource_->saved->indexed.end());
  for (const SavedWay& way : ways_) indexed.insert(way.link);
  indexed.erase(resource_->key.front());
  const auto add_index = [&](const std::string& name, const std::string& by) {
    const std::string index = history_ + "_by_" + name;
    all.push_back({index, "CREATE INDEX " + quoted(index) + " ON " +
                              quoted(history_) + "(" + ours + by + ")"});
  };
  add_index("key", key);
  for (const std::string& name : indexed) add_index(name, quoted(name));
  const std::string last =
      "(SELECT s.refresh FROM saved_state s WHERE s.provider = '" +
      resource_->provider.name + "' AND s.subdomain = " + of_row("h", org_) +
      ")";
  all.push_back({name_, "CREATE VIEW " + quoted(name_) + " AS " + ours +
                            "SELECT " + columns_sql("h.") + " FROM " +
                            quoted(history_) + " h WHERE h.came <= " + last +
                            " AND (h.gone IS NULL OR h.gone > " + last + ")"});
  all.push_back({name_ + "_changes", "CREATE VIEW " +
                                         quoted(name_ + "_changes") + " AS " +
                                         ours + changes_sql()});
  return all;
}

std::string SavedTable::add_column(const Column& column) const {
  return "ALTER TABLE " + quoted(history_) + " ADD COLUMN " +
         quoted(column.name) + " " + std::string(sql_type(column.type)) +
         (column.collation == Collation::nocase ? " COLLATE NOCASE" : "");
}

Result<std::vector<SavedTable>> saved_tables(
    std::span<const Resource> catalog, const std::vector<std::string>& names) {
  std::vector<SavedTable> tables;
  std::string known;
  for (const Resource& resource : catalog) {
    if (!resource.saved) continue;
    known += (known.empty() ? "" : ", ") + resource.name;
    if (names.empty()) add_in_order(catalog, resource, tables);
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(catalog, name, &Resource::name);
    if (found == catalog.end() || !found->saved) {
      return Error{"there is no table " + name +
                   " that can be saved; there are " + known + "."};
    }
    add_in_order(catalog, *found, tables);
  }
  return tables;
}

}  // namespace idp
