// devices.h - the devices that users registered.
// In: the seed, and what was changed.  Out: devices, and whose they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sim {

class Org;

enum class DeviceStatus { active, deactivated, suspended };
std::string_view device_status_name(DeviceStatus status);

struct Device {
  std::uint32_t number = 0;
  std::string id, name, serial;
  std::string_view platform, manufacturer, model, os_version;
  DeviceStatus status = DeviceStatus::active;
  std::int64_t created = 0, last_updated = 0;
};

class Devices {
 public:
  explicit Devices(const Org& org) : org_(org) {}

  // Some users have two, some none; some devices have two users.
  std::uint32_t count() const;
  bool exists(std::uint32_t device) const;
  Device device(std::uint32_t device) const;
  std::optional<std::uint32_t> find(std::string_view id) const;
  // Users who are there; of a device that was deactivated none, ever again.
  std::vector<std::uint32_t> users(std::uint32_t device) const;
  std::vector<std::uint32_t> of(std::uint32_t user) const;

  void set_status(std::uint32_t device, DeviceStatus status, std::int64_t now);
  void remove(std::uint32_t device);
  void reset() { changed_.clear(); }

 private:
  struct Change {
    std::optional<DeviceStatus> status;
    std::int64_t at = 0;
    bool removed = false, unlinked = false;
  };

  // Beside their first devices one user in ten has a second.
  std::uint32_t first_ones() const;
  DeviceStatus first_status(std::uint32_t device) const;
  const Change* change(std::uint32_t device) const;

  const Org& org_;
  std::unordered_map<std::uint32_t, Change> changed_;
};

}  // namespace sim
