// serve_devices.cpp - devices and their users (facts on jobs, 6).
#include <algorithm>
#include <array>

#include "errors.h"
#include "okta/filter.h"
#include "okta/list_users.h"
#include "okta/objects.h"
#include "okta/paging.h"
#include "okta/routes.h"

namespace sim {
namespace serve_devices {
namespace {

// "search" takes every attribute of the profile.
bool is_searchable(std::string_view attribute, std::string_view op) {
  constexpr std::array<std::string_view, 8> ops = {"eq", "sw", "co", "pr",
                                                   "gt", "ge", "lt", "le"};
  const bool known = attribute == "id" || attribute == "status" ||
                     attribute == "lastUpdated" || attribute == "created" ||
                     attribute.starts_with("profile.");
  return known && std::ranges::find(ops, op) != ops.end();
}

constexpr Grammar kSearch = {.allowed = is_searchable, .any_case = true};

Attributes attributes_of(const Device& device) {
  return [&device](std::string_view name) -> std::optional<std::string> {
    if (name == "id") return device.id;
    if (name == "status") return std::string(device_status_name(device.status));
    if (name == "created") return iso_time(device.created);
    if (name == "lastUpdated") return iso_time(device.last_updated);
    if (name == "profile.displayName") return device.name;
    if (name == "profile.platform") return std::string(device.platform);
    if (name == "profile.manufacturer") return std::string(device.manufacturer);
    if (name == "profile.model") return std::string(device.model);
    if (name == "profile.osVersion") return std::string(device.os_version);
    if (name == "profile.serialNumber") return device.serial;
    if (name == "profile.registered") return "true";
    return std::nullopt;
  };
}

void flag(Json& json, std::string_view name, bool value) {
  key(json, name);
  json.Bool(value);
}

// Who uses a device, and since when: the user as a whole, or in short.
void write_user_of(Json& json, const Org& org, const Device& device,
                   std::uint32_t index, const View& view, bool whole) {
  const User user = org.user(index);
  object(json, [&] {
    time_field(json, "created", device.created);
    field(json, "managementStatus", "NOT_MANAGED");
    field(json, "screenLockType", "BIOMETRIC");
    key(json, "user");
    if (whole) return write_user(json, org, user, view);
    object(json, [&] {
      field(json, "id", user.id);
      object(json, "profile", [&] {
        field(json, "login", user.login);
        field(json, "email", user.email);
      });
    });
  });
}

void write_users_of(Json& json, const Org& org, const Device& device,
                    const View& view, bool whole) {
  for (const std::uint32_t user : org.devices().users(device.number)) {
    write_user_of(json, org, device, user, view, whole);
  }
}

void links(Json& json, const Device& device, const std::string& base) {
  const std::string self = base + "/api/v1/devices/" + device.id;
  const auto move = [&](std::string_view name) {
    link(json, name, self + "/lifecycle/" + std::string(name), {}, {"POST"});
  };
  object(json, "_links", [&] {
    switch (device.status) {
      case DeviceStatus::active:
        move("suspend");
        move("deactivate");
        break;
      case DeviceStatus::suspended:
        move("unsuspend");
        move("deactivate");
        break;
      case DeviceStatus::deactivated:
        move("activate");
    }
    link(json, "self", self, {}, {"GET", "PATCH", "PUT"});
    link(json, "users", self + "/users", {}, {"GET"});
  });
}

// expand: "", "user" or "userSummary".
void write_device(Json& json, const Org& org, const Device& device,
                  const View& view, const std::string& expand) {
  object(json, [&] {
    field(json, "id", device.id);
    field(json, "status", device_status_name(device.status));
    time_field(json, "created", device.created);
    time_field(json, "lastUpdated", device.last_updated);
    object(json, "profile", [&] {
      field(json, "displayName", device.name);
      field(json, "platform", device.platform);
      field(json, "manufacturer", device.manufacturer);
      field(json, "model", device.model);
      field(json, "osVersion", device.os_version);
      field(json, "serialNumber", device.serial);
      flag(json, "registered", true);
      flag(json, "secureHardwarePresent", device.platform != "WINDOWS");
    });
    field(json, "resourceType", "UDDevice");
    object(json, "resourceDisplayName", [&] {
      field(json, "value", device.name);
      flag(json, "sensitive", false);
    });
    field(json, "resourceId", device.id);
    field_or_null(json, "resourceAlternateId", std::nullopt);
    links(json, device, view.base);
    if (expand.empty()) return;
    object(json, "_embedded", [&] {
      array(json, "users",
            [&] { write_users_of(json, org, device, view, expand == "user"); });
    });
  });
}

std::string expand_of(const Call& call) {
  const std::string expand = call.param("expand").value_or("");
  return expand == "user" || expand == "userSummary" ? expand : "";
}

Answer list_devices(Org& org, const Call& call) {
  PageRules rules;
  rules.default_limit = 200;
  rules.padded_cursor = false;
  const std::string expand = expand_of(call);
  if (!expand.empty()) rules.echoed.emplace_back("expand", expand);
  std::optional<Filter> filter;
  if (const auto search = call.param("search")) {
    filter = Filter::parse(*search, kSearch);
    if (!filter) return bad_search();
    rules.echoed.emplace_back("search", *search);
  }
  const Devices& devices = org.devices();
  Listing list;
  list.find = [&](std::uint64_t from) -> std::optional<std::uint64_t> {
    for (std::uint64_t i = from; i < devices.count(); ++i) {
      const auto number = static_cast<std::uint32_t>(i);
      if (!devices.exists(number)) continue;
      if (!filter) return i;
      const Device device = devices.device(number);
      if (filter->matches(attributes_of(device))) return i;
    }
    return std::nullopt;
  };
  list.write = [&](Json& json, std::uint64_t i) {
    write_device(json, org, devices.device(static_cast<std::uint32_t>(i)),
                 user_view(call), expand);
  };
  Answer answer = page(call, org.ids(), rules, list);
  if (answer.status == 200) return answer;
  return error(400, "E0000031", "Invalid search criteria.",
               {"Invalid cursor."});
}

Answer get_device(Org& org, const Call& call) {
  const auto device = org.devices().find(call.ids[0]);
  if (!device) return not_found(call.ids[0], "Device");
  return ok(json_text([&](Json& json) {
    write_device(json, org, org.devices().device(*device), user_view(call), "");
  }));
}

// Neither is paged, nor has a Link header.
Answer list_users_of(Org& org, const Call& call) {
  const auto device = org.devices().find(call.ids[0]);
  if (!device) return not_found(call.ids[0], "Device");
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      write_users_of(json, org, org.devices().device(*device), user_view(call),
                     true);
    });
  }));
}

