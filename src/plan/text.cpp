// text.cpp - a plan as one line, and back. The line is what EXPLAIN QUERY PLAN
// shows, and it is all that the scan gets: nothing is kept between the two.
#include <algorithm>
#include <utility>

#include "model/path.h"
#include "plan/plan.h"

namespace idp {
namespace {

constexpr std::string_view kNeeds = "needs ";
constexpr std::string_view kUnsendable = "can't send ";
constexpr std::string_view kArrow = " -> ";
constexpr std::string_view kComma = ", ";
constexpr std::string_view kEach = "each ";
constexpr std::string_view kFor = " for ";
constexpr std::string_view kLimit = "LIMIT";
constexpr std::string_view kIn = " IN";

// What stands in brackets at the end.
using Flag = bool Plan::*;
struct Remark {
  std::string_view words;
  Flag holds;
};
constexpr Remark kRemarks[] = {
    {"by _key", &Plan::by_key},
    {"names _key", &Plan::names_key},
    {"whole lists", &Plan::whole_lists},
    {"whole org", &Plan::whole_org},
    {"many by list", &Plan::listed},
};
constexpr std::string_view kSeesNo = "sees no ";
constexpr std::string_view kShows = "shows ";
constexpr std::string_view kOpen = " [";

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text.append(text.empty() ? std::string_view() : kComma).append(name);
  }
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kComma), text.size());
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + kComma.size()));
  }
  return names;
}

