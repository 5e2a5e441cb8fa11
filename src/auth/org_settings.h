// org_settings.h - one org out of its settings, and its place among others.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "auth/org.h"
#include "auth/source.h"
#include "json/tree.h"
#include "result.h"

namespace idp {

// The settings of an org beside those of its credential.
inline constexpr std::array<std::string_view, 5> kOrgKeys = {
    "orgUrl", "orgId", "subdomain", "default", "provider"};

// All settings that an org can have.
std::vector<std::string_view> org_keys();

// Whether any of them is there.
bool has_org(const json::Tree& settings);

// Members beside the org's may be there, too. Fails where the settings are not
// a whole org: a host and a credential. Whether it is the default is for the
// source to say.
Result<Org> make_org(const json::Tree& settings, const Source& source,
                     const World& world);

// What a source gives. An org takes the place of the one of that provider and
// name, as a whole; a default, that of the provider's default.
void add_orgs(std::vector<Org>& orgs, std::vector<Org> given);

}  // namespace idp
