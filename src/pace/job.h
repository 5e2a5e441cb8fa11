// job.h - one call to make.
#pragma once

#include <cstdint>
#include <memory>

#include "auth/settings.h"
#include "http/url.h"
#include "model/resource.h"

namespace idp {

// The resource, its method and the org outlive it.
struct Job {
  const Resource* resource = nullptr;
  const Method* method = nullptr;
  std::shared_ptr<const Settings> settings;
  const Org* org = nullptr;  // one of the settings'
  http::Target target;
  std::int64_t statement = 0;  // that it is made for: RequestLog's number
};

}  // namespace idp
