// catalog.cpp - loads the documents which the build has put into the library.
#include "model/catalog.h"

#include "model/documents.h"
#include "model/load.h"

namespace idp {

Result<std::vector<Resource>> load_catalog() {
  std::vector<Resource> resources;
  for (const ProviderDocuments& documents : provider_documents()) {
    const Result<Provider> provider = load_provider(documents.provider);
    if (!provider) return provider.error();
    for (const std::string_view document : documents.resources) {
      Result<Resource> resource = load_resource(*provider, document);
      if (!resource) return resource.error();
      resources.push_back(*std::move(resource));
    }
  }
  return resources;
}

}  // namespace idp
