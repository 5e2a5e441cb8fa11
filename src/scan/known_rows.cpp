// known_rows.cpp - keeps listed rows by their URLs, and drops the oldest.
#include "scan/known_rows.h"

namespace idp {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

}  // namespace

int KnownRows::readers(const Resource& resource) const {
  const auto found = readers_.find(&resource);
  return found == readers_.end() ? 0 : found->second;
}

void KnownRows::add(std::string url, std::shared_ptr<const json::Page> page,
                    std::size_t row) {
  const std::size_t size = url.size() + page->object(row).size();
  const auto [place, is_new] =
      rows_.try_emplace(std::move(url), Row{std::move(page), row});
  if (!is_new) return;
  bytes_ += size;
  order_.push_back(place->first);
  while (bytes_ > kMostBytes) {
    const auto oldest = rows_.find(order_.front());
    bytes_ -= oldest->first.size() +
              oldest->second.page->object(oldest->second.row).size();
    rows_.erase(oldest);
    order_.pop_front();
  }
}

std::optional<std::string_view> KnownRows::find(const std::string& url) const {
  const auto found = rows_.find(url);
  if (found == rows_.end()) return std::nullopt;
  return found->second.page->object(found->second.row);
}

void KnownRows::clear() {
  rows_.clear();
  order_.clear();
  bytes_ = 0;
}

}  // namespace idp
