// plan.h - decides which call answers a WHERE clause.
// In: a resource, the constraints on offer, the columns that the query uses.
// Out: a Plan: plain data, printable as one line for people, readable again.
// Knows nothing of SQLite, HTTP or JSON.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/resource.h"
#include "result.h"

namespace idp {

// What the value of Operator::sw is a pattern of: its text starts with what
// stands before the pattern's first wildcard.
// Of LIKE with ESCAPE SQLite tells the text in upper case, which all that it
// finds is not before.
enum class Pattern { none, like, glob, escaped };

// column op <a value that is known later>, as the query has it.
struct Constraint {
  std::size_t column = 0;      // Resource::key_column() for the row's key
  std::optional<Operator> op;  // nothing: a comparison that can't be sent
  bool usable = true;  // false: the value is not known when the scan starts
  bool many = false;   // column IN <values that can be had all at once>
  Pattern pattern = Pattern::none;
};

// The values that a created table has for good, by column.
struct Pin {
  std::size_t column = 0;
  std::string value;
};

struct Order {
  std::size_t column = 0;
  bool descending = false;

  bool operator==(const Order&) const = default;
};

// What a query offers to the planner.
struct Offer {
  std::vector<Constraint> constraints;
  std::vector<std::size_t> used;  // columns, ascending; the key's among them
  bool limited = false;           // it has a LIMIT, and no OFFSET before it
  bool ordered = false;           // it has an ORDER BY
  // That is of one column, and a LIMIT follows: few rows of a sorted list do.
  std::optional<Order> order = {};
  bool updates = false;  // it is an UPDATE's, which uses all columns
};

// One value that the scan is going to be given.
struct Binding {
  std::size_t column = 0;
  Operator op = Operator::eq;
  bool many = false;  // any of a list of values
  Pattern pattern = Pattern::none;

  bool operator==(const Binding&) const = default;
};

// Whether SQLite offers such a comparison also where it stands in the ON of a
// LEFT JOIN, on whose left side the table is.
inline bool is_offered_from_on(const Binding& binding) {
  return binding.pattern == Pattern::like || binding.pattern == Pattern::glob;
}

struct Plan {
  // An index into Resource::methods. Empty where the query can't be answered;
  // then it is said why, and nothing else of the plan counts: no method has all
  // that it needs (`missing`), or a parameter that no row shows is compared so
  // that no call can say it (`unsendable`).
  std::optional<std::size_t> method;
  std::vector<std::string> missing;
  std::string unsendable;
  // The path parameters whose values are to be read from other tables, in the
  // order of the path.
  std::vector<std::string> each;
  // In the order of the values to come; none for pins. Where `by_key` is set,
  // one value comes instead, a row's key, which says those of all bindings.
  std::vector<Binding> bindings;
  bool by_key = false;
  // Behind the values comes the query's LIMIT, as a hint: no more rows are
  // read.
  bool limited = false;
  // The provider sorts the rows, just as the query's ORDER BY does.
  std::optional<Order> order;
  std::vector<std::size_t> fields;  // the columns to decode, ascending
  // The columns that the query uses and that echo the org, or a parameter of
  // the call's query, without a value from query or table: what is shown there
  // is what holds where nothing is said.
  std::vector<std::size_t> shown;

  // Values are read from a list that can't see all (Method::unseen), and the
  // query names none of them: rows may be missing. A statement that deletes
  // goes by the method's `instead`.
  bool partial = false;

  // For a DELETE, which SQLite plans as the SELECT of the rows' keys:
  // The query itself names the key. Without this, who reads the key has chosen
  // the row to be deleted.
  bool names_key = false;
  // It looks at nothing but the org and what is in the path of a list that can
  // be revoked as a whole: so it selects all of the list's rows.
  bool whole_lists = false;
  // It names none of the values that narrow a DELETE (Resource::narrowing).
  bool whole_org = false;

  // Who asks many times may have the rows of all asks by one list, the method's
  // `listed_by`, with all columns as they are used.
  bool listed = false;

  bool operator==(const Plan&) const = default;
};

struct Choice {
  Plan plan;
  // For each value to come, the constraint that it is: an index into
  // Offer::constraints.
  std::vector<std::size_t> terms;
  double requests = 0;  // how many are expected
  double rows = 0;
  bool last_resort = false;  // whatever it costs, another plan is better
  bool awaits_org = false;   // in another order a table says which org is meant
  // Whatever else SQLite may find to do, that would not be what was asked.
  bool hopeless = false;
};

// Picks the method that takes every parameter which the query or the table
// gives, and the fewest requests to answer it; of those with as many, the one
// with the most path parameters. A path parameter that nobody gives is read
// from the table of the catalog that its document names: along the route that
// is named, if one is.
Choice make_plan(std::span<const Resource> catalog, const Resource& resource,
                 const Offer& offer, std::span<const Pin> pins,
                 std::string_view route = {});

// The parameter that a column gives its value, if that is of no use to the
// plan's method, but would be in the path of its `instead`; or null. It is
// bound all the same.
const Parameter* idle_parameter(const Resource& resource, const Plan& plan,
                                std::size_t column);

// The plan as one line: the method, its call as a template, and the decoded
// fields unless they are just all that are not hidden. In the template stands
// {name} for a value to come, {name IN} for a list of them, {name LIKE} and
// {name GLOB} for what a pattern begins with, {name ESCAPE} for one of LIKE
// with ESCAPE, {each name} for
// all that another table has, {each name for other} for those of them that
// belong to a value, <name> for a pin, and {LIMIT} at the end if the query's
// own LIMIT will be known. What else is to be known of it stands in brackets
// at the end: [by _key], [names _key], [whole lists], [whole org], [many by
// list], [sees no …], [shows name], [lags], [if not found: the method that is
// asked then]. "list: GET https://{subdomain}/api/v1/users/{userId}/clients ->
// client_id".
std::string plan_text(const Resource& resource, const Plan& plan,
                      std::span<const Pin> pins);

// Behind it may stand what is expected of it (see cost.h), for people alone.
inline constexpr std::string_view kCallsMark = "; calls: ";

// REQUIRES: text came from plan_text for that resource.
Plan parse_plan(const Resource& resource, std::string_view text);

// What to tell a user whose query has no method, and what can be asked instead.
Error plan_error(const Resource& resource, const Plan& plan);
// The same for this parameter alone, which is `unsendable`.
Error unsendable_error(const Resource& resource, const Parameter& parameter);

}  // namespace idp
