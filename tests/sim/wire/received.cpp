// received.cpp - keeps the last connections' bytes, and shows them.
#include "wire/received.h"

#include "wire/json.h"

namespace sim {
namespace {

std::string as_characters(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xc0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3f));
    }
  }
  return text;
}

bool is_control(std::string_view bytes) {
  return bytes.starts_with("GET /_sim/") || bytes.starts_with("POST /_sim/");
}

}  // namespace

std::uint64_t Received::open() {
  const std::lock_guard lock(mutex_);
  connections_[++count_];
  if (connections_.size() > kKept) connections_.erase(connections_.begin());
  return count_;
}

void Received::add(std::uint64_t connection, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(connection);
  if (found != connections_.end()) found->second += bytes;
}

void Received::clear() {
  const std::lock_guard lock(mutex_);
  for (auto& [number, bytes] : connections_) bytes.clear();
}

std::string Received::text() const {
  const std::lock_guard lock(mutex_);
  return json_text([&](Json& json) {
    array(json, [&] {
      for (const auto& connection : connections_) {
        const std::string& bytes = connection.second;
        if (bytes.empty() || is_control(bytes)) continue;
        object(json, [&] {
          field(json, "connection", connection.first);
          field(json, "bytes", as_characters(bytes));
        });
      }
    });
  });
}

}  // namespace sim
