// parse.cpp - a plan out of its one line.
#include <algorithm>

#include "model/path.h"
#include "plan/plan.h"
#include "plan/words.h"

namespace idp {
namespace {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::size_t end =
        std::min(text.find(plan_words::kComma), text.size());
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), end + plan_words::kComma.size()));
  }
  return names;
}

// Takes the form off the end of the name.
void parse_form(std::string_view& name, Binding& binding) {
  const auto take = [&](std::string_view form) {
    const bool has = name.ends_with(form);
    if (has) name.remove_suffix(form.size());
    return has;
  };
  binding.many = take(plan_words::kIn);
  binding.pattern = take(plan_words::kLike)     ? Pattern::like
                    : take(plan_words::kGlob)   ? Pattern::glob
                    : take(plan_words::kEscape) ? Pattern::escaped
                                                : Pattern::none;
}

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
  const std::size_t open = text.rfind(plan_words::kOpen);
  if (!text.ends_with(']') || open == text.npos) return;
  const std::size_t begin = open + plan_words::kOpen.size();
  for (const std::string& words :
       split(text.substr(begin, text.size() - 1 - begin))) {
    const auto remark = std::ranges::find(plan_words::kRemarks, words,
                                          &plan_words::Remark::words);
    if (remark != std::end(plan_words::kRemarks)) {
      plan.*remark->holds = true;
    } else if (words.starts_with(plan_words::kSeesNo)) {
      plan.partial = true;
    } else if (words.starts_with(plan_words::kShows)) {
      plan.shown.push_back(
          *resource.column(words.substr(plan_words::kShows.size())));
    }
  }
  text = text.substr(0, open);
}

void parse_values(const Resource& resource, std::string_view call, Plan& plan) {
  std::size_t at = 0;
  for (std::string_view name : names_in(call)) {
    at = call.find("{" + std::string(name) + "}", at) + 1;
    if (name == plan_words::kLimit) {
      plan.limited = true;
      continue;
    }
    if (name.starts_with(plan_words::kEach)) {
      name.remove_prefix(plan_words::kEach.size());
      const std::size_t owner = name.find(plan_words::kFor);
      plan.each.emplace_back(name.substr(0, owner));
      if (owner == name.npos || name.ends_with('>')) continue;
      name.remove_prefix(owner + plan_words::kFor.size());
    }
    Binding& binding = plan.bindings.emplace_back();
    parse_form(name, binding);
    binding.column = *resource.column(name);
    binding.op = operator_before(call, at - 1);
  }
}

void parse_order(const Resource& resource, std::string_view call, Plan& plan) {
  const auto& filter = resource.methods[*plan.method].filter;
  if (!filter || !filter->sort) return;
  const auto value_of = [&](const std::string& parameter) {
    const std::string before = parameter + "=";
    const std::size_t at = call.rfind(before);
    if (at == call.npos) return std::string_view();
    const auto rest = call.substr(at + before.size());
    return rest.substr(0, rest.find_first_of("& "));
  };
  const Sort& sort = *filter->sort;
  const std::string_view direction = value_of(sort.direction);
  std::string_view field;
  if (!sort.by.empty()) {
    const auto term =
        std::ranges::find(filter->terms, value_of(sort.by), &FilterTerm::name);
    if (term != filter->terms.end()) field = term->field;
  } else if (!direction.empty()) {
    field = sort.fields.front();
  }
  if (field.empty()) return;
  plan.order = Order{*resource.column(field), direction == sort.descending};
}

}  // namespace

Plan parse_plan(const Resource& resource, std::string_view text) {
  Plan plan;
  text = text.substr(0, text.rfind(kCallsMark));
  if (text.starts_with(plan_words::kUnsendable)) {
    plan.unsendable = text.substr(plan_words::kUnsendable.size());
    return plan;
  }
  if (text.starts_with(plan_words::kNeeds)) {
    plan.missing = split(text.substr(plan_words::kNeeds.size()));
    return plan;
  }
  parse_remarks(resource, text, plan);
  const std::size_t arrow = text.rfind(plan_words::kArrow);
  if (arrow == text.npos) {
    plan.fields = plan_words::visible_fields(resource);
  } else {
    for (const std::string& name :
         split(text.substr(arrow + plan_words::kArrow.size()))) {
      plan.fields.push_back(*resource.column(name));
    }
  }
  const std::string_view method = text.substr(0, text.find(':'));
  const auto found = std::ranges::find(resource.methods, method, &Method::name);
  plan.method = static_cast<std::size_t>(found - resource.methods.begin());
  parse_values(resource, text.substr(0, arrow), plan);
  parse_order(resource, text.substr(0, arrow), plan);
  return plan;
}

}  // namespace idp
