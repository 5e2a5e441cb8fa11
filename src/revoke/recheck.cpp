// recheck.cpp - a GET for each call, or for each page of its list.
#include "revoke/recheck.h"

#include <algorithm>
#include <list>

#include "json/page.h"
#include "plan/call.h"
#include "revoke/list_ids.h"

namespace idp {
namespace {

struct Reading {
  RevocationCall* call = nullptr;
  ListIds read;  // or a row's get
};

void settle(RevocationCall& call, State state, const std::string& why) {
  call.outcome.state = state;
  call.outcome.message += " " + why;
}

// The method that reads what another one revokes, a row or a list: the one for
// SELECT with the same path. Null where there is none.
const Method* reading_of(const Resource& resource, const Method& revocation) {
  const auto found = std::ranges::find_if(resource.methods, [&](const auto& m) {
    return m.selects() && m.path == revocation.path;
  });
  return found == resource.methods.end() ? nullptr : &*found;
}

// The call that reads what this one was to revoke; nothing where there is none.
std::optional<Job> job_for(const Doubt& doubt,
                           const std::shared_ptr<const Settings>& settings) {
  const Resource& resource = doubt.call->resource();
  const bool changes = doubt.call->method->sets.has_value();
  const Method* read =
      changes ? resource.lookup() : reading_of(resource, *doubt.call->method);
  if (read == nullptr || read->paging == Paging::offset) return std::nullopt;
  http::Target target = {doubt.call->target.path, {}};
  if (changes) {
    auto call = make_call(resource, *read, doubt.call->rows[0].arguments);
    if (!call || !*call) return std::nullopt;
    target = http::make_target((*call)->path, {});
  }
  const Parameter* size = resource.page_size(*read);
  if (size != nullptr && size->fallback) {
    target.query.emplace_back(size->name, std::to_string(*size->fallback));
  }
  return Job{&resource, read, settings, doubt.org, std::move(target)};
}

// All of the list was read.
void settle_list(const Reading& reading) {
  const auto& rows = reading.call->rows;
  const auto left = static_cast<std::size_t>(
      std::ranges::count_if(rows, [&](const Revocation& row) {
        const std::size_t id = *row.resource->column(row.resource->key.back());
        return std::ranges::any_of(row.arguments, [&](const Argument& known) {
          return known.column == id && reading.read.ids().contains(known.value);
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

// The row was read that an UPDATE was to change: it has the new value or is on
// its way there, or it has the one from before.
void settle_change(RevocationCall& call, const std::string& body) {
  const Revocation& row = call.rows.front();
  const Sets& sets = *call.method->sets;
  const auto cell_of = [&](const std::string& field) {
    const auto column = row.resource->column(field);
    if (!column) return std::optional<std::string>();
    const auto page = json::read_page(
        body, json::Shape::object,
        json::Layout({row.resource->columns[*column].json_path}),
        {row.resource->provider.rows, "", ""});
    return page && page->rows() == 1 ? text_of(page->cell(0, 0)) : std::nullopt;
  };
  const auto has = cell_of(sets.field);
  const std::string read =
      "It was read again: " + sets.field + " is " + has.value_or("not known");
  if (has == sets.to) return settle(call, State::revoked, read + ".");
  if (cell_of(sets.on_the_way) == sets.to) {
    return settle(call, State::revoked, read + ", on the way to it.");
  }
  const std::string* before = row.has(sets.field);
  const bool same = has && before && *has == *before;
  settle(call, same ? State::failed : State::unknown,
         read + (same ? ", as before." : "."));
}

// Looks at an answer. False: another page has to come.
bool conclude(Reading& reading) {
  const Method& method = *reading.read.ticket()->job().method;
  const Result<Reply>& reply = reading.read.ticket()->result();
  // Who can't see a list doesn't know that nothing is in it.
  if (!reply || (reply->gone && !method.unseen.empty())) {
    settle(*reading.call, State::unknown, "Reading it again failed, too.");
  } else if (reply->gone) {
    settle(*reading.call,
           reading.call->method->sets ? State::failed : State::revoked,
           "It was read again, and is not there any more.");
  } else if (reading.call->method->sets) {
    settle_change(*reading.call, reply->response->body);
  } else if (!method.returns_list) {
    settle(*reading.call, State::failed,
           "It was read again, and is still there.");
  } else {
    const Result<bool> more = reading.read.read_on();
    if (!more) {
      settle(*reading.call, State::unknown,
             "Reading the list again failed, too.");
    } else if (*more) {
      return false;
    } else {
      settle_list(reading);
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
      readings.push_back({doubt.call, ListIds(*std::move(job), asked)});
    }
  }
  while (!readings.empty()) {
    if (!asked.wait()) return false;
    std::erase_if(readings, [&](Reading& reading) {
      return reading.read.ticket()->done() && conclude(reading);
    });
  }
  return true;
}

}  // namespace idp
