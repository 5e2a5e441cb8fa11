// list_ids.cpp - reads ids, and follows links.
#include "revoke/list_ids.h"

#include "http/parameters.h"
#include "json/page.h"

namespace idp {

Result<bool> ListIds::read_on() {
  const Job& job = ticket_->job();
  const Resource& resource = *job.resource;
  const http::Response& response = *ticket_->result()->response;
  const std::size_t id = *resource.column(resource.key.back());
  const auto page =
      json::read_page(response.body, json::Shape::list,
                      json::Layout({resource.columns[id].json_path}),
                      {.rows = resource.provider.rows});
  if (!page) return page.error();
  ++pages_;
  last_page_ = page->rows();
  for (std::size_t row = 0; row < page->rows(); ++row) {
    if (auto text = text_of(page->cell(row, 0))) ids_.insert(*std::move(text));
  }
  const auto link = http::next_link(response.all_headers("link"));
  if (!link) return link.error();
  if (!*link) return false;
  Result<http::Target> target = http::parse_target(**link);
  if (!target) return target.error();
  if (!targets_.insert(target->text()).second) {
    return Error{"the list has no end"};
  }
  Job behind = job;
  behind.target = *std::move(target);
  ticket_ = asked_.ask(std::move(behind));
  return true;
}

}  // namespace idp
