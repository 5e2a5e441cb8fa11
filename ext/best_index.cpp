// best_index.cpp - lets the plan room choose, in SQLite's terms.
#include <algorithm>
#include <cstring>

#include "ext/guard.h"
#include "ext/module.h"
#include "ext/residual.h"
#include "ext/table.h"
#include "ext/value.h"
#include "ext/values.h"
#include "lower.h"
#include "plan/cost.h"
#include "plan/given.h"
#include "plan/weight.h"

namespace idp {
namespace {

// IS is not among them: unlike =, it can hold for NULL.
std::optional<Operator> operator_of(unsigned char op) {
  switch (op) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
      return Operator::eq;
    case SQLITE_INDEX_CONSTRAINT_GT:
      return Operator::gt;
    case SQLITE_INDEX_CONSTRAINT_GE:
      return Operator::ge;
    case SQLITE_INDEX_CONSTRAINT_LT:
      return Operator::lt;
    case SQLITE_INDEX_CONSTRAINT_LE:
      return Operator::le;
    case SQLITE_INDEX_CONSTRAINT_LIKE:
    case SQLITE_INDEX_CONSTRAINT_GLOB:
      return Operator::sw;
    default:
      return std::nullopt;
  }
}

// Whatever the case of letters means to LIKE, its pattern begins with what the
// text does.
Pattern pattern_of(unsigned char op) {
  if (op == SQLITE_INDEX_CONSTRAINT_LIKE) return Pattern::like;
  return op == SQLITE_INDEX_CONSTRAINT_GLOB ? Pattern::glob : Pattern::none;
}

// A value that the statement itself says, since SQLite 3.38; else null.
sqlite3_value* constant_of(sqlite3_index_info* info, int constraint) {
  sqlite3_value* value = nullptr;
  const bool known =
      sqlite3_libversion_number() >= kListsVersion &&
      sqlite3_vtab_rhs_value(info, constraint, &value) == SQLITE_OK;
  return known ? value : nullptr;
}

// Whether it is known of a pattern already that it begins with a wildcard.
bool begins_open(sqlite3_index_info* info, int constraint) {
  const Pattern pattern = pattern_of(info->aConstraint[constraint].op);
  if (pattern == Pattern::none) return false;
  sqlite3_value* value = constant_of(info, constraint);
  return value != nullptr && says_nothing(pattern, value);
}

// Whether this is an IN whose values can be had all at once. Before 3.38
// SQLite gives them one at a time.
bool is_list(sqlite3_index_info* info, int constraint) {
  return sqlite3_libversion_number() >= kListsVersion &&
         sqlite3_vtab_in(info, constraint, -1) != 0;
}

// Whether the provider finds all that is equal under SQLite's collation. Byte
// by byte fewer rows are, never more; SQLite looks at each again.
bool can_compare(const Resource& resource, sqlite3_index_info* info,
                 int constraint) {
  const int column = info->aConstraint[constraint].iColumn;
  if (pattern_of(info->aConstraint[constraint].op) != Pattern::none)
    return true;
  const char* collation = sqlite3_vtab_collation(info, constraint);
  if (std::strcmp(collation, "BINARY") == 0) return true;
  return column >= 0 &&
         static_cast<std::size_t>(column) < resource.columns.size() &&
         resource.columns[static_cast<std::size_t>(column)].collation ==
             Collation::nocase &&
         sqlite3_stricmp(collation, "NOCASE") == 0;
}

// The columns that the query uses; in a DELETE, those of its WHERE.
std::vector<std::size_t> used_columns(const Resource& resource,
                                      const sqlite3_index_info& info) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i <= resource.key_column(); ++i) {
    // The last bit stands for all columns from the 64th on.
    const sqlite3_uint64 bit = sqlite3_uint64{1} << (i < 63 ? i : 63);
    if ((info.colUsed & bit) != 0 || (i == resource.key_column() && i >= 63)) {
      used.push_back(i);
    }
  }
  return used;
}

// LIKE with ESCAPE is not offered, but two bounds of it are, whose letters are
// upper case in one and lower case in the other: >= 'A_B' and < 'a_c' for what
// begins with "a_b". Whether this is the first one of such a pair.
bool has_bound_above(sqlite3_index_info* info, int from) {
  const auto text_at = [&](int i, unsigned char op) {
    const auto& given = info->aConstraint[i];
    const bool such =
        given.op == op && given.usable &&
        given.iColumn == info->aConstraint[from].iColumn &&
        std::strcmp(sqlite3_vtab_collation(info, i), "NOCASE") == 0;
    sqlite3_value* value = such ? constant_of(info, i) : nullptr;
    return lower(value ? text_of(value).value_or("") : "");
  };
  std::string text = text_at(from, SQLITE_INDEX_CONSTRAINT_GE);
  if (text.empty()) return false;
  ++text.back();
  bool found = false;
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& other = info->aConstraint[i];
    if (other.iColumn == info->aConstraint[from].iColumn &&
        pattern_of(other.op) != Pattern::none) {
      return false;  // it is offered itself
    }
    found |= text_at(i, SQLITE_INDEX_CONSTRAINT_LT) == text;
  }
  return found;
}

// What a query offers, and where each of its constraints stands among SQLite's.
struct Offered {
  Offer offer;
  std::vector<int> positions;
  std::optional<int> limit;
};

