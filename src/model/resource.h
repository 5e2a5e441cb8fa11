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

#include "model/setup.h"

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

// How a provider pages that links each page to the next: the names of the
// parameters for the rows of a page and for the cursor to go on behind. Either
// may be empty: it has none.
struct LinkPaging {
  std::string limit, after;
};

// How a provider pages that counts rows: the names of its parameters, and where
// an answer says how many rows there are, and how many come before its own.
struct OffsetPaging {
  std::string limit, offset;
  std::string total, at;
};

// What all resources of a provider share.
struct Provider {
  std::string name;
  std::string title;
  std::string domain;  // what a plain subdomain is put before: "okta.com"
  std::vector<std::string> servers;  // where all orgs are; none: each its own
  // The headers that carry an API token: "SSWS {token}".
  std::vector<std::pair<std::string, std::string>> token_headers;
  std::vector<std::string> routes;  // names of ways to the same rows
  // The calls a minute that it lets a credential send where nobody has changed
  // that, by rate limit.
  std::vector<std::pair<std::string, long>> rate_limits;

  // Where an answer has its rows; empty: it is the row, or the array of rows.
  std::string rows;
  LinkPaging link_paging;
  std::optional<OffsetPaging> offset_paging;

  // Characters that no value in a path can have: the provider reads another
  // path, or none, though they are encoded.
  std::string refuse_in_path;

  // Where an error body says what went wrong (paths, see json/tree.h); and the
  // codes which say, with a 404, that the thing itself is not there (and not,
  // say, the whole org), and with a 403, that the request had no credential
  // that is known there. All may be empty, but for the summary.
  std::string error_code;
  std::string error_summary;
  std::string error_id;
  std::string error_causes;
  std::string gone_code;
  std::string unauthenticated_code;

  // Header names, or empty: of the provider's own id of a request, and of what
  // a second attempt is asked to say: the id of the first one, and how many
  // there were.
  std::string request_id;
  std::string retry_for;
  std::string retry_count;

  // Views of an inventory, for what everybody asks: name and SELECT.
  std::vector<std::pair<std::string, std::string>> saved_views;

  // Where service apps get access tokens; empty: the provider has none.
  std::string token_path;
  Setup setup;
};

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
};

struct Parameter {
  enum class Place { server, path, query };

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
// own: never NULL, and with values of one form.
struct Sort {
  std::string by, direction, descending;
  std::vector<std::string> fields;
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

// How the next page is found: there is none, by the Link header, or by the
// number of rows that were had.
enum class Paging { none, link, offset };

enum class Verb { get, del };
std::string_view name_of(Verb verb);  // "GET", "DELETE"

struct Method {
  std::string name;
  bool selects = true;  // SELECT, or DELETE
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
  Paging paging = Paging::none;
  long expected_rows = 1;
  std::vector<std::string> path_parameters;  // in the order of the path
  std::vector<std::string> optional;
  std::optional<Filter> filter;
  std::string example;

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

// What an inventory has of a table: see refresh/saved_table.h.
struct Saved {
  // The path parameters by whose values it is read: the first that the
  // credential may use. None: it is one list.
  std::vector<std::string> by;
  std::vector<std::string> without;  // fields that are not saved
  std::vector<std::string> indexed;  // columns, beside the key
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
  std::optional<Saved> saved;
  // Made of fields and parameters, in this order; the last one is kRawColumn.
  std::vector<Column> columns;

  // The name that no other program's tables have: "okta_users" for users.
  std::string long_name() const;
  const Parameter* parameter(std::string_view name) const;
  const Method* method(std::string_view name) const;
  // The parameter that says which org is meant, or null.
  const Parameter* org() const;
  // Whether a column is its.
  bool is_org(std::size_t column) const;
  // The first method for DELETE, or null where rows can't be deleted.
  const Method* revocation() const;
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
  // The place of kKeyColumn among a table's columns: behind `columns`.
  std::size_t key_column() const { return columns.size(); }
  // The column that can give a path parameter its value: its own, or that of
  // the field that it is another name for.
  std::vector<std::size_t> columns_of(const Parameter& parameter) const;
};

// Those of the resources, each once, in their order.
std::vector<Provider> providers_of(const std::vector<Resource>& resources);

}  // namespace idp
