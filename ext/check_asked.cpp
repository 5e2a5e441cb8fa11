// check_asked.cpp - looks at what is asked beside the text of the statement.
#include <algorithm>

#include "auth/find_org.h"
#include "ext/compared.h"
#include "ext/cursor.h"
#include "plan/given.h"

namespace idp {

Status check_shown(const Cursor& cursor) {
  const char* sql = sqlite3_sql(cursor.execution->prepared);
  for (const std::size_t index : cursor.plan.shown) {
    const Column& column = cursor.resource.columns[index];
    const Parameter& parameter = cursor.resource.parameters[*column.parameter];
    // What a DELETE uses is used by its WHERE; an UPDATE uses all.
    const bool changes = cursor.resource.only_changes(parameter);
    const bool compared =
        cursor.deletes() && !cursor.execution->updates &&
        (changes || parameter.place == Parameter::Place::path);
    if (compared ||
        (changes && cursor.execution->program().tests(cursor.pVtab, index)) ||
        (sql && compares_with_value(sql, cursor.table().name, column.name))) {
      return unsendable_error(cursor.resource, parameter);
    }
  }
  return {};
}

Status check_org(const Cursor& cursor) {
  const Resource& resource = cursor.resource;
  const auto org = std::ranges::find_if(
      cursor.plan.shown,
      [&](std::size_t column) { return resource.is_org(column); });
  const Settings& settings = *cursor.statement().settings();
  if (org == cursor.plan.shown.end() ||
      std::ranges::count(settings.orgs, resource.provider.name,
                         &Org::provider) < 2) {
    return {};
  }
  const auto usual = name_org(settings, std::nullopt, resource.provider);
  if (!usual || !cursor.execution->program().compares_elsewhere(
                    cursor.pVtab, *org, cursor.plan_text)) {
    return {};
  }
  const std::string name = resource.name + "." + resource.columns[*org].name;
  return Error{resource.name +
               ": which org is meant is said by a table that SQLite reads "
               "later, or of an expression, so that the default org '" +
               (*usual)->subdomain +
               "' alone would be asked. In FROM name that table first, joined "
               "by JOIN, and compare the column itself; or name the orgs: " +
               name + " = '" + (*usual)->subdomain + "', or " + name +
               " IN (SELECT …)."};
}

Status check_numbers(const Cursor& cursor, const std::vector<Choices>& values) {
  for (const Choices& one : values) {
    const Column& column = cursor.resource.columns[one.column];
    if (!one.numeric || sql_type(column.type) != "TEXT" ||
        !cursor.execution->program().compares_as_number(cursor.pVtab,
                                                        one.column)) {
      continue;
    }
    return Error{cursor.resource.name + ": " + column.name +
                 " is a text, and SQLite would compare it as a number with " +
                 one.any.front() +
                 ", as it does with a column of numbers: '007' is 7 then, "
                 "which " +
                 cursor.resource.provider.title +
                 " can't be asked for. Compare texts: " + column.name +
                 " = CAST(… AS TEXT)."};
  }
  return {};
}

bool reads_on(const Cursor& cursor) {
  const char* sql = sqlite3_sql(cursor.execution->prepared);
  const std::int64_t asks = cursor.scan->asker().asks();
  if (sql == nullptr || asks > 1) return false;
  if (cursor.deletes() && cursor.plan.whole_org) return false;  // refused
  if (asks == 1) return !has_own_limit(sql);
  return !cursor.plan.limited && !has_limit(sql);
}

EachRow each_row_of(const Cursor& cursor) {
  const char* sql = sqlite3_sql(cursor.execution->prepared);
  if (cursor.deletes() || cursor.statement().foresight().scans().empty() ||
      sql == nullptr || has_limit(sql)) {
    return {};
  }
  return cursor.execution->program().asks_for_each_row_of(cursor.pVtab);
}

bool names_none(const Cursor& cursor) {
  const char* sql = sqlite3_sql(cursor.execution->prepared);
  return sql && where_names_none(sql, cursor.resource.columns);
}

Status check_repeated(Cursor& cursor, const std::vector<Choices>& values) {
  if (sqlite3_libversion_number() >= kListsVersion) return {};
  for (const Choices& one : values) {
    const Column& column = cursor.resource.columns[one.column];
    const auto& pins = cursor.table().pins;
    if (!column.echo_only() ||
        std::ranges::count(pins, one.column, &Pin::column) > 0) {
      continue;
    }
    const Parameter& parameter = cursor.resource.parameters[*column.parameter];
    const bool org = &parameter == cursor.resource.org();
    if (!org && takes_list(parameter)) continue;
    const auto add = cursor.asked_for.try_emplace(
        one.column, Choices{one.column, one.op, {}});
    std::vector<std::string>& known = add.first->second.any;
    if (std::ranges::count(known, one.any.front()) > 0) continue;
    known.push_back(one.any.front());
    const std::size_t count = known.size();
    cursor.statement().name_once(cursor.resource, add.first->second);
    if (!org && count > 1) return unsendable_error(cursor.resource, parameter);
    if (known.size() < count) {
      return Error{
          cursor.resource.name + ": '" + one.any.front() +
          "' is an org that the statement names otherwise, too, and "
          "before 3.38 SQLite would show its rows twice. Name it once."};
    }
  }
  return {};
}

}  // namespace idp
