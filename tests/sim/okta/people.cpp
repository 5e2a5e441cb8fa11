// people.cpp - users as objects.h has them (facts, 2 and 2.1).
#include "okta/objects.h"

namespace sim {
namespace {

// What an org added to its users.
void own_attributes(Json& json) {
  field(json, "department", "R&D");
  field(json, "costCenter", std::uint64_t{17});
  field_or_null(json, "manager", std::nullopt);
  words_field(json, "offices", {"Łódź", "Zürich"});
}

void profile(Json& json, const User& user) {
  object(json, "profile", [&] {
    field(json, "firstName", user.first_name);
    field(json, "lastName", user.last_name);
    field_or_null(json, "mobilePhone", user.mobile_phone);
    field_or_null(json, "secondEmail", std::nullopt);
    field(json, "login", user.login);
    field(json, "email", user.email);
    if (user.rare) own_attributes(json);
  });
}

void emails(Json& json, const User& user) {
  array(json, "emails", [&] {
    object(json, [&] {
      field(json, "value", user.email);
      field(json, "status", "VERIFIED");
      field(json, "type", "PRIMARY");
    });
  });
}

void credentials(Json& json, const User& user) {
  object(json, "credentials", [&] {
    if (user.password_changed) object(json, "password", [] {});
    if (user.lists_emails) emails(json, user);
    object(json, "provider", [&] {
      field(json, "type", "OKTA");
      field(json, "name", "OKTA");
    });
  });
}

// A list carries only "self"; a single user says what can be done with it.
void user_links(Json& json, const User& user, const View& view) {
  const std::string self = view.base + "/api/v1/users/" + user.id;
  object(json, "_links", [&] {
    if (view.single && user.status == Status::active) {
      link(json, "suspend", self + "/lifecycle/suspend");
    }
    if (view.single && user.status != Status::deprovisioned) {
      link(json, "deactivate", self + "/lifecycle/deactivate");
    }
    link(json, "self", self);
  });
}

}  // namespace

void write_user(Json& json, const Org& org, const User& user,
                const View& view) {
  object(json, [&] {
    field(json, "id", user.id);
    field(json, "status", status_name(user.status));
    if (user.transition && view.transition) {
      field(json, "transitioningToStatus", status_name(*user.transition));
    }
    time_field(json, "created", user.created);
    time_field(json, "activated", user.activated);
    time_field(json, "statusChanged", user.status_changed);
    time_field(json, "lastLogin", user.last_login);
    time_field(json, "lastUpdated", user.last_updated);
    time_field(json, "passwordChanged", user.password_changed);
    object(json, "type",
           [&] { field(json, "id", org.ids().encode(Kind::type, 0)); });
    if (user.rare) field(json, "realmId", org.ids().encode(Kind::realm, 0));
    profile(json, user);
    if (view.credentials) credentials(json, user);
    user_links(json, user, view);
  });
}

}  // namespace sim
