// load.cpp - reads documents; the schemas have checked their form already.
#include "model/load.h"

#include <algorithm>

#include "json/tree.h"
#include "model/check.h"
#include "model/load_change.h"
#include "model/load_saved.h"
#include "model/load_setup.h"
#include "model/path.h"

namespace idp {
namespace {

using json::Tree;

Type type_named(std::string_view name) {
  if (name == "integer") return Type::integer;
  if (name == "number") return Type::number;
  if (name == "boolean") return Type::boolean;
  if (name == "object" || name == "array") return Type::json;
  return Type::string;
}

Parameter::Place place_named(std::string_view name) {
  if (name == "server") return Parameter::Place::server;
  if (name == "filter") return Parameter::Place::filter;
  return name == "path" ? Parameter::Place::path : Parameter::Place::query;
}

Paging paging_named(std::string_view name) {
  if (name == "link") return Paging::link;
  if (name == "body") return Paging::body;
  return name == "offset" ? Paging::offset : Paging::none;
}

std::optional<long> number(const Tree& tree, std::string_view name) {
  const Tree* member = tree.find(name);
  const auto* value =
      member ? std::get_if<std::int64_t>(&member->value) : nullptr;
  return value ? std::optional(static_cast<long>(*value)) : std::nullopt;
}

Field read_field(const Tree& tree) {
  Field field;
  field.name = tree.text("name");
  field.type_name = tree.text("type");
  field.type = type_named(field.type_name);
  field.source = tree.find("source") ? tree.text("source") : field.name;
  field.hidden = tree.flag("hidden");
  field.description = tree.text("description");
  if (tree.text("collation") == "NOCASE") field.collation = Collation::nocase;
  field.lower_case = tree.text("letters") == "lower";
  return field;
}

Parameter read_parameter(const Tree& tree) {
  Parameter parameter;
  parameter.name = tree.text("name");
  parameter.place = place_named(tree.text("in"));
  parameter.type = type_named(tree.text("type"));
  parameter.description = tree.text("description");
  parameter.field = tree.text("field");
  parameter.from = tree.text("from");
  if (const Tree* where = tree.find("where")) {
    parameter.where_field = where->text("field");
    parameter.where_equals = where->text("equals");
  }
  if (const Tree* reserved = tree.find("reserved")) {
    for (const auto& [value, meaning] : reserved->members()) {
      parameter.reserved.emplace_back(value, meaning.text());
    }
  }
  parameter.minimum = number(tree, "minimum");
  parameter.maximum = number(tree, "maximum");
  parameter.fallback = number(tree, "default");
  return parameter;
}

Filter read_filter(const Tree& tree) {
  Filter filter;
  filter.parameter = tree.text("parameter");
  filter.otherwise = tree.text("otherwise");
  if (const auto most = number(tree, "most_terms")) {
    filter.most_terms = static_cast<std::size_t>(*most);
  }
  for (const Tree& item : tree.items("terms")) {
    FilterTerm term;
    term.field = item.text("field");
    term.name = item.text("name");
    term.expected_rows = number(item, "expected_rows").value_or(1);
    for (const std::string& op : json::texts(item.items("operators"))) {
      term.operators.push_back(*operator_named(op));
    }
    filter.terms.push_back(std::move(term));
  }
  filter.takes_or = tree.flag("takes_or");
  filter.lags = tree.flag("lags");
  if (const Tree* sort = tree.find("sort")) {
    filter.sort = Sort{sort->text("by"), sort->text("direction"),
                       sort->text("descending"), sort->text("ascending"),
                       json::texts(sort->items("fields"))};
  }
  return filter;
}

Method read_method(const Tree& tree) {
  Method method;
  method.name = tree.text("name");
  method.path = tree.text("path");
  method.operation = tree.text("operation");
  method.scope = tree.text("scope");
  method.bucket = tree.find("bucket") ? tree.text("bucket") : method.path;
  method.route = tree.text("route");
  method.instead = tree.text("instead");
  method.unseen = tree.text("unseen");
  method.if_not_found = tree.text("if_not_found");
  if (const Tree* listed_by = tree.find("listed_by")) {
    method.listed_by = listed_by->text("method");
    method.list_lacks = json::texts(listed_by->items("lacks"));
  }
  method.returns_list = tree.text("returns") == "list";
  method.rows = tree.text("rows");
  method.paging = paging_named(tree.text("paging"));
  method.expected_rows = number(tree, "expected_rows").value_or(1);
  method.path_parameters = names_in(method.path);
  method.optional = json::texts(tree.items("optional"));
  if (const Tree* filter = tree.find("filter")) {
    method.filter = read_filter(*filter);
  }
  if (const Tree* between = tree.find("between")) {
    method.between =
        Between{between->text("field"), between->text("since"),
                between->text("until"), number(*between, "days").value_or(0)};
  }
  load_change(method, tree);
  method.example = tree.text("example");
  return method;
}

void find_filter_parameters(Resource& resource) {
  for (Method& method : resource.methods) {
    if (!method.filter) continue;
    for (const FilterTerm& term : method.filter->terms) {
      const Parameter* parameter = resource.parameter(term.field);
      if (parameter && parameter->place == Parameter::Place::filter) {
        method.filter_parameters.push_back(term.field);
      }
    }
  }
}

// Fields first, in their order; then the parameters that are no fields.
std::vector<Column> make_columns(const Resource& resource) {
  std::vector<Column> columns;
  columns.reserve(resource.fields.size() + resource.parameters.size());
  for (const Field& field : resource.fields) {
    columns.push_back({field.name, field.type, field.hidden, field.source,
                       std::nullopt, field.collation});
  }
  for (std::size_t i = 0; i < resource.parameters.size(); ++i) {
    const Parameter& parameter = resource.parameters[i];
    const auto same = std::ranges::find(columns, parameter.name, &Column::name);
    if (same != columns.end()) {
      same->parameter = i;
      continue;
    }
    const auto field =
        std::ranges::find(resource.fields, parameter.field, &Field::name);
    const bool alias = field != resource.fields.end();
    columns.push_back({parameter.name, parameter.type, true,
                       alias ? field->source : std::string(), i,
                       alias ? field->collation : Collation::binary});
  }
  columns.push_back({std::string(kRawColumn), Type::json, true,
                     std::string(kWholeObject), std::nullopt,
                     Collation::binary});
  return columns;
}

void read_token_headers(Provider& provider, const Tree& tree) {
  for (const auto& [name, value] :
       tree.find("credentials")->find("headers")->members()) {
    provider.token_headers.emplace_back(name, value.text());
  }
}

void read_answers(Provider& provider, const Tree& tree) {
  provider.rows = tree.text("rows");
  if (const Tree* paging = tree.find("link_paging")) {
    provider.link_paging = {paging->text("limit"), paging->text("after")};
  }
  if (const Tree* paging = tree.find("body_paging")) {
    provider.body_paging = BodyPaging{
        paging->text("next"), paging->text("limit"), paging->text("after")};
  }
  if (const Tree* paging = tree.find("offset_paging")) {
    provider.offset_paging =
        OffsetPaging{paging->text("limit"), paging->text("offset"),
                     paging->text("total"), paging->text("at")};
  }
  provider.refuse_in_path = tree.text("refuse_in_path");
  const Tree& errors = *tree.find("errors");
  provider.error_code = errors.text("code");
  provider.error_summary = errors.text("summary");
  provider.error_id = errors.text("id");
  provider.error_causes = errors.text("causes");
  provider.gone_code = errors.text("gone");
  provider.unauthenticated_code = errors.text("unauthenticated");
  provider.not_credential_codes = json::texts(errors.items("not_credential"));
  const Tree* headers = tree.find("headers");
  if (headers == nullptr) return;
  provider.request_id = headers->text("request_id");
  provider.retry_for = headers->text("retry_for");
  provider.retry_count = headers->text("retry_count");
}

}  // namespace

Result<Provider> load_provider(std::string_view document) {
  const Result<Tree> tree = json::parse(document);
  if (!tree) return tree.error();
  Provider provider;
  provider.name = tree->text("provider");
  provider.title = tree->text("title");
  provider.domain = tree->text("domain");
  provider.servers = json::texts(tree->items("servers"));
  provider.routes = json::texts(tree->items("routes"));
  if (const Tree* limits = tree->find("rate_limits")) {
    for (const auto& [bucket, calls] : limits->members()) {
      provider.rate_limits.emplace_back(bucket,
                                        number(*limits, bucket).value_or(0));
    }
  }
  load_saved(provider, *tree);
  read_token_headers(provider, *tree);
  read_answers(provider, *tree);
  if (const Tree* oauth2 = tree->find("oauth2")) {
    provider.token_path = oauth2->text("token_path");
  }
  if (const Tree* settings = tree->find("settings")) {
    provider.setup = load_setup(*settings);
  } else {
    provider.setup.configure =
        R"(idp_configure('{"provider": ")" + provider.name + R"(", …}'))";
  }
  if (Status status = check_provider(provider); !status) return status.error();
  return provider;
}

Result<Resource> load_resource(const Provider& provider,
                               std::string_view document) {
  const Result<Tree> tree = json::parse(document);
  if (!tree) return tree.error();
  if (tree->text("provider") != provider.name) {
    return Error{"it is of the provider " + tree->text("provider") +
                 ", not of " + provider.name};
  }
  Resource resource;
  resource.provider = provider;
  resource.service = tree->text("service");
  resource.name = tree->text("resource");
  resource.mirrors = tree->text("mirrors");
  resource.description = tree->text("description");
  resource.documentation = tree->text("documentation");
  resource.notes = json::texts(tree->items("notes"));
  resource.key = json::texts(tree->items("key"));
  for (const Tree& item : tree->items("fields")) {
    resource.fields.push_back(read_field(item));
  }
  for (const Tree& item : tree->items("parameters")) {
    resource.parameters.push_back(read_parameter(item));
  }
  for (const Tree& item : tree->items("methods")) {
    resource.methods.push_back(read_method(item));
  }
  find_filter_parameters(resource);
  resource.secrets = json::texts(tree->items("secrets"));
  resource.replaces = tree->flag("replaces");
  resource.refuses = load_refuses(*tree);
  if (const Tree* saved = tree->find("saved")) {
    resource.saved = load_saved(*saved);
  }
  resource.columns = make_columns(resource);
  resource.change_columns = change_columns(resource);
  if (Status status = check_resource(resource); !status) return status.error();
  return resource;
}

}  // namespace idp
