// documents.cpp - fuzz target: a folder's documents are refused with words, or
// make tables whose plans hold.
//
// Input: a provider's document; after each line of dashes, a table's.
#include "model/documents.h"

#include "json/tree.h"
#include "model/check.h"
#include "model/load.h"
#include "plan_check.h"

namespace idp::fuzz {
namespace {

constexpr std::string_view kBetween = "\n---\n";

std::string_view take_document(std::string_view& text) {
  const std::size_t end = text.find(kBetween);
  const std::string_view document = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + kBetween.size());
  return document;
}

// As a folder is read.
Result<std::vector<Resource>> load(std::string_view text) {
  const std::string_view first = take_document(text);
  if (Status s = json::validate(first, provider_schema()); !s) return s.error();
  const Result<Provider> provider = load_provider(first);
  if (!provider) return provider.error();
  std::vector<Resource> catalog;
  while (!text.empty()) {
    const std::string_view document = take_document(text);
    if (Status s = json::validate(document, resource_schema()); !s) {
      return s.error();
    }
    Result<Resource> resource = load_resource(*provider, document);
    if (!resource) return resource.error();
    catalog.push_back(*std::move(resource));
    if (Status status = check_name(catalog); !status) return status.error();
  }
  if (Status status = check_sources(catalog); !status) return status.error();
  return catalog;
}

// Queries that name nothing, one column, or all of them; by each operator.
void check_table(std::span<const Resource> catalog, const Resource& table) {
  std::vector<Constraint> all;
  std::vector<std::size_t> used;
  const auto check_offer = [&](std::vector<Constraint> constraints,
                               std::span<const Pin> pins = {}) {
    const bool limited = constraints.size() % 2 == 1;
    check_plan(catalog, table, {std::move(constraints), used, limited}, pins,
               {}, "a/{b} -> c [d]");
  };
  check_offer({});
  for (std::size_t i = 0; i <= table.key_column(); ++i) {
    if (i % 3 != 0) used.push_back(i);
    all.push_back({i, Operator::eq});
    check_offer(all);
    check_offer({{i, Operator::eq, true, true}, {i, Operator::eq, false}});
    check_offer({{i, Operator::gt}, {i, Operator::le}});
    if (i == table.key_column() || !table.columns[i].parameter) continue;
    const Pin pin[] = {{i, "pinned"}};
    check_offer({}, pin);
    check_offer(all, pin);
  }
}

}  // namespace

void fuzz_documents(std::string_view input) {
  const Result<std::vector<Resource>> catalog = load(input);
  if (!catalog) {
    check(!catalog.error().text.empty(), "an error has words");
    return;
  }
  for (const Resource& table : *catalog) check_table(*catalog, table);
}

}  // namespace idp::fuzz
