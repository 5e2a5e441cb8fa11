// text.cpp - a plan as one line: what EXPLAIN QUERY PLAN shows, and all that
// the scan gets: nothing is kept between the two. parse.cpp reads it again.
#include <algorithm>
#include <utility>

#include "plan/plan.h"
#include "plan/words.h"

namespace idp {

std::vector<std::size_t> plan_words::visible_fields(const Resource& resource) {
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    const Column& column = resource.columns[i];
    if (!column.echo_only() && !column.hidden) fields.push_back(i);
  }
  return fields;
}

namespace {

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text.append(text.empty() ? std::string_view() : plan_words::kComma)
        .append(name);
  }
  return text;
}

// What a value in the template has behind its name.
std::string_view form_of(const Binding& binding) {
  if (binding.many) return plan_words::kIn;
  if (binding.pattern == Pattern::none) return {};
  if (binding.pattern == Pattern::escaped) return plan_words::kEscape;
  return binding.pattern == Pattern::like ? plan_words::kLike
                                          : plan_words::kGlob;
}

std::string hole(const Resource& resource, const Binding& binding) {
  return "{" + resource.columns[binding.column].name +
         std::string(form_of(binding)) + "}";
}

class Printer {
 public:
  Printer(const Resource& resource, const Plan& plan, std::span<const Pin> pins)
      : resource_(resource), plan_(plan), pins_(pins) {}

  std::string print() const {
    const Method& method = resource_.methods[*plan_.method];
    std::string text =
        method.name + ": " + std::string(name_of(method.verb)) + " ";
    for (const Parameter& parameter : resource_.parameters) {
      const auto value = value_of(parameter);
      if (parameter.place == Parameter::Place::server && value) {
        text += "https://" + *value;
      }
    }
    text += path(method) + query(method) + others();
    if (plan_.limited) text += " {" + std::string(plan_words::kLimit) + "}";
    return text + fields() + remarks();
  }

 private:
  // What stands in the template; nothing where there is no value.
  std::optional<std::string> value_of(const Parameter& parameter) const {
    for (const std::size_t column : resource_.columns_of(parameter)) {
      const std::string& name = resource_.columns[column].name;
      const auto pin = std::ranges::find(pins_, column, &Pin::column);
      if (pin != pins_.end()) return "<" + name + ">";
      for (const Binding& binding : plan_.bindings) {
        if (binding.column != column || binding.op != Operator::eq) continue;
        return hole(resource_, binding);
      }
    }
    if (std::ranges::count(plan_.each, parameter.name) > 0) {
      return "{" + std::string(plan_words::kEach) + parameter.name +
             owner_of(parameter) + "}";
    }
    return std::nullopt;
  }

  // " for clientId", where that is given: bare, as it is within brackets.
  std::string owner_of(const Parameter& enumerated) const {
    const Parameter* owner = resource_.parameter(enumerated.where_equals);
    const auto value = owner ? value_of(*owner) : std::nullopt;
    if (!value) return {};
    const bool pinned = value->starts_with('<');
    return std::string(plan_words::kFor) +
           (pinned ? *value : value->substr(1, value->size() - 2));
  }

  std::string path(const Method& method) const {
    std::string text = method.path;
    for (const std::string& name : method.path_parameters) {
      const std::string hole = "{" + name + "}";
      text.replace(text.find(hole), hole.size(),
                   *value_of(*resource_.parameter(name)));
    }
    return text;
  }

  std::string query(const Method& method) const {
    std::string text;
    const auto add = [&](const std::string& item) {
      text += (text.empty() ? "?" : "&") + item;
    };
    if (method.between) {
      const auto& [field, since, until, days] = *method.between;
      const std::string item = comparisons(field, field);
      if (!item.empty()) add(since + "," + until + "=" + item);
    }
    if (method.filter) {
      const Parameter* own = resource_.parameter(method.filter->parameter);
      const auto item = filter(*method.filter, own && value_of(*own));
      if (item) add(*item);
      if (plan_.order) add(order(*method.filter));
    }
    for (const std::string& name : method.optional) {
      const Parameter& parameter = *resource_.parameter(name);
      if (const auto value = value_of(parameter)) {
        add(name + "=" + *value);
      } else if (parameter.fallback) {
        add(name + "=" + std::to_string(*parameter.fallback));
      }
    }
    return text;
  }

