// resource.h - a resource document in memory: what a table is made of.
// The words are StackQL's: provider, service, resource, fields, methods,
// parameters. schema/README.md explains the documents themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/change.h"
#include "model/provider.h"
#include "model/saved.h"

namespace idp {

// The column behind all others: the name of a row (see plan/key.h), which is
// all that a DELETE is given. No field and no parameter may have this name.
inline constexpr std::string_view kKeyColumn = "_key";
// The same once more, behind it, for what SQLite itself reads of a row: it says
// of a primary key's column that each query uses it (3.52 does, 3.46 not), and
// whether one names the key has to be known. By this name nobody does.
inline constexpr std::string_view kDeleteColumn = "_key for DELETE";

// The hidden column in front of it: a row's whole object, as it was received.
// Its place in the JSON is the object itself.
inline constexpr std::string_view kRawColumn = "_raw";
inline constexpr std::string_view kWholeObject = ".";

enum class Type { string, integer, number, boolean, json };
std::string_view sql_type(Type type);  // "TEXT"

// How texts compare, as SQLite has it: byte by byte, or with ASCII letters of
// either case the same.
enum class Collation { binary, nocase };

// A field of the provider's objects.
struct Field {
  std::string name;
  std::string type_name;  // as the document has it: "date-time"
  Type type = Type::string;
  std::string source;  // where in the JSON: names joined with dots
  bool hidden = false;
  std::string description;
  Collation collation = Collation::binary;
  bool lower_case = false;  // its values have no upper-case letters, ever
};

struct Parameter {
  // `filter`: a term of the method's filter, of something that no row shows.
  enum class Place { server, path, query, filter };

  std::string name;
  Place place = Place::query;
  Type type = Type::string;
  std::string description;
  std::string field;  // the field that this is another name for, or empty
  std::string from;   // "users.id": where its values come from, or empty
  std::string from_table() const { return from.substr(0, from.find('.')); }
  std::string from_field() const { return from.substr(from.find('.') + 1); }
  // Of that table's rows, those in which `where_field` is not NULL and equals
  // our `where_equals`, if that is given. Empty: all rows.
  std::string where_field, where_equals;
  // Values that mean something else to the provider than the row that has them:
  // each with what it means, and what to ask instead.
  std::vector<std::pair<std::string, std::string>> reserved;
  std::optional<long> minimum, maximum;
  std::optional<long> fallback;  // what is sent when the query gives no value
};

// sw: the text starts with the value.
enum class Operator { eq, gt, ge, lt, le, sw };

// As in the provider's filter language: "eq", "gt" …
std::string_view name_of(Operator op);
std::optional<Operator> operator_named(std::string_view name);

// A comparison that the provider can make: column op value.
struct FilterTerm {
  std::string field;  // ours
  std::string name;   // the provider's: "profile.email"
  std::vector<Operator> operators;
  long expected_rows = 1;

  // Whether it can say the comparison, or one that holds for as many values: a
  // time not before another is one after the millisecond before that.
  bool takes(Operator op) const;
};

// How a filtered list is sorted: the names of the parameters that say by what
// and which way, the word for descending, and the fields whose order is SQL's
// own: never NULL, and with values of one form. Where nothing says by what
// (`by` is empty), there is one field, and a word for ascending, too.
struct Sort {
  std::string by, direction, descending, ascending;
  std::vector<std::string> fields;
};

// How a log is read: between two times, which two parameters say. The provider
// keeps no more than some days of it.
struct Between {
  std::string field;  // whose comparisons are the bounds
  std::string since, until;
  long days = 0;
};

struct Filter {
  std::string parameter;
  std::vector<FilterTerm> terms;
  std::string otherwise;              // sent when no comparison is
  std::size_t most_terms = SIZE_MAX;  // as the provider takes at a time
  bool takes_or = false;              // it knows "or", and brackets
  // What it finds may be a moment behind what was changed. The same list
  // without it is not, but may leave out rows that `otherwise` finds.
  bool lags = false;
  std::optional<Sort> sort;

  // The term for that field, or null.
  const FilterTerm* term(std::string_view field) const;
};

// How the next page is found: there is none, by the Link header, by a link in
// the body, or by the number of rows that were had.
enum class Paging { none, link, body, offset };

struct Method {
  std::string name;
  Action action = Action::select;
  Verb verb = Verb::get;
  std::string path;  // a template: "/api/v1/users/{userId}/clients"
  std::string operation;
  std::string scope;    // or empty, where the provider has no scopes
  std::string bucket;   // the rate limit that it counts against
  std::string route;    // its way to the rows, where there are several
  std::string instead;  // the method to use where this one is refused
  std::string unseen;   // of what it can't show rows that are there, or empty
  // The list that finds a row which this method, a look-up by some name of it,
  // does not: because its path can't carry the name, or looks at case.
  std::string if_not_found;
  // The list that has, for all values of its path, the rows that this method
  // gives for one of them; and the columns that differ there, or none. Beside
  // them kRawColumn does.
  std::string listed_by;
  std::vector<std::string> list_lacks;
  bool returns_list = false;
  std::string rows;  // where its answer has them, if not where all others do
  Paging paging = Paging::none;
  long expected_rows = 1;
  std::vector<std::string> path_parameters;  // in the order of the path
  std::vector<std::string> optional;
  std::optional<Filter> filter;
  std::vector<std::string> filter_parameters;  // terms that are no columns
  std::optional<Between> between;
  std::string example;

