// devices.cpp - derives devices, and keeps what was changed.
#include "okta/devices.h"

#include <algorithm>
#include <array>

#include "okta/org.h"

namespace sim {
namespace {

enum DeviceTag : std::uint64_t {
  kDeviceStatus = 1600,
  kDeviceCreated,
  kDeviceUpdated,
  kDeviceSerial
};

struct ModelWords {
  std::string_view platform, manufacturer, model, os_version, name;
};

constexpr std::array<ModelWords, 4> kModels = {{
    {"IOS", "APPLE", "iPhone15,4", "18.5.0", "phone"},
    {"MACOS", "Apple", "MacBookPro18,3", "15.6.1", "MacBook"},
    {"WINDOWS", "LENOVO", "21HD", "10.0.26100", "laptop"},
    {"ANDROID", "Google", "Pixel 9", "15", "Pixel"},
}};

}  // namespace

std::string_view device_status_name(DeviceStatus status) {
  constexpr std::array<std::string_view, 3> names = {"ACTIVE", "DEACTIVATED",
                                                     "SUSPENDED"};
  return names[static_cast<std::size_t>(status)];
}

std::uint32_t Devices::first_ones() const { return org_.users() * 2 / 3; }

std::uint32_t Devices::count() const {
  return first_ones() + org_.users() / 10;
}

const Devices::Change* Devices::change(std::uint32_t device) const {
  const auto found = changed_.find(device);
  return found == changed_.end() ? nullptr : &found->second;
}

bool Devices::exists(std::uint32_t device) const {
  const Change* made = change(device);
  return !made || !made->removed;
}

// The first ones show every status, in an org of any size.
DeviceStatus Devices::first_status(std::uint32_t device) const {
  if (device < 3) return DeviceStatus::active;
  const std::uint64_t h = device == 3   ? 0
                          : device == 5 ? 1
                                        : org_.draw(kDeviceStatus, device) % 20;
  return h == 0   ? DeviceStatus::suspended
         : h == 1 ? DeviceStatus::deactivated
                  : DeviceStatus::active;
}

Device Devices::device(std::uint32_t number) const {
  const std::uint64_t h = org_.draw(kDeviceSerial, number);
  const ModelWords& model = kModels[h % kModels.size()];
  const Change* made = change(number);
  Device d;
  d.number = number;
  d.id = org_.ids().encode(Kind::device, number);
  d.serial = base62(h, 10);
  d.name = std::string(model.name) + "-" + d.serial;
  d.platform = model.platform;
  d.manufacturer = model.manufacturer;
  d.model = model.model;
  d.os_version = model.os_version;
  d.status = made && made->status ? *made->status : first_status(number);
  d.created =
      time_since(kEpoch - 700 * kDay, org_.draw(kDeviceCreated, number));
  d.last_updated =
      made && made->at != 0
          ? made->at
          : time_since(d.created, org_.draw(kDeviceUpdated, number));
  return d;
}

std::optional<std::uint32_t> Devices::find(std::string_view id) const {
  const auto value = org_.ids().decode(Kind::device, id);
  if (!value || *value >= count()) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(*value);
  return exists(number) ? std::optional(number) : std::nullopt;
}

// Device 2k is user 3k's, 2k + 1 is user 3k + 1's, and of ten the fourth also
// its neighbour's; behind them each tenth user's second one.
std::vector<std::uint32_t> Devices::users(std::uint32_t device) const {
  const Change* made = change(device);
  if (first_status(device) == DeviceStatus::deactivated ||
      (made && made->unlinked)) {
    return {};
  }
  std::vector<std::uint32_t> owners;
  if (device >= first_ones()) {
    owners = {(device - first_ones()) * 10};
  } else {
    owners = {device * 3 / 2};
    if (device % 10 == 4) owners.push_back(device * 3 / 2 + 1);
  }
  std::erase_if(owners, [&](std::uint32_t user) {
    return user >= org_.users() || !org_.exists(user);
  });
  return owners;
}

std::vector<std::uint32_t> Devices::of(std::uint32_t user) const {
  std::vector<std::uint32_t> devices;
  const std::uint32_t third = user / 3 * 2;
  for (std::uint32_t d = third < 2 ? 0 : third - 2; d <= third + 2; ++d) {
    if (d < first_ones()) devices.push_back(d);
  }
  if (user % 10 == 0) devices.push_back(first_ones() + user / 10);
  std::erase_if(devices, [&](std::uint32_t device) {
    if (device >= count() || !exists(device)) return true;
    const auto owners = users(device);
    return std::ranges::find(owners, user) == owners.end();
  });
  return devices;
}

void Devices::set_status(std::uint32_t device, DeviceStatus status,
                         std::int64_t now) {
  Change& made = changed_[device];
  made.status = status;
  made.at = now;
  if (status == DeviceStatus::deactivated) made.unlinked = true;
}

void Devices::remove(std::uint32_t device) { changed_[device].removed = true; }

}  // namespace sim
