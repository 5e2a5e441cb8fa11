// best_index.cpp - lets the plan room choose, in SQLite's terms.
#include <algorithm>
#include <cstring>

#include "ext/guard.h"
#include "ext/module.h"
#include "ext/table.h"

namespace idp {
namespace {

// A request costs as much as looking at some thousand rows.
constexpr double kRequestCost = 1000;
// A plan that can't run: only for when there is no other.
constexpr double kImpossibleCost = 1e18;

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
    default:
      return std::nullopt;
  }
}

// Whether this is an IN whose values can be had all at once. Before 3.38
// SQLite gives them one at a time.
bool is_list(sqlite3_index_info* info, int constraint) {
  constexpr int kFirstVersion = 3038000;
  return sqlite3_libversion_number() >= kFirstVersion &&
         sqlite3_vtab_in(info, constraint, -1) != 0;
}

// Whether the provider finds all that is equal under SQLite's collation. Byte
// by byte fewer rows are, never more; SQLite looks at each again.
bool can_compare(Collation declared, const char* collation) {
  return std::strcmp(collation, "BINARY") == 0 ||
         (declared == Collation::nocase &&
          sqlite3_stricmp(collation, "NOCASE") == 0);
}

// The constraints that can become part of a call, and where each stands among
// SQLite's.
struct Offered {
  std::vector<Constraint> constraints;
  std::vector<int> positions;
};

Offered offered(const Table& table, sqlite3_index_info* info) {
  Offered result;
  const int columns = static_cast<int>(table.resource.columns.size());
  for (int i = 0; i < info->nConstraint; ++i) {
    const auto& given = info->aConstraint[i];
    const auto op = operator_of(given.op);
    if (!op || given.iColumn < 0 || given.iColumn >= columns) continue;
    const auto column = static_cast<std::size_t>(given.iColumn);
    if (!can_compare(table.resource.columns[column].collation,
                     sqlite3_vtab_collation(info, i))) {
      continue;
    }
    result.constraints.push_back(
        {column, *op, given.usable != 0, is_list(info, i)});
    result.positions.push_back(i);
  }
  return result;
}

// Where SQLite says that no more than LIMIT of our rows will be read: there is
// nothing behind us that could drop rows, skip them or put them in order.
std::optional<int> limit_hint(const sqlite3_index_info& info,
                              const Choice& choice) {
  std::optional<int> limit;
  for (int i = 0; i < info.nConstraint; ++i) {
    const auto& given = info.aConstraint[i];
    if (given.op == SQLITE_INDEX_CONSTRAINT_LIMIT && given.usable) limit = i;
  }
  const std::size_t others = static_cast<std::size_t>(info.nConstraint) - 1;
  const bool alone = info.nOrderBy == 0 && others == choice.terms.size();
  return alone ? limit : std::nullopt;
}

std::vector<std::size_t> used_columns(const Table& table,
                                      const sqlite3_index_info& info) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < table.resource.columns.size(); ++i) {
    // The last bit stands for all columns from the 64th on.
    const sqlite3_uint64 bit = sqlite3_uint64{1} << (i < 63 ? i : 63);
    if (info.colUsed & bit) used.push_back(i);
  }
  return used;
}

// Whether nothing equals any parameter that narrows a DELETE. Those that are
// named count even if the plan has no use for them.
bool scans_all(const Table& table, const Offered& offer) {
  const Resource& resource = table.resource;
  const auto narrowing = resource.narrowing();
  const auto narrows = [&](std::size_t column) {
    return std::ranges::any_of(narrowing, [&](const Parameter* parameter) {
      return std::ranges::count(resource.columns_of(*parameter), column) > 0;
    });
  };
  const auto names_one = [&](const Constraint& given) {
    return given.usable && given.op == Operator::eq && narrows(given.column);
  };
  return !narrowing.empty() &&
         std::ranges::none_of(offer.constraints, names_one) &&
         std::ranges::none_of(
             table.pins, [&](const Pin& pin) { return narrows(pin.column); });
}

