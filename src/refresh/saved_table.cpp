// saved_table.cpp - fills the statements in.
#include "refresh/saved_table.h"

#include <algorithm>
#include <set>

#include "model/documents.h"
#include "quoted.h"

namespace idp {
namespace {

template <class Items, class Text>
std::string joined(const Items& items, const char* separator, Text&& text) {
  std::string all;
  for (const auto& item : items) {
    all += (all.empty() ? "" : separator) + text(item);
  }
  return all;
}

std::string declared(const Column& column) {
  return quoted(column.name) + " " + std::string(sql_type(column.type)) +
         (column.collation == Collation::nocase ? " COLLATE NOCASE" : "");
}

SavedWay way_by(std::span<const Resource> catalog, const Resource& resource,
                const std::string& name) {
  const Parameter& parameter = *resource.parameter(name);
  SavedWay way;
  way.parent =
      &*std::ranges::find(catalog, parameter.from_table(), &Resource::name);
  const bool own = parameter.where_equals.empty();
  way.words = {
      {"parameter", name},
      {"link", own ? name : parameter.where_equals},
      {"parent", way.parent->name},
      {"parent_id", parameter.from_field()},
      {"parent_link", own ? parameter.from_field() : parameter.where_field},
      {"parent_org", quoted(way.parent->org()->name)}};
  for (const Method& method : resource.methods) {
    const bool lists = method.path_parameters == std::vector{name};
    if (method.selects() && lists) way.unseen = method.unseen;
  }
  return way;
}

void add_in_order(std::span<const Resource> catalog, const Resource& resource,
                  std::vector<SavedTable>& tables) {
  const auto same = [&](const SavedTable& one) {
    return &one.resource() == &resource;
  };
  if (std::ranges::any_of(tables, same)) return;
  SavedTable table(catalog, resource);
  for (const SavedWay& way : table.ways()) {
    add_in_order(catalog, *way.parent, tables);
  }
  tables.push_back(std::move(table));
}

}  // namespace

std::vector<std::string> inventory_sql(const std::string& section,
                                       SqlWords words) {
  words["now"] = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
  words["most"] = std::to_string(kMostRows);
  const std::string_view all = inventory_statements();
  std::size_t at = all.find("-- [" + section + "]\n");
  at = all.find('\n', at) + 1;
  std::vector<std::string> statements(1);
  while (at < all.size() && all[at] != '-' && all[at] != '\n') {
    const std::size_t end = all.find('\n', at);
    statements.back() += all.substr(at, end + 1 - at);
    at = end + 1;
    if (all[end - 1] == ';') statements.emplace_back();
  }
  statements.pop_back();
  for (std::string& text : statements) {
    text.erase(text.size() - 2);  // the semicolon
    for (std::size_t open = 0; (open = text.find('{')) != text.npos;) {
      const std::size_t close = text.find('}', open);
      text.replace(open, close + 1 - open,
                   words.at(text.substr(open + 1, close - open - 1)));
    }
  }
  return statements;
}

SavedTable::SavedTable(std::span<const Resource> catalog,
                       const Resource& resource)
    : resource_(&resource) {
  const auto& without = resource.saved->without;
  for (const Column& column : resource.columns) {
    const bool field =
        std::ranges::count(resource.fields, column.name, &Field::name) > 0;
    const bool key = std::ranges::count(resource.key, column.name) > 0;
    if (key || (field && std::ranges::count(without, column.name) == 0)) {
      columns_.push_back(&column);
    }
  }
  for (const std::string& name : resource.saved->by) {
    ways_.push_back(way_by(catalog, resource, name));
  }
  set_words();
  if (resource.saved->log) set_log_words(catalog);
}

bool SavedTable::is_comparable() const {
  return log() && std::ranges::none_of(log()->events, [](const auto& event) {
           return event.first == "unnamed";
         });
}

void SavedTable::set_log_words(std::span<const Resource> catalog) {
  const SavedLog& log = *resource_->saved->log;
  named_.parent = resource_;
  named_.words = {{"parameter", log.by},       {"link", log.by},
                  {"parent", resource_->name}, {"parent_id", log.by},
                  {"parent_link", log.by},     {"parent_org", words_["org"]}};
  for (const SavedWay& way : ways_) {
    if (way.words.at("parameter") == log.by) named_ = way;
  }
  words_["since"] = "?3";
  words_["until"] = "?4";
  words_["again"] = log.again.empty() ? "0" : "(" + log.again + ")";
  words_["unread"] =
      "(SELECT coalesce(s.refresh, 0) + 1 FROM saved_read s WHERE s.resource "
      "= '" +
      resource_->name + "' AND s.subdomain = ?2)";
  words_["repeats"] = log.repeats;
  words_["also"] = quoted(log.column);
  words_["through"] = log.through_table();
  words_["field"] = log.through_field();
  const auto of =
      std::ranges::find(catalog, log.through_table(), &Resource::name);
  if (of == catalog.end()) return;
  words_["through_key"] = of->key.front();
  words_["through_org"] = quoted(of->org()->name);
}

void SavedTable::set_words() {
  const std::string org = quoted(resource_->org()->name);
  const auto name = [](const Column* column) { return quoted(column->name); };
  const auto of_h = [](const std::string& text) { return "h." + text; };
  const auto same_key = [&](const std::string& a, const std::string& b) {
    return joined(resource_->key, " AND ", [&](const std::string& one) {
      return a + quoted(one) + " IS " + b + quoted(one);
    });
  };
  const auto same_in = [&](const std::vector<const Column*>& columns) {
    return joined(columns, " AND ", [&](auto* one) {
      return of_h(name(one)) + " COLLATE BINARY IS batch." + name(one);
    });
  };
  std::vector<const Column*> told = columns_;
  if (log()) {
    std::erase_if(told, [&](const Column* one) {
      return std::ranges::count(log()->drifts, one->name) > 0;
    });
  }
  words_ = {
      {"name", resource_->name},
      {"org", org},
      {"columns", joined(columns_, ", ", name)},
      {"h.columns",
       joined(columns_, ", ", [&](auto* one) { return of_h(name(one)); })},
      {"key", joined(resource_->key, ", ", quoted)},
      {"h.key", joined(resource_->key, ", ",
                       [&](auto& one) { return of_h(quoted(one)); })},
      {"declared",
       joined(columns_, ", ", [](auto* one) { return declared(*one); })},
      {"places",
       joined(columns_, ", ", [](auto*) { return std::string("?"); })},
      {"o=h key", same_key("o.", "h.")},
      {"h=batch key", same_key("h.", "batch.")},
      {"h=batch row", same_in(columns_)},
      {"h=batch told", same_in(told)},
      {"last", "(SELECT s.refresh FROM saved_state s WHERE s.provider = '" +
                   resource_->provider.name + "' AND s.subdomain = h." + org +
                   ")"}};
}

std::vector<std::string> SavedTable::sql(const std::string& section,
                                         const SqlWords& more) const {
  SqlWords words = words_;
  words.insert(more.begin(), more.end());
  return inventory_sql(section, std::move(words));
}

std::vector<std::string> SavedTable::create() const {
  std::vector<std::string> all = sql("table");
  const auto& named = resource_->saved->indexed;
  std::set<std::string> indexed(named.begin(), named.end());
  for (const SavedWay& way : ways_) indexed.insert(way.words.at("link"));
  indexed.erase(resource_->key.front());
  for (const std::string& column : indexed) {
    all.push_back(sql("index", {{"column", column}}).front());
  }
  return all;
}

std::vector<std::string> SavedTable::add_column(const Column& column) const {
  return sql("column", {{"column", declared(column)}});
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
