// service_apps.cpp - reads what a control path registers.
#include "oauth/service_apps.h"

#include <rapidjson/document.h>

#include "wire/member.h"

namespace sim {
namespace {

using Value = rapidjson::Value;

// Either a JWK, or {"pem": "-----BEGIN PUBLIC KEY-----..", "kid": ".."}.
bool read_key(const Value& value, ServiceApp& app) {
  if (!value.IsObject()) return false;
  const Value* kid = member(value, "kid");
  const Value* pem = member(value, "pem");
  if ((kid && !kid->IsString()) || (pem && !pem->IsString())) return false;
  auto key =
      pem ? PublicKey::from_pem(pem->GetString()) : PublicKey::from_jwk(value);
  if (!key) return false;
  app.keys.push_back({text_member(value, "kid"), *key});
  return true;
}

bool read_member(const std::string& name, const Value& value, ServiceApp& app) {
  if (name == "client_id" && value.IsString()) {
    app.client_id = value.GetString();
    return true;
  }
  if (name == "keys" && value.IsArray()) {
    for (const Value& key : value.GetArray())
      if (!read_key(key, app)) return false;
    return true;
  }
  if (name == "scopes" && value.IsArray()) {
    for (const Value& scope : value.GetArray()) {
      if (!scope.IsString()) return false;
      app.scopes.insert(scope.GetString());
    }
    return true;
  }
  bool* flag = name == "dpop_bound_access_tokens" ? &app.dpop
               : name == "admin_role"             ? &app.admin_role
                                                  : nullptr;
  if (!flag || !value.IsBool()) return false;
  *flag = value.GetBool();
  return true;
}

}  // namespace

bool ServiceApp::may(std::string_view scope) const {
  return allows(scopes, scope);
}

bool allows(const std::set<std::string, std::less<>>& granted,
            std::string_view scope) {
  if (granted.contains(scope)) return true;
  constexpr std::string_view read = ".read";
  if (!scope.ends_with(read)) return false;
  scope.remove_suffix(read.size());
  return granted.contains(std::string(scope) + ".manage");
}

std::variant<ServiceApp, std::string> read_service_app(
    const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError() || !document.IsObject())
    return "a service app is a JSON object";
  ServiceApp app;
  for (const auto& member : document.GetObject()) {
    const std::string name = member.name.GetString();
    if (!read_member(name, member.value, app))
      return "unknown word or bad value: '" + name + "'";
  }
  if (app.client_id.empty() || app.keys.empty())
    return "a service app needs client_id and keys";
  return app;
}

}  // namespace sim
