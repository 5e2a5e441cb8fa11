// role_objects.cpp - factors and roles as access_objects.h has them.
#include <array>

#include "okta/access_objects.h"

namespace sim {
namespace {

struct FactorWords {
  std::string_view type, provider, vendor;
};

constexpr std::array<FactorWords, kFactorKinds> kFactors = {{
    {"push", "OKTA", "OKTA"},
    {"signed_nonce", "OKTA", "OKTA"},
    {"token:software:totp", "OKTA", "OKTA"},
    {"sms", "OKTA", "OKTA"},
    {"question", "OKTA", "OKTA"},
    {"webauthn", "FIDO", "FIDO"},
    {"token:software:totp", "GOOGLE", "GOOGLE"},
}};

void profile(Json& json, const User& user, FactorKind kind) {
  switch (kind) {
    case FactorKind::push:
    case FactorKind::signed_nonce:
      field(json, "credentialId", user.login);
      field(json, "deviceType", "SmartPhone_IPhone");
      field(json, "name", user.first_name + "'s phone");
      field(json, "platform", "IOS");
      field(json, "version", "18.5.0");
      break;
    case FactorKind::sms:
      field(json, "phoneNumber", user.mobile_phone.value_or("+1-555-0100"));
      break;
    case FactorKind::question:
      field(json, "question", "favorite_art_piece");
      field(json, "questionText", "What is your favorite piece of art?");
      break;
    case FactorKind::webauthn:
      field(json, "credentialId", "cred-" + user.id);
      field(json, "authenticatorName", "Security key");
      break;
    case FactorKind::totp:
    case FactorKind::google_totp:
      field(json, "credentialId", user.login);
  }
}

// A secret: whoever has it has the factor.
void activation(Json& json, const Factor& factor) {
  object(json, "_embedded", [&] {
    object(json, "activation", [&] {
      field(json, "timeStep", std::uint64_t{30});
      field(json, "sharedSecret", "SECRET" + factor.id.substr(3, 10));
      field(json, "encoding", "base32");
      field(json, "keyLength", std::uint64_t{16});
    });
  });
}

std::string_view name_of(Assignee from) {
  constexpr std::array<std::string_view, 3> names = {"USER", "GROUP", "CLIENT"};
  return names[static_cast<std::size_t>(from)];
}

}  // namespace

void write_factor(Json& json, const User& user, const Factor& factor,
                  const std::string& base) {
  const FactorWords& words = kFactors[static_cast<std::size_t>(factor.kind)];
  const std::string self =
      base + "/api/v1/users/" + user.id + "/factors/" + factor.id;
  object(json, [&] {
    field(json, "id", factor.id);
    field(json, "factorType", words.type);
    field(json, "provider", words.provider);
    field(json, "vendorName", words.vendor);
    field(json, "status", factor.pending ? "PENDING_ACTIVATION" : "ACTIVE");
    time_field(json, "created", factor.created);
    time_field(json, "lastUpdated", factor.last_updated);
    object(json, "profile", [&] { profile(json, user, factor.kind); });
    if (factor.pending) activation(json, factor);
    const auto links = [&] { link(json, "self", self, {}, {"GET", "DELETE"}); };
    object(json, "_links", links);
  });
}

void write_role(Json& json, const Role& role, const std::string& assignee) {
  object(json, [&] {
    field(json, "id", role.id);
    if (!role.role_id.empty()) field(json, "role", role.role_id);
    field(json, "label", role.label);
    field(json, "type", role.type);
    field(json, "status", "ACTIVE");
    time_field(json, "created", role.created);
    time_field(json, "lastUpdated", role.last_updated);
    field(json, "assignmentType", name_of(role.from));
    if (!role.resource_set_id.empty()) {
      field(json, "resource-set", role.resource_set_id);
    }
    object(json, "_links", [&] { link(json, "assignee", assignee); });
  });
}

void write_assignee(Json& json, const Org& org, std::uint32_t user,
                    const std::string& base) {
  const std::string id = org.ids().encode(Kind::user, user);
  const std::string self = base + "/api/v1/users/" + id;
  object(json, [&] {
    field(json, "id", id);
    field(json, "orn",
          "orn:okta:directory:" + org.ids().encode(Kind::org, 0) +
              ":users:" + id);
    object(json, "_links", [&] {
      link(json, "self", self);
      link(json, "roles", self + "/roles");
    });
  });
}

}  // namespace sim
