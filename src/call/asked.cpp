// asked.cpp - looks up what was asked, and sends what was not.
#include "call/asked.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace idp {

Asked::Asked(Caller& caller, AnswerCache* cache, std::int64_t statement,
             Stop& stop)
    : caller_(caller),
      cache_(cache),
      statement_(statement),
      stop_(stop),
      changes_(caller.changes()) {}

Asked::~Asked() {
  try {
    forget_changed();
    if (cache_ != nullptr) cache_->add(answers_);
  } catch (...) {
    // For what can't be kept, for want of memory, it is asked again.
  }
}

Ticket Asked::ask(Job job) {
  job.statement = statement_;
  if (job.method->verb != Verb::get) return caller_.submit(std::move(job));
  forget_changed();
  const std::string key = key_of(job);
  Ticket ticket = answers_.find(key);
  if (ticket && !ticket->failed()) return ticket;
  const bool keeps = cache_ != nullptr && job.settings->cache_ttl.count() > 0;
  ticket = keeps ? cache_->find(job) : nullptr;
  if (ticket) {
    caller_.log().add(ticket->cached_record(statement_));
  } else {
    ticket = caller_.submit(std::move(job));
  }
  answers_.add(key, ticket);
  answers_.shrink(keeps ? AnswerCache::kMostBytes : kMostBytes);
  return ticket;
}

Ticket Asked::ask_anew(Job job) {
  job.statement = statement_;
  const std::string key = key_of(job);
  Ticket ticket = caller_.submit(std::move(job));
  answers_.add(key, ticket);
  return ticket;
}

// What was known before it began may be old: this machine may have slept.
std::int64_t Asked::ahead(const Org& org) {
  std::int64_t& seconds = ahead_[org.origin.text()];
  const std::int64_t now = pacer_of(org.origin)->skew(Pacer::Clock::now());
  return seconds = std::max(seconds, now);
}

void Asked::forget_answers() {
  for (const Answers::Entry& entry : answers_.entries()) {
    if (cache_ != nullptr) cache_->drop(entry.key);
  }
  answers_.clear();
}

Result<const Reply*> Asked::take(const Ticket& ticket) {
  hurry(ticket);
  while (!ticket->done()) {
    if (!wait()) break;
  }
  if (stop_.was_asked()) {
    return explain(ticket->site(),
                   http::Failure{http::Failure::Kind::interrupted, ""});
  }
  const Result<Reply>& result = ticket->result();
  if (!result) return result.error();
  return &*result;
}

void Asked::note_missing(std::string text) {
  caller_.log().add_missing(statement_);
  missing_.add(std::move(text));
}

void Asked::note_partial(std::string text) {
  caller_.log().add_partial(statement_);
  partial_.add(std::move(text));
}

std::vector<std::string> Asked::notes() const {
  std::vector<std::string> all = missing_.told("missing");
  std::ranges::move(partial_.told("partial"), std::back_inserter(all));
  return all;
}

void Asked::Notes::add(std::string text) {
  constexpr std::size_t kMostFirst = 3;
  if (std::ranges::count(first, text) != 0) return;
  if (first.size() < kMostFirst) {
    first.push_back(std::move(text));
  } else {
    ++more;
  }
}

std::vector<std::string> Asked::Notes::told(std::string_view counted_as) const {
  std::vector<std::string> all = first;
  if (more > 0) {
    all.push_back("and " + std::to_string(more) + " more of this kind: " +
                  std::string(counted_as) + " in idp_stats counts them.");
  }
  return all;
}

void Asked::forget_changed() {
  if (std::exchange(changes_, caller_.changes()) != caller_.changes()) {
    answers_.clear();
  }
}

}  // namespace idp
