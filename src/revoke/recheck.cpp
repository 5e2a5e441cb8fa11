// recheck.cpp - a GET for each call, or for each page of its list.
#include "revoke/recheck.h"

#include <algorithm>
#include <list>
#include <set>

#include "http/parameters.h"
#include "json/page.h"

namespace idp {
namespace {

struct Reading {
  RevocationCall* call = nullptr;
  Ticket ticket;
  std::set<std::string> ids = {};    // of a list's rows that are still there
  std::set<std::string> pages = {};  // of a list: none is read twice
};

void settle(RevocationCall& call, State state, const std::string& why) {
  call.outcome.state = state;
  call.outcome.message += " " + why;
}

// The method that reads what another one revokes, a row or a list: the one for
// SELECT with the same path. Null where there is none.
const Method* reading_of(const Resource& resource, const Method& revocation) {
  const auto found = std::ranges::find_if(resource.methods, [&](const auto& m) {
    return m.selects && m.path == revocation.path;
  });
  return found == resource.methods.end() ? nullptr : &*found;
}

// The call that reads what this one was to revoke; nothing where there is none.
std::optional<Job> job_for(const Doubt& doubt,
                           const std::shared_ptr<const Settings>& settings) {
  const Resource& resource = doubt.call->resource();
  const Method* read = reading_of(resource, *doubt.call->method);
  if (read == nullptr || read->paging == Paging::offset) return std::nullopt;
  http::Target target = doubt.call->target;
  const Parameter* size = resource.page_size(*read);
  if (size != nullptr && size->fallback) {
    target.query.emplace_back(size->name, std::to_string(*size->fallback));
  }
  return Job{&resource, read, settings, doubt.org, std::move(target)};
}

// Adds the ids of a page's rows to those of the reading. False: it is no page.
bool add_ids(Reading& reading, const http::Response& response) {
  const Resource& resource = reading.call->resource();
  const std::size_t id = *resource.column(resource.key.back());
  const auto page =
      json::read_page(response.body, json::Shape::list,
                      json::Layout({resource.columns[id].json_path}),
                      {resource.provider.rows, "", ""});
  if (!page) return false;
  for (std::size_t row = 0; row < page->rows(); ++row) {
    if (auto text = text_of(page->cell(row, 0))) {
      reading.ids.insert(*std::move(text));
    }
  }
  return true;
}

// The page of a list behind this one: nothing at its end.
Result<std::optional<http::Target>> next_page(Reading& reading,
                                              const http::Response& response) {
  const auto link = http::next_link(response.all_headers("link"));
  if (!link) return link.error();
  if (!*link) return std::optional<http::Target>();
  Result<http::Target> target = http::parse_target(**link);
  if (!target) return target.error();
  if (!reading.pages.insert(target->text()).second) {
    return Error{"the list has no end"};
  }
  return std::optional(*std::move(target));
}

// All of the list was read.
void settle_list(const Reading& reading) {
  const auto& rows = reading.call->rows;
  const auto left = static_cast<std::size_t>(
      std::ranges::count_if(rows, [&](const Revocation& row) {
        const std::size_t id = *row.resource->column(row.resource->key.back());
        return std::ranges::any_of(row.arguments, [&](const Argument& known) {
          return known.column == id && reading.ids.contains(known.value);
        });
      }));
  if (left == 0) {
    settle(*reading.call, State::revoked,
           "The list was read again: none of the rows is there any more.");
  } else if (left == rows.size()) {
    settle(*reading.call, State::failed,
           "The list was read again: all of the rows are still there.");
  } else {
    settle(*reading.call, State::unknown,
           "The list was read again: " + std::to_string(left) + " of its " +
               std::to_string(rows.size()) + " rows are still there.");
  }
}

// Looks at an answer. False: another page has to come.
bool conclude(Reading& reading, Asked& asked) {
  const Job& job = reading.ticket->job();
  const Result<Reply>& reply = reading.ticket->result();
  if (!reply) {
    settle(*reading.call, State::unknown, "Reading it again failed, too.");
  } else if (reply->gone) {
    settle(*reading.call, State::revoked,
           "It was read again, and is not there any more.");
  } else if (!job.method->returns_list) {
    settle(*reading.call, State::failed,
           "It was read again, and is still there.");
  } else {
    auto next = next_page(reading, reply->response);
    if (!add_ids(reading, reply->response) || !next) {
      settle(*reading.call, State::unknown,
             "Reading the list again failed, too.");
    } else if (!*next) {
      settle_list(reading);
    } else {
      Job behind = job;
      behind.target = **std::move(next);
      reading.ticket = asked.ask(std::move(behind));
      return false;
    }
  }
  return true;
}

}  // namespace

bool recheck(std::span<const Doubt> doubts, Asked& asked,
             const std::shared_ptr<const Settings>& settings) {
  if (asked.stop().was_asked()) return false;
  std::list<Reading> readings;
  for (const Doubt& doubt : doubts) {
    if (auto job = job_for(doubt, settings)) {
      readings.push_back({doubt.call, asked.ask(*std::move(job))});
    }
  }
  while (!readings.empty()) {
    if (!asked.wait()) return false;
    std::erase_if(readings, [&](Reading& reading) {
      return reading.ticket->done() && conclude(reading, asked);
    });
  }
  return true;
}

}  // namespace idp