  // Of what changes: for which rows; of an UPDATE, what it sets.
  std::optional<When> when;
  std::optional<Sets> sets;
  // False: once it may have been carried out, it is not sent again.
  bool repeatable = true;
  // It waits for what was staged before it, and what comes behind for it.
  bool ordered = false;

  bool selects() const { return action == Action::select; }
  bool takes(std::string_view parameter) const;
  // Whether it goes another way than that one; no way is other than none ("").
  bool is_off(std::string_view wanted) const;
};

// A column of the table: a field, a parameter, or both under one name.
struct Column {
  std::string name;
  Type type = Type::string;
  bool hidden = false;
  std::string json_path;                 // Field::source; empty: no field
  std::optional<std::size_t> parameter;  // index into Resource::parameters
  Collation collation = Collation::binary;
  // A parameter that is in no row: its column can only echo what was asked.
  bool echo_only() const { return json_path.empty(); }
};

struct Resource {
  Provider provider;
  std::string service;
  std::string name;
  std::string mirrors;
  std::string description;
  std::string documentation;
  std::vector<std::string> notes;
  // Columns that name a row within its org. The last one is the row's own id,
  // which no answer may lack.
  std::vector<std::string> key;
  std::vector<Field> fields;
  std::vector<Parameter> parameters;
  std::vector<Method> methods;
  // What to do instead of what no method does, by the word of SQL.
  std::vector<std::pair<std::string, std::string>> refuses;
  // What no object may show, `_raw` neither: names joined with dots. Only a
  // hidden field with just that source does.
  std::vector<std::string> secrets;
  bool replaces = false;  // a table of that name which is built in
  std::optional<Saved> saved;
  // Made of fields and parameters, in this order; the last one is kRawColumn.
  std::vector<Column> columns;
  // What beside the key says how a row is changed: those of Method::when and
  // sets, and of parameters that only changes take.
  std::vector<std::size_t> change_columns;

  // The name that no other program's tables have: "okta_users" for users.
  std::string long_name() const;
  const Parameter* parameter(std::string_view name) const;
  const Method* method(std::string_view name) const;
  // The parameter that says which org is meant, or null.
  const Parameter* org() const;
  // Whether a column is its.
  bool is_org(std::size_t column) const;
  // The first method for it, or null.
  const Method* first(Action action) const;
  // That for DELETE, or null where rows can't be deleted.
  const Method* revocation() const;
  // Whether rows can be changed, by UPDATE; and whether that sets this column.
  bool changes() const;
  bool sets(std::size_t column) const;
  // Whether only methods that change take it: a query's parameter that says how
  // a row is to be changed, which is in no row and in no call that reads.
  bool only_changes(const Parameter& parameter) const;
  // The parameters of which a DELETE has to name one, so that it doesn't go
  // through a whole org: those that other tables list, or else those of its
  // path.
  std::vector<const Parameter*> narrowing() const;
  // The parameter that says how many rows a page of this list has: its
  // `fallback` is what is sent where a query doesn't say. Null where the list
  // has no pages, or none whose size can be chosen.
  const Parameter* page_size(const Method& list) const;
  // The method that revokes all that another one lists: the DELETE method with
  // the same path. Null where there is none.
  const Method* bulk_revocation(const Method& list) const;
  // Whether a column has one value in all rows of a list, which its path says:
  // the org, a parameter of the path, or what such a one depends on
  // (Parameter::where_equals), as an app's tokens all have its client's id.
  bool said_by_path(const Method& list, std::size_t column) const;
  // The method that gets one row by its key, or null.
  const Method* lookup() const;
  // The field that a parameter is another name for, or its own name.
  const std::string& field_of(std::string_view parameter) const;
  std::optional<std::size_t> column(std::string_view name) const;
  // Whether a field of that name holds times.
  bool is_time(std::string_view wanted) const;
  // The place of kKeyColumn among a table's columns: behind `columns`.
  std::size_t key_column() const { return columns.size(); }
  // The column that can give a path parameter its value: its own, or that of
  // the field that it is another name for.
  std::vector<std::size_t> columns_of(const Parameter& parameter) const;
};

// Those of the resources, each once, in their order.
std::vector<Provider> providers_of(const std::vector<Resource>& resources);

}  // namespace idp