// In a DELETE, the columns that the query uses are those of its WHERE.
int plan_number(const Table& table, const Plan& plan,
                const sqlite3_index_info& info) {
  const Resource& resource = table.resource;
  const std::size_t key = resource.columns.size();
  constexpr std::size_t kOfOne = 63;  // columns that have a bit of their own
  sqlite3_uint64 others = info.colUsed;
  if (key >= kOfOne || (others >> key & 1) != 0) return kKeyNamed;
  if (!plan.method || plan.limited) return 0;
  const Method& method = resource.methods[*plan.method];
  if (resource.bulk_revocation(method) == nullptr) return 0;
  for (const Parameter& parameter : resource.parameters) {
    const bool in_path =
        std::ranges::count(method.path_parameters, parameter.name) > 0;
    if (!in_path && parameter.place != Parameter::Place::server) continue;
    for (const std::size_t column : resource.columns_of(parameter)) {
      others &= ~(sqlite3_uint64{1} << column);
    }
  }
  return others == 0 ? kWholeLists : 0;
}

// Where rows are asked for by their keys, as DELETE … LIMIT does, the place of
// that constraint, and what a key says instead of it: a row can be looked up.
std::optional<int> ask_by_key(const Table& table,
                              const sqlite3_index_info& info, Offered& offer) {
  const Resource& resource = table.resource;
  const Method* lookup = resource.lookup();
  const int key = static_cast<int>(resource.columns.size());
  // What no row shows has to be sent, and what is pinned, too.
  const bool sent = std::ranges::any_of(offer.constraints, [&](auto& given) {
    return resource.columns[given.column].echo_only();
  });
  if (!lookup || sent || !table.pins.empty()) return std::nullopt;
  for (int i = 0; i < info.nConstraint; ++i) {
    const auto& given = info.aConstraint[i];
    if (given.iColumn != key || !given.usable ||
        given.op != SQLITE_INDEX_CONSTRAINT_EQ) {
      continue;
    }
    offer.constraints.clear();
    for (const Parameter& parameter : resource.parameters) {
      const bool server = parameter.place == Parameter::Place::server;
      if (!server &&
          std::ranges::count(lookup->path_parameters, parameter.name) == 0) {
        continue;
      }
      const auto column = resource.column(resource.field_of(parameter.name));
      offer.constraints.push_back({*column, Operator::eq, true, false});
    }
    return i;
  }
  return std::nullopt;
}

void use_terms(sqlite3_index_info* info, const Offered& offer, Choice& choice) {
  for (std::size_t i = 0; i < choice.terms.size(); ++i) {
    const int position = offer.positions[choice.terms[i]];
    info->aConstraintUsage[position].argvIndex = static_cast<int>(i) + 1;
    if (choice.plan.bindings[i].many) sqlite3_vtab_in(info, position, 1);
  }
  if (const auto limit = limit_hint(*info, choice)) {
    choice.plan.limited = true;
    info->aConstraintUsage[*limit].argvIndex =
        static_cast<int>(choice.terms.size()) + 1;
  }
}

}  // namespace

int best_index(sqlite3_vtab* vtab, sqlite3_index_info* info) {
  return guarded(vtab->zErrMsg, [&]() -> Status {
    const auto& table = *static_cast<Table*>(vtab);
    Offered offer = offered(table, info);
    const auto by_key = ask_by_key(table, *info, offer);
    // Settings that can't be read are told when the scan starts.
    const auto settings = table.session->settings();
    Choice choice = make_plan(
        table.session->resources(), table.resource, offer.constraints,
        table.pins, used_columns(table, *info),
        settings ? std::string_view((*settings)->route) : std::string_view());
    if (by_key) {
      info->aConstraintUsage[*by_key].argvIndex = 1;
    } else {
      use_terms(info, offer, choice);
    }
    info->idxNum = plan_number(table, choice.plan, *info);
    if (by_key) info->idxNum |= kByKey;
    if (scans_all(table, offer)) info->idxNum |= kWholeOrg;

    const std::string text = plan_text(table.resource, choice.plan, table.pins);
    info->idxStr = sqlite3_mprintf("%s", text.c_str());
    info->needToFreeIdxStr = 1;
    if (info->idxStr == nullptr) throw std::bad_alloc();
    if (choice.plan.method) {
      info->estimatedCost = choice.requests * kRequestCost + choice.rows;
      info->estimatedRows = static_cast<sqlite3_int64>(choice.rows);
    } else {
      info->estimatedCost = kImpossibleCost;
    }
    return {};
  });
}

}  // namespace idp
