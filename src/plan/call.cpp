// call.cpp - puts values into a method's path and query.
#include "plan/call.h"

#include <algorithm>

#include "number.h"
#include "plan/filter.h"
#include "plan/times.h"

namespace idp {
namespace {

// A value as an error message shows it: whole ids, but not 10 kB of them.
std::string shown(const std::string& value) {
  constexpr std::size_t kMostBytes = 60;
  if (value.size() <= kMostBytes) return "'" + value + "'";
  return "'" + value.substr(0, kMostBytes) + "…' (" +
         std::to_string(value.size()) + " bytes)";
}

}  // namespace

// What the path can't carry would be another path, and other rows.
Status check_path_value(const Resource& resource, const Parameter& parameter,
                        const std::string& value) {
  const std::string what =
      resource.name + ": " + parameter.name + " = " + shown(value);
  if (value == "." || value == "..") {
    return Error{what + " is refused: in a URL it would mean another path.",
                 Error::Kind::not_in_path};
  }
  if (value.find('\0') != value.npos) {
    return Error{resource.name + ": " + parameter.name +
                 " has a NUL character in it, which no id has."};
  }
  const auto reserved =
      std::ranges::find(parameter.reserved, value,
                        &decltype(parameter.reserved)::value_type::first);
  if (reserved != parameter.reserved.end()) {
    return Error{what + " is refused: to " + resource.provider.title + " it " +
                 reserved->second};
  }
  const std::size_t bad = value.find_first_of(resource.provider.refuse_in_path);
  if (bad != value.npos) {
    return Error{what + " is refused: it has \"" + value[bad] +
                     "\" in it, which a path of " + resource.provider.title +
                     " can't carry. No id has that; look where the value "
                     "comes from.",
                 Error::Kind::not_in_path};
  }
  return {};
}

namespace {

Status check_number(const Resource& resource, const Parameter& parameter,
                    const std::string& value) {
  const std::optional<long> number = whole_number(value);
  if (number && *number >= parameter.minimum.value_or(*number) &&
      *number <= parameter.maximum.value_or(*number)) {
    return {};
  }
  std::string text = resource.name + ": \"" + parameter.name +
                     "\" = " + shown(value) + " is not a whole number";
  if (parameter.minimum && parameter.maximum) {
    text += " from " + std::to_string(*parameter.minimum) + " to " +
            std::to_string(*parameter.maximum);
  }
  return Error{text + ". " + parameter.description};
}

class CallBuilder {
 public:
  CallBuilder(const Resource& resource, const Method& method,
              std::span<const Argument> arguments, const Asking& asking)
      : resource_(resource),
        method_(method),
        arguments_(arguments),
        asking_(asking) {}

  Result<std::optional<Call>> build() {
    call_.verb = method_.verb;
    for (const Parameter& parameter : resource_.parameters) {
      const std::string* value = value_of(resource_, parameter, arguments_);
      if (parameter.place == Parameter::Place::server && value != nullptr) {
        call_.subdomain = *value;
      }
    }
    const Result<bool> possible = add_path();
    if (!possible) return possible.error();
    if (!*possible || !can_filter()) return std::optional<Call>();
    if (method_.between && !add_between(*method_.between)) {
      return std::optional<Call>();
    }
    if (method_.filter) add_filter(*method_.filter);
    if (Status status = add_query(); !status) return status.error();
    return std::optional<Call>(std::move(call_));
  }

 private:
  // False where a value is empty, as no id is.
  Result<bool> add_path() {
    std::string_view rest = method_.path;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::string_view segment = rest.substr(0, rest.find('/'));
      rest.remove_prefix(segment.size());
      if (!segment.starts_with('{')) {
        call_.path.emplace_back(segment);
        continue;
      }
      const Parameter& parameter =
          *resource_.parameter(segment.substr(1, segment.size() - 2));
      const std::string* value = value_of(resource_, parameter, arguments_);
      if (value == nullptr || value->empty()) return false;
      if (Status s = check_path_value(resource_, parameter, *value); !s) {
        return s.error();
      }
      call_.path.push_back(*value);
    }
    return true;
  }

  // False where a value that has its place in the filter can be in no row.
  bool can_filter() const {
    return std::ranges::all_of(
        method_.filter_parameters, [&](const std::string& name) {
          const std::string* value =
              value_of(resource_, *resource_.parameter(name), arguments_);
          return !value ||
                 comparison_text(resource_, *method_.filter->term(name),
                                 Operator::eq, *value);
        });
  }

