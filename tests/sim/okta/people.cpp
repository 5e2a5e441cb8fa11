// people.cpp - the rest of objects.h: users and apps (facts, 2).
#include "okta/objects.h"

namespace sim {
namespace {

void profile(Json& json, const User& user) {
  object(json, "profile", [&] {
    field(json, "firstName", user.first_name);
    field(json, "lastName", user.last_name);
    field_or_null(json, "mobilePhone", user.mobile_phone);
    field_or_null(json, "secondEmail", std::nullopt);
    field(json, "login", user.login);
    field(json, "email", user.email);
  });
}

void credentials(Json& json, const User& user) {
  object(json, "credentials", [&] {
    if (user.password_changed) object(json, "password", [] {});
    array(json, "emails", [&] {
      object(json, [&] {
        field(json, "value", user.email);
        field(json, "status", "VERIFIED");
        field(json, "type", "PRIMARY");
      });
    });
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

void oauth_credentials(Json& json, const App& app) {
  object(json, "oauthClient", [&] {
    key(json, "autoKeyRotation");
    json.Bool(true);
    field(json, "client_id", app.client_id);
    const bool open =
        app.application_type == "native" || app.application_type == "browser";
    field(json, "token_endpoint_auth_method",
          open ? "none" : "client_secret_basic");
  });
}

void oauth_settings(Json& json, const App& app) {
  object(json, "oauthClient", [&] {
    field_or_null(json, "client_uri", app.client_uri);
    field_or_null(json, "logo_uri", app.logo_uri);
    if (app.application_type == "service") {
      words_field(json, "response_types", {"token"});
      words_field(json, "grant_types", {"client_credentials"});
    } else {
      words_field(json, "redirect_uris", {"https://app.example.com/callback"});
      words_field(json, "response_types", {"code"});
      words_field(json, "grant_types", {"authorization_code", "refresh_token"});
    }
    field(json, "application_type", app.application_type);
    field(json, "consent_method",
          app.application_type == "service" ? "TRUSTED" : "REQUIRED");
    field(json, "issuer_mode", "DYNAMIC");
    if (app.application_type == "service") return;
    object(json, "refresh_token", [&] {
      field(json, "rotation_type",
            app.application_type == "browser" ? "ROTATE" : "STATIC");
      field(json, "leeway", std::uint64_t{0});
    });
  });
}

}  // namespace

void write_user(Json& json, const Org& org, std::uint32_t index,
                const View& view) {
  const User user = org.user(index);
  object(json, [&] {
    field(json, "id", user.id);
    field(json, "status", status_name(user.status));
    time_field(json, "created", user.created);
    time_field(json, "activated", user.activated);
    time_field(json, "statusChanged", user.status_changed);
    time_field(json, "lastLogin", user.last_login);
    time_field(json, "lastUpdated", user.last_updated);
    time_field(json, "passwordChanged", user.password_changed);
    object(json, "type",
           [&] { field(json, "id", org.ids().encode(Kind::type, 0)); });
    profile(json, user);
    if (view.credentials) credentials(json, user);
    user_links(json, user, view);
  });
}

void write_app(Json& json, const App& app, const View& view) {
  const bool oauth = !app.application_type.empty();
  object(json, [&] {
    field(json, "id", app.id);
    field(json, "name", app.name);
    field(json, "label", app.label);
    field(json, "status", app.active ? "ACTIVE" : "INACTIVE");
    time_field(json, "lastUpdated", app.last_updated);
    time_field(json, "created", app.created);
    words_field(json, "features", {});
    field(json, "signOnMode", app.sign_on_mode);
    object(json, "credentials", [&] {
      if (oauth) oauth_credentials(json, app);
    });
    object(json, "settings", [&] {
      object(json, "app", [] {});
      if (oauth) oauth_settings(json, app);
    });
    object(json, "_links", [&] {
      const std::string self = view.base + "/api/v1/apps/" + app.id;
      link(json, "self", self);
      link(json, "users", self + "/users");
      if (app.active) {
        link(json, "deactivate", self + "/lifecycle/deactivate");
      } else {
        link(json, "activate", self + "/lifecycle/activate");
      }
    });
  });
}

}  // namespace sim