Answer list_of_user(Org& org, const Call& call) {
  const auto user = org.find_user(call.ids[0]);
  if (!user) return not_found(call.ids[0], "User");
  return ok(json_text([&](Json& json) {
    array(json, [&] {
      for (const std::uint32_t number : org.devices().of(*user)) {
        const Device device = org.devices().device(number);
        object(json, [&] {
          time_field(json, "created", device.created);
          field(json, "deviceUserId",
                "dus" + base62(mix(number, *user), 11) + "x5d7");
          key(json, "device");
          write_device(json, org, device, user_view(call), "");
        });
      }
    });
  }));
}

Answer wrong_status(const std::string& cause) {
  return error(400, "E0000001", "Api validation failed: device", {cause});
}

constexpr DeviceStatus active = DeviceStatus::active;
constexpr DeviceStatus suspended = DeviceStatus::suspended;
constexpr DeviceStatus deactivated = DeviceStatus::deactivated;

Answer move(Org& org, const Call& call,
            std::initializer_list<DeviceStatus> from, DeviceStatus to) {
  const auto number = org.devices().find(call.ids[0]);
  if (!number) return not_found(call.ids[0], "Device");
  const DeviceStatus now = org.devices().device(*number).status;
  if (std::ranges::find(from, now) == from.end()) {
    return wrong_status("The device is " +
                        std::string(device_status_name(now)) + ".");
  }
  org.devices().set_status(*number, to, call.now);
  return no_content();
}

Answer activate(Org& org, const Call& call) {
  return move(org, call, {deactivated}, active);
}
Answer deactivate(Org& org, const Call& call) {
  return move(org, call, {active, suspended}, deactivated);
}
Answer suspend(Org& org, const Call& call) {
  return move(org, call, {active}, suspended);
}
Answer unsuspend(Org& org, const Call& call) {
  return move(org, call, {suspended}, active);
}

Answer remove(Org& org, const Call& call) {
  const auto number = org.devices().find(call.ids[0]);
  if (!number) return not_found(call.ids[0], "Device");
  if (org.devices().device(*number).status != deactivated) {
    return wrong_status("The device must be deactivated to be deleted.");
  }
  org.devices().remove(*number);
  return no_content();
}

constexpr std::string_view kManage = "okta.devices.manage";

constexpr std::array<Route, 9> kRoutes = {{
    {"GET", "/api/v1/devices", "okta.devices.read", Bucket::devices,
     list_devices},
    {"GET", "/api/v1/devices/{deviceId}", "okta.devices.read", Bucket::devices,
     get_device},
    {"GET", "/api/v1/devices/{deviceId}/users", "okta.devices.read",
     Bucket::device_users, list_users_of},
    {"POST", "/api/v1/devices/{deviceId}/lifecycle/activate", kManage,
     Bucket::devices, activate},
    {"POST", "/api/v1/devices/{deviceId}/lifecycle/deactivate", kManage,
     Bucket::devices, deactivate},
    {"POST", "/api/v1/devices/{deviceId}/lifecycle/suspend", kManage,
     Bucket::devices, suspend},
    {"POST", "/api/v1/devices/{deviceId}/lifecycle/unsuspend", kManage,
     Bucket::devices, unsuspend},
    {"DELETE", "/api/v1/devices/{deviceId}", kManage, Bucket::devices, remove},
    {"GET", "/api/v1/users/{userId}/devices", "okta.users.read", Bucket::users,
     list_of_user},
}};

}  // namespace
}  // namespace serve_devices

std::span<const Route> device_routes() { return serve_devices::kRoutes; }

}  // namespace sim