  // The narrowest bounds that the arguments have. Whether the provider's
  // `until` is a bound that counts itself isn't documented. Without one it is
  // the millisecond in which the statement began; the provider's clock may say
  // that this was later. False where no time is left.
  bool add_between(const Between& between) {
    constexpr std::int64_t kDay = 86'400'000;
    std::string since =
        shifted(asking_.now, -kDay * between.days).value_or(asking_.now);
    std::optional<std::string> until;
    for (const Argument& argument : arguments_) {
      if (argument.column != resource_.column(between.field)) continue;
      const auto bound = time_bound(argument.op, argument.value);
      if (!bound) continue;
      const bool below = bound->op == Operator::lt || bound->op == Operator::le;
      if (!below) since = std::max(since, bound->value);
      if (bound->op == Operator::gt || bound->op == Operator::ge) continue;
      const bool itself = bound->op != Operator::lt;
      const auto end =
          shifted(bound->value, itself ? 1 : 0).value_or(bound->value);
      until = std::min(until.value_or(end), end);
    }
    call_.to_now = !until;
    if (!until) {
      // No clock is a day behind.
      if (since > shifted(asking_.now, kDay)) return false;
      const std::string& last = std::max(since, asking_.now);
      until = shifted(last, 1).value_or(last);
    }
    call_.query.emplace_back(between.since, since);
    call_.query.emplace_back(between.until, *until);
    return since < *until;
  }

  // Where the query says the filter itself, that is nearly all.
  void add_filter(const Filter& filter) {
    const Parameter* own = resource_.parameter(filter.parameter);
    const std::string* said =
        own ? value_of(resource_, *own, arguments_) : nullptr;
    std::string text = filter_text(resource_, filter, arguments_, said);
    if (!said && asking_.filtering != Filtering::terms) {
      text = asking_.filtering == Filtering::none ? "" : filter.otherwise;
    }
    if (said || !text.empty()) {
      call_.query.emplace_back(filter.parameter, text);
    }
    if (!filter.sort || !asking_.order) return;
    const Sort& sort = *filter.sort;
    const std::string& by = resource_.columns[asking_.order->column].name;
    if (!sort.by.empty()) {
      call_.query.emplace_back(sort.by, filter.term(by)->name);
    }
    const std::string& word =
        asking_.order->descending ? sort.descending : sort.ascending;
    if (!word.empty()) call_.query.emplace_back(sort.direction, word);
  }

  Status add_query() {
    for (const std::string& name : method_.optional) {
      const Parameter& parameter = *resource_.parameter(name);
      const std::string* value = value_of(resource_, parameter, arguments_);
      if (method_.filter && name == method_.filter->parameter) continue;
      if (value == nullptr) {
        if (parameter.fallback) {
          call_.query.emplace_back(name, std::to_string(*parameter.fallback));
        }
        continue;
      }
      if (parameter.type == Type::integer) {
        if (Status s = check_number(resource_, parameter, *value); !s) return s;
      }
      if (parameter.type != Type::boolean) {
        call_.query.emplace_back(name, *value);
        continue;
      }
      if (*value != "0" && *value != "1") {
        return Error{resource_.name + ": " + name + " = " + shown(*value) +
                     " is neither 1 (true) nor 0 (false). " +
                     parameter.description};
      }
      call_.query.emplace_back(name, *value == "1" ? "true" : "false");
    }
    return {};
  }

  const Resource& resource_;
  const Method& method_;
  std::span<const Argument> arguments_;
  const Asking& asking_;
  Call call_;
};

}  // namespace

const std::string* value_of(const Resource& resource,
                            const Parameter& parameter,
                            std::span<const Argument> arguments) {
  return value_of(resource.columns_of(parameter), arguments);
}

const std::string* value_of(std::span<const std::size_t> columns,
                            std::span<const Argument> arguments) {
  for (const std::size_t column : columns) {
    for (const Argument& argument : arguments) {
      if (argument.column == column && argument.op == Operator::eq) {
        return &argument.value;
      }
    }
  }
  return nullptr;
}

Result<std::optional<Call>> make_call(const Resource& resource,
                                      const Method& method,
                                      std::span<const Argument> arguments,
                                      const Asking& asking) {
  return CallBuilder(resource, method, arguments, asking).build();
}

}  // namespace idp
