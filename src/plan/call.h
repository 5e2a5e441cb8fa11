// call.h - a plan with its values: one call to the provider, not yet encoded.
// In: a resource, a method, the values. Out: a Call, or why there is none.
// Knows nothing of SQLite, HTTP or JSON.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/resource.h"
#include "plan/plan.h"
#include "result.h"

namespace idp {

// The value of one binding or pin. All of a provider's parameters are text.
struct Argument {
  std::size_t column = 0;
  Operator op = Operator::eq;
  std::string value;
  std::vector<std::string> others = {};  // or one of these: in a filter

  bool operator==(const Argument&) const = default;
};

struct Call {
  std::optional<std::string> subdomain;  // none: the default org
  Verb verb = Verb::get;
  std::vector<std::string> path;  // segments
  std::vector<std::pair<std::string, std::string>> query;
  bool to_now = false;  // it reads a log up to Asking::now
};

// What of a method's filter is sent: what the arguments say, or else its
// `otherwise`; nothing; or that, whatever they say.
enum class Filtering { terms, none, otherwise };

struct Asking {
  Filtering filtering = Filtering::terms;
  std::optional<Order> order;
  std::string now = {};  // a timestamp: what a log is read up to
};

// No call at all is an answer, too: no row has an empty id, and none was there
// in a time that ends before it begins.
// Fails where a value is out of its bounds, or could change what the path
// means: then with Error::Kind::not_in_path.
Result<std::optional<Call>> make_call(const Resource& resource,
                                      const Method& method,
                                      std::span<const Argument> arguments,
                                      const Asking& asking = {});

// Whether the value may stand in a path for that parameter.
Status check_path_value(const Resource& resource, const Parameter& parameter,
                        const std::string& value);

// The value that the arguments give to a parameter, or null.
const std::string* value_of(const Resource& resource,
                            const Parameter& parameter,
                            std::span<const Argument> arguments);
// The same, by the columns that give it (Resource::columns_of).
const std::string* value_of(std::span<const std::size_t> columns,
                            std::span<const Argument> arguments);

}  // namespace idp
