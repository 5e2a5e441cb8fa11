// scan.cpp - pulls pages and walks their rows.
#include "scan/scan.h"

#include <algorithm>
#include <charconv>

#include "call/failure.h"
#include "http/link.h"
#include "scan/key.h"

namespace idp {
namespace {

bool is_json(const http::Response& response) {
  const std::string* type = response.header("content-type");
  if (type == nullptr) return true;
  const std::string_view name =
      std::string_view(*type).substr(0, type->find(';'));
  return name.find("json") != name.npos;
}

// A link brings the cursor and perhaps more; what we asked for stays as it is,
// since links have been known to drop it (Okta's release notes, OKTA-1230325).
http::Query with_own(http::Query linked, const http::Query& own) {
  std::erase_if(linked, [&](const auto& item) {
    return item.first != "after" &&
           std::ranges::any_of(
               own, [&](const auto& mine) { return mine.first == item.first; });
  });
  for (const auto& mine : own) {
    if (mine.first != "after") linked.push_back(mine);
  }
  return linked;
}

}  // namespace

Scan::Scan(const Resource& resource, const Plan& plan,
           std::vector<Argument> arguments, Caller caller)
    : resource_(resource),
      method_(resource.methods[*plan.method]),
      arguments_(std::move(arguments)),
      caller_(std::move(caller)),
      layout_columns_(resource.columns.size(), -1) {
  // Two columns may show the same field (`id` and `tokenId`).
  std::vector<std::string> sources;
  for (const std::size_t column : plan.fields) {
    const std::string& source = resource.columns[column].source;
    const auto found = std::ranges::find(sources, source);
    layout_columns_[column] = static_cast<int>(found - sources.begin());
    if (found == sources.end()) sources.push_back(source);
  }
  layout_.emplace(sources);
}

Result<bool> Scan::next() {
  if (target_ && row_ + 1 < page_.rows()) {
    ++row_;
    return true;
  }
  while (true) {
    Result<std::optional<http::Target>> target = next_target();
    if (!target) return target.error();
    if (!*target) return false;
    if (Status status = read_page(**target); !status) return status.error();
    if (page_.rows() > 0) return true;
  }
}

Result<std::optional<http::Target>> Scan::next_target() {
  if (!target_) return first_target();
  if (!method_.pages_by_link) return std::optional<http::Target>();
  const Result<std::optional<std::string>> link = http::next_link(links_);
  if (!link) return problem(*target_, link.error().text);
  if (!*link) return std::optional<http::Target>();
  return linked_target(**link);
}

Result<std::optional<http::Target>> Scan::first_target() {
  Result<std::optional<Call>> call = make_call(resource_, method_, arguments_);
  if (!call) return call.error();
  if (!*call) return std::optional<http::Target>();
  const Result<const Org*> org =
      find_org(caller_.settings(), (*call)->subdomain, resource_.provider);
  if (!org) return Error{resource_.name + ": " + org.error().text};
  org_ = *org;
  own_query_ = (*call)->query;
  http::Target target = http::make_target((*call)->path, own_query_);
  visited_.insert(target.text());
  return std::optional(std::move(target));
}

// Only path and query of a link are used, against the org's own origin: the
// token goes nowhere else.
Result<std::optional<http::Target>> Scan::linked_target(
    const std::string& link) {
  Result<http::Target> target = http::parse_target(link);
  if (!target) {
    return problem(*target_, "the next link '" + link +
                                 "' can't be followed: " + target.error().text);
  }
  target->query = with_own(std::move(target->query), own_query_);
  if (!visited_.insert(target->text()).second) {
    return problem(*target_,
                   "the next link '" + link +
                       "' leads back to a page that was read already, so the "
                       "list would never end");
  }
  return std::optional(*std::move(target));
}

Status Scan::read_page(const http::Target& target) {
  Result<Reply> reply = caller_.send(resource_, method_, *org_, target);
  if (!reply) return reply.error();
  target_ = target;
  row_ = 0;
  links_.clear();
  if (reply->gone) {
    // What the query named is not there: no rows. A list of everything is.
    if (method_.path_parameters.empty()) {
      return explain({resource_, method_, *org_, target}, reply->response);
    }
    page_ = json::Page();
    return {};
  }
  http::Response& response = reply->response;
  if (!is_json(response)) {
    return problem(target, "the answer is " + *response.header("content-type") +
                               " and not JSON; is a login page or a proxy in "
                               "between?");
  }
  links_ = response.all_headers("link");
  const json::Shape shape =
      method_.returns_list ? json::Shape::list : json::Shape::object;
  Result<json::Page> page =
      json::read_page(std::move(response.body), shape, *layout_);
  if (!page) {
    return problem(target, "the answer can't be read: " + page.error().text);
  }
  page_ = *std::move(page);
  return {};
}

Error Scan::problem(const http::Target& target, std::string_view text) const {
  return explain(Attempt{resource_, method_, *org_, target}, text);
}

Cell Scan::cell(std::size_t index) const {
  const Column& column = resource_.columns[index];
  if (layout_columns_[index] >= 0) {
    const Cell cell =
        page_.cell(row_, static_cast<std::size_t>(layout_columns_[index]));
    if (!std::holds_alternative<std::monostate>(cell)) return cell;
  }
  if (!column.parameter) return std::monostate{};
  return echo(resource_.parameters[*column.parameter]);
}

Cell Scan::echo(const Parameter& parameter) const {
  const std::string* value = value_of(resource_, parameter, arguments_);
  if (parameter.place == Parameter::Place::server) {
    return std::string_view(value ? *value : org_->subdomain);
  }
  if (!method_.takes(parameter.name)) return std::monostate{};
  if (value == nullptr) {
    if (!parameter.fallback) return std::monostate{};
    return std::int64_t{*parameter.fallback};
  }
  std::int64_t number = 0;
  const char* end = value->data() + value->size();
  if (parameter.type == Type::integer &&
      std::from_chars(value->data(), end, number).ptr == end) {
    return number;
  }
  return std::string_view(*value);
}

std::optional<std::string> Scan::key() const {
  std::vector<std::string> parts = {org_->subdomain};
  for (const std::string& name : resource_.key) {
    const Cell part = cell(*resource_.column(name));
    const auto* text = std::get_if<std::string_view>(&part);
    parts.emplace_back(text ? *text : std::string_view());
  }
  return make_key(parts);
}

}  // namespace idp