// SQLite tells a LIMIT only where nothing behind us could drop rows but what
// is among the constraints.
Offered offered(const Table& table, sqlite3_index_info* info) {
  Offered result;
  bool skips = false;
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& given = info->aConstraint[i];
    if (given.op == SQLITE_INDEX_CONSTRAINT_LIMIT) {
      if (given.usable) result.limit = i;
    } else if (given.op == SQLITE_INDEX_CONSTRAINT_OFFSET) {
      skips = true;
    } else {
      const auto op =
          can_compare(table.resource, info, i) && !begins_open(info, i)
              ? operator_of(given.op)
              : std::nullopt;
      // DELETE … LIMIT asks for the rows by their keys, in the other column.
      const std::size_t column = std::min(
          static_cast<std::size_t>(given.iColumn), table.resource.key_column());
      if (column < table.resource.key_column() && has_bound_above(info, i)) {
        result.offer.constraints.push_back(
            {column, Operator::sw, true, false, Pattern::escaped});
      } else {
        result.offer.constraints.push_back({column, op, given.usable != 0,
                                            op && is_list(info, i),
                                            pattern_of(given.op)});
      }
      result.positions.push_back(i);
    }
  }
  result.offer.used = used_columns(table.resource, *info);
  // Of an UPDATE SQLite says that it uses all, and does not name the key.
  const std::size_t key = table.resource.key_column();
  result.offer.updates = info->colUsed == ~sqlite3_uint64{0};
  if (result.offer.updates && std::ranges::count(result.offer.constraints, key,
                                                 &Constraint::column) == 0) {
    std::erase(result.offer.used, key);
  }
  result.offer.limited = result.limit && !skips;
  result.offer.ordered = info->nOrderBy > 0;
  if (result.limit && info->nOrderBy == 1) {
    const auto& by = info->aOrderBy[0];
    result.offer.order =
        Order{static_cast<std::size_t>(by.iColumn), by.desc != 0};
  }
  return result;
}

void use_terms(sqlite3_index_info* info, const Offered& offered,
               const Choice& choice) {
  for (std::size_t i = 0; i < choice.terms.size(); ++i) {
    const int position = offered.positions[choice.terms[i]];
    info->aConstraintUsage[position].argvIndex = static_cast<int>(i) + 1;
    const bool many = !choice.plan.by_key && choice.plan.bindings[i].many;
    if (many) sqlite3_vtab_in(info, position, 1);
  }
  if (choice.plan.limited) {
    info->aConstraintUsage[*offered.limit].argvIndex =
        static_cast<int>(choice.terms.size()) + 1;
  }
}

// What is left to SQLite: its constants are handed over, too. No list, each
// value of which would be an xFilter of its own.
void use_residuals(const Resource& resource, sqlite3_index_info* info,
                   const Offered& offered, const Choice& choice) {
  if (!choice.plan.method || choice.plan.limited) return;
  auto given = static_cast<int>(choice.terms.size());
  for (std::size_t i = 0; i < offered.positions.size(); ++i) {
    const int position = offered.positions[i];
    const Constraint& c = offered.offer.constraints[i];
    if (!c.usable || c.column >= resource.columns.size() ||
        std::ranges::count(choice.terms, i) > 0 ||
        !can_compare(resource, info, position) || is_list(info, position) ||
        constant_of(info, position) == nullptr) {
      continue;
    }
    if (add_residual(info->idxNum, c.column, info->aConstraint[position].op)) {
      info->aConstraintUsage[position].argvIndex = ++given;
    }
  }
}

NotedPlan noted(const Table& table, sqlite3_index_info* info,
                const Offered& offered, const Choice& choice,
                std::string text) {
  NotedPlan plan{
      .resource = &table.resource,
      .plan = choice.plan,
      .text = std::move(text),
      .constant = {},
      .org = {},
      .names_row =
          Given(table.resource, offered.offer, table.pins).names_row()};
  for (const std::size_t term : choice.terms) {
    if (!constant_of(info, offered.positions[term])) continue;
    plan.constant.push_back(offered.offer.constraints[term].column);
  }
  for (const Pin& pin : table.pins) {
    if (table.resource.is_org(pin.column)) plan.org = pin.value;
  }
  return plan;
}

}  // namespace

int best_index(sqlite3_vtab* vtab, sqlite3_index_info* info) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    const auto& table = *static_cast<Table*>(vtab);
    const Offered query = offered(table, info);
    // Settings that can't be read are told when the scan starts.
    const auto settings = table.session->settings();
    const std::string_view route =
        settings ? std::string_view((*settings)->route) : std::string_view();
    const Choice choice = make_plan(table.session->resources(), table.resource,
                                    query.offer, table.pins, route);
    if (choice.hopeless) return plan_error(table.resource, choice.plan);
    use_terms(info, query, choice);
    use_residuals(table.resource, info, query, choice);
    std::string text = plan_text(table.resource, choice.plan, table.pins);
    const std::string calls =
        expected_text(table.session->resources(), table.resource, choice.plan);
    if (!calls.empty()) text.append(kCallsMark).append(calls);
    if (table.session->notes_plans()) {
      table.session->note_plan(noted(table, info, query, choice, text));
    }
    info->orderByConsumed = choice.plan.order.has_value();
    info->idxStr = sqlite3_mprintf("%s", text.c_str());
    info->needToFreeIdxStr = 1;
    if (info->idxStr == nullptr) throw std::bad_alloc();
    info->estimatedCost = weight(table.session->resources(), table.resource,
                                 query.offer, table.pins, route, choice);
    if (choice.plan.method) {
      info->estimatedRows = static_cast<sqlite3_int64>(choice.rows);
    }
    return {};
  });
}

}  // namespace idp