std::vector<std::size_t> visible_fields(const Resource& resource) {
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < resource.columns.size(); ++i) {
    const Column& column = resource.columns[i];
    if (!column.echo_only() && !column.hidden) fields.push_back(i);
  }
  return fields;
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
    if (plan_.limited) text += " {" + std::string(kLimit) + "}";
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
        return "{" + name + std::string(binding.many ? kIn : "") + "}";
      }
    }
    if (std::ranges::count(plan_.each, parameter.name) > 0) {
      return "{" + std::string(kEach) + parameter.name + owner_of(parameter) +
             "}";
    }
    return std::nullopt;
  }

  // " for clientId", where that is given: bare, as it is within brackets.
  std::string owner_of(const Parameter& enumerated) const {
    const Parameter* owner = resource_.parameter(enumerated.where_equals);
    const auto value = owner ? value_of(*owner) : std::nullopt;
    if (!value) return {};
    const bool pinned = value->starts_with('<');
    return std::string(kFor) +
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
    if (method.filter) {
      if (const auto item = filter(*method.filter)) add(*item);
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

  // What else the query says of the org, and what only the other way would be
  // asked with: " and {subdomain}".
  std::string others() const {
    if (plan_.by_key) return {};
    const Parameter* org = resource_.org();
    const std::size_t org_column =
        org ? *resource_.column(org->name) : resource_.key_column();
    bool first = std::ranges::none_of(
        pins_, [&](const Pin& pin) { return pin.column == org_column; });
    std::string text;
    for (const Binding& binding : plan_.bindings) {
      const bool more =
          binding.column == org_column
              ? !std::exchange(first, false)
              : idle_parameter(resource_, plan_, binding.column) != nullptr;
      if (!more) continue;
      text += " and {" + resource_.columns[binding.column].name +
              std::string(binding.many ? kIn : "") + "}";
    }
    return text;
  }

  std::optional<std::string> filter(const Filter& filter) const {
    std::string text;
    for (const FilterTerm& term : filter.terms) {
      for (const Binding& binding : plan_.bindings) {
        if (binding.column != resource_.column(term.field)) continue;
        text += (text.empty() ? "" : " and ") + term.name + " " +
                std::string(name_of(binding.op)) + " {" + term.field +
                std::string(binding.many ? kIn : "") + "}";
      }
    }
    if (text.empty()) text = filter.otherwise;
    if (text.empty()) return std::nullopt;
    return filter.parameter + "=" + text;
  }

  std::string fields() const {
    if (plan_.fields == visible_fields(resource_)) return {};
    std::vector<std::string> names;
    for (const std::size_t column : plan_.fields) {
      names.push_back(resource_.columns[column].name);
    }
    return std::string(kArrow) + join(names);
  }

  std::string remarks() const {
    std::vector<std::string> words;
    const Method& method = resource_.methods[*plan_.method];
    for (const Remark& remark : kRemarks) {
      if (plan_.*remark.holds) words.emplace_back(remark.words);
    }
    if (plan_.partial) words.push_back(std::string(kSeesNo) + method.unseen);
    for (const std::size_t column : plan_.shown) {
      words.push_back(std::string(kShows) + resource_.columns[column].name);
    }
    if (!method.if_not_found.empty()) {
      words.push_back("if not found: " + method.if_not_found);
    }
    return words.empty() ? "" : std::string(kOpen) + join(words) + "]";
  }

  const Resource& resource_;
  const Plan& plan_;
  std::span<const Pin> pins_;
};

// Before a value in a filter stands its operator, as a word: "lastUpdated ge
// {lastUpdated}". Elsewhere stands no word: "/{userId}/", "limit={limit}".
Operator operator_before(std::string_view text, std::size_t brace) {
  text = text.substr(0, brace);
  if (!text.ends_with(' ')) return Operator::eq;
  text.remove_suffix(1);
  const std::size_t blank = text.rfind(' ');
  if (blank == text.npos) return Operator::eq;
  return operator_named(text.substr(blank + 1)).value_or(Operator::eq);
}

// Takes the remarks off the end of the text.
void parse_remarks(const Resource& resource, std::string_view& text,
                   Plan& plan) {
  const std::size_t open = text.rfind(kOpen);
  if (!text.ends_with(']') || open == text.npos) return;
  const std::size_t begin = open + kOpen.size();
  for (const std::string& words :
       split(text.substr(begin, text.size() - 1 - begin))) {
    const auto remark = std::ranges::find(kRemarks, words, &Remark::words);
    if (remark != std::end(kRemarks)) {
      plan.*remark->holds = true;
    } else if (words.starts_with(kSeesNo)) {
      plan.partial = true;
    } else if (words.starts_with(kShows)) {
      plan.shown.push_back(*resource.column(words.substr(kShows.size())));
    }
  }
  text = text.substr(0, open);
}

void parse_values(const Resource& resource, std::string_view call, Plan& plan) {
  std::size_t at = 0;
  for (std::string_view name : names_in(call)) {
    at = call.find("{" + std::string(name) + "}", at) + 1;
    if (name == kLimit) {
      plan.limited = true;
      continue;
    }
    if (name.starts_with(kEach)) {
      name.remove_prefix(kEach.size());
      const std::size_t owner = name.find(kFor);
      plan.each.emplace_back(name.substr(0, owner));
      if (owner == name.npos || name.ends_with('>')) continue;
      name.remove_prefix(owner + kFor.size());
    }
    const bool many = name.ends_with(kIn);
    if (many) name.remove_suffix(kIn.size());
    plan.bindings.push_back(
        {*resource.column(name), operator_before(call, at - 1), many});
  }
}

}  // namespace

std::string plan_text(const Resource& resource, const Plan& plan,
                      std::span<const Pin> pins) {
  if (!plan.unsendable.empty()) {
    return std::string(kUnsendable) + plan.unsendable;
  }
  if (!plan.method) return std::string(kNeeds) + join(plan.missing);
  return Printer(resource, plan, pins).print();
}

Plan parse_plan(const Resource& resource, std::string_view text) {
  Plan plan;
  if (text.starts_with(kUnsendable)) {
    plan.unsendable = text.substr(kUnsendable.size());
    return plan;
  }
  if (text.starts_with(kNeeds)) {
    plan.missing = split(text.substr(kNeeds.size()));
    return plan;
  }
  parse_remarks(resource, text, plan);
  const std::size_t arrow = text.rfind(kArrow);
  if (arrow == text.npos) {
    plan.fields = visible_fields(resource);
  } else {
    for (const std::string& name : split(text.substr(arrow + kArrow.size()))) {
      plan.fields.push_back(*resource.column(name));
    }
  }
  const std::string_view method = text.substr(0, text.find(':'));
  const auto found = std::ranges::find(resource.methods, method, &Method::name);
  plan.method = static_cast<std::size_t>(found - resource.methods.begin());
  parse_values(resource, text.substr(0, arrow), plan);
  return plan;
}

}  // namespace idp