  // What else the query says of the org, and what only the other way or a
  // change would be asked with: " and {subdomain}".
  std::string others() const {
    if (plan_.by_key) return {};
    bool first = std::ranges::none_of(
        pins_, [&](const Pin& pin) { return resource_.is_org(pin.column); });
    std::string text;
    for (const Binding& binding : plan_.bindings) {
      const auto& parameter = resource_.columns[binding.column].parameter;
      const bool more =
          resource_.is_org(binding.column)
              ? !std::exchange(first, false)
              : idle_parameter(resource_, plan_, binding.column) ||
                    (parameter &&
                     resource_.only_changes(resource_.parameters[*parameter]));
      if (!more) continue;
      text += " and " + hole(resource_, binding);
    }
    return text;
  }

  std::string order(const Filter& filter) const {
    const Sort& sort = *filter.sort;
    const std::string& field = resource_.columns[plan_.order->column].name;
    std::string text;
    if (!sort.by.empty()) text = sort.by + "=" + filter.term(field)->name;
    const std::string& word =
        plan_.order->descending ? sort.descending : sort.ascending;
    if (word.empty()) return text;
    return text + (text.empty() ? "" : "&") + sort.direction + "=" + word;
  }

  // All of a column, behind the text: "name op {column} and name op {column}".
  std::string comparisons(const std::string& column, const std::string& name,
                          std::string text = {}) const {
    for (const Binding& binding : plan_.bindings) {
      if (binding.column != resource_.column(column)) continue;
      text += (text.empty() ? "" : " and ") + name + " " +
              std::string(name_of(binding.op)) + " " + hole(resource_, binding);
    }
    return text;
  }

  // `said`: the query says it itself, and this stands behind that.
  std::optional<std::string> filter(const Filter& filter, bool said) const {
    std::string text;
    for (const FilterTerm& term : filter.terms) {
      text = comparisons(term.field, term.name, std::move(text));
    }
    if (text.empty() && !said) text = filter.otherwise;
    if (text.empty()) return std::nullopt;
    return filter.parameter + "=" + text;
  }

  std::string fields() const {
    if (plan_.fields == plan_words::visible_fields(resource_)) return {};
    std::vector<std::string> names;
    names.reserve(plan_.fields.size());
    for (const std::size_t column : plan_.fields) {
      names.push_back(resource_.columns[column].name);
    }
    return std::string(plan_words::kArrow) + join(names);
  }

  std::string remarks() const {
    std::vector<std::string> words;
    const Method& method = resource_.methods[*plan_.method];
    for (const plan_words::Remark& remark : plan_words::kRemarks) {
      if (plan_.*remark.holds) words.emplace_back(remark.words);
    }
    if (plan_.partial)
      words.push_back(std::string(plan_words::kSeesNo) + method.unseen);
    for (const std::size_t column : plan_.shown) {
      words.push_back(std::string(plan_words::kShows) +
                      resource_.columns[column].name);
    }
    if (method.filter && method.filter->lags)
      words.emplace_back(plan_words::kLags);
    if (!method.if_not_found.empty()) {
      words.push_back("if not found: " + method.if_not_found);
    }
    return words.empty() ? ""
                         : std::string(plan_words::kOpen) + join(words) + "]";
  }

  const Resource& resource_;
  const Plan& plan_;
  std::span<const Pin> pins_;
};

}  // namespace

std::string plan_text(const Resource& resource, const Plan& plan,
                      std::span<const Pin> pins) {
  if (!plan.unsendable.empty()) {
    return std::string(plan_words::kUnsendable) + plan.unsendable;
  }
  if (!plan.method) return std::string(plan_words::kNeeds) + join(plan.missing);
  return Printer(resource, plan, pins).print();
}

}  // namespace idp
