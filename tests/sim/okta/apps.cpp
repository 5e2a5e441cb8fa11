// apps.cpp - apps as objects.h has them: keys and order as recorded (facts, 2).
#include "okta/objects.h"

namespace sim {
namespace {

void boolean(Json& json, std::string_view name, bool value) {
  key(json, name);
  json.Bool(value);
}

// The parts of the org's own that apps are given alike.
void access(Json& json) {
  object(json, "accessibility", [&] {
    boolean(json, "selfService", false);
    field_or_null(json, "errorRedirectUrl", std::nullopt);
    field_or_null(json, "loginRedirectUrl", std::nullopt);
  });
  object(json, "visibility", [&] {
    boolean(json, "autoLaunch", false);
    boolean(json, "autoSubmitToolbar", false);
    object(json, "hide", [&] {
      boolean(json, "iOS", true);
      boolean(json, "web", true);
    });
  });
}

void credentials(Json& json, const App& app) {
  object(json, "credentials", [&] {
    object(json, "userNameTemplate", [&] {
      field(json, "template", "${source.login}");
      field(json, "type", "BUILT_IN");
    });
    object(json, "signing", [] {});
    if (app.application_type.empty()) return;
    object(json, "oauthClient", [&] {
      boolean(json, "autoKeyRotation", true);
      field(json, "client_id", app.client_id);
      const bool open =
          app.application_type == "native" || app.application_type == "browser";
      field(json, "token_endpoint_auth_method",
            open ? "none" : "client_secret_basic");
      boolean(json, "pkce_required", open);
    });
  });
}

// Of an app that leads to a page and no more.
void bookmark(Json& json, const App& app) {
  boolean(json, "requestIntegration", false);
  field(json, "url", "https://bookmark.example.com/" + app.id);
}

void oauth_settings(Json& json, const App& app) {
  object(json, "oauthClient", [&] {
    field_or_null(json, "client_uri", app.client_uri);
    field_or_null(json, "logo_uri", app.logo_uri);
    const bool service = app.application_type == "service";
    if (service) {
      words_field(json, "response_types", {"token"});
      words_field(json, "grant_types", {"client_credentials"});
    } else {
      words_field(json, "redirect_uris", {"https://app.example.com/callback"});
      words_field(json, "response_types", {"code"});
      words_field(json, "grant_types", {"authorization_code", "refresh_token"});
    }
    field(json, "application_type", app.application_type);
    field(json, "consent_method", service ? "TRUSTED" : "REQUIRED");
    field(json, "issuer_mode", "DYNAMIC");
    if (!service) {
      object(json, "refresh_token", [&] {
        field(json, "rotation_type",
              app.application_type == "browser" ? "ROTATE" : "STATIC");
        field(json, "leeway", std::uint64_t{0});
      });
    }
    boolean(json, "dpop_bound_access_tokens", false);
  });
}

void settings(Json& json, const App& app) {
  object(json, "settings", [&] {
    object(json, "app", [&] {
      if (app.name == "bookmark") bookmark(json, app);
    });
    object(json, "notifications", [&] {
      object(json, "vpn", [&] {
        object(json, "network", [&] { field(json, "connection", "DISABLED"); });
        field_or_null(json, "message", std::nullopt);
        field_or_null(json, "helpUrl", std::nullopt);
      });
    });
    boolean(json, "manualProvisioning", false);
    boolean(json, "implicitAssignment", app.built_in);
    object(json, "notes", [&] {
      field_or_null(json, "admin", std::nullopt);
      field_or_null(json, "enduser", std::nullopt);
    });
    if (!app.application_type.empty()) oauth_settings(json, app);
  });
}

void universal_logout(Json& json) {
  object(json, "universalLogout", [&] {
    field(json, "status", "DISABLED");
    field(json, "supportType", "FULL");
    field(json, "identityStack", "NOT_SHARED");
    field(json, "protocol", "GLOBAL_TOKEN_REVOCATION");
  });
}

void links(Json& json, const App& app, const std::string& base) {
  object(json, "_links", [&] {
    const std::string self = base + "/api/v1/apps/" + app.id;
    link(json, "uploadLogo", self + "/logo", {}, {"POST"});
    link(json, "groups", self + "/groups");
    array(json, "logo", [&] {
      object(json, [&] {
        field(json, "name", "medium");
        field(json, "href", "https://static.example.com/logos/default.png");
        field(json, "type", "image/png");
      });
    });
    link(json, "users", self + "/users");
    if (app.active) {
      link(json, "deactivate", self + "/lifecycle/deactivate");
    } else {
      link(json, "activate", self + "/lifecycle/activate");
    }
  });
}

}  // namespace

void write_app(Json& json, const Org& org, const App& app, const View& view) {
  const bool has_mode = !app.sign_on_mode.empty();
  object(json, [&] {
    field(json, "id", app.id);
    // The connections to directories have none.
    if (has_mode) {
      field(json, "orn",
            "orn:okta:idp:" + org.ids().encode(Kind::org, 0) +
                ":apps:" + app.name + ":" + app.id);
    }
    field(json, "name", app.name);
    field(json, "label", app.label);
    field(json, "status", app.active ? "ACTIVE" : "INACTIVE");
    time_field(json, "lastUpdated", app.last_updated);
    time_field(json, "created", app.created);
    access(json);
    words_field(json, "features", {});
    field_or_null(json, "signOnMode",
                  has_mode ? std::optional(app.sign_on_mode) : std::nullopt);
    credentials(json, app);
    if (has_mode && !app.built_in) universal_logout(json);
    settings(json, app);
    if (app.name == "csv_directory_v2") {
      object(json, "licensing",
             [&] { field(json, "seatCount", std::uint64_t{250}); });
      object(json, "profile", [&] { field(json, "owner", "Zoë"); });
    }
    if (app.name == "okta_flow_sso") {
      object(json, "expressConfiguration",
             [&] { words_field(json, "enabledCapabilities", {"SSO"}); });
    }
    links(json, app, view.base);
  });
}

}  // namespace sim
