// asked.cpp - looks up what was asked, and sends what was not.
#include "call/asked.h"

#include <algorithm>
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
  constexpr int kMostNamed = 3;
  caller_.log().add_missing(statement_);
  if (++missing_ <= kMostNamed) notes_.push_back(std::move(text));
}

void Asked::note_partial(std::string text) {
  caller_.log().add_partial(statement_);
  if (std::ranges::count(notes_, text) == 0) notes_.push_back(std::move(text));
}

void Asked::forget_changed() {
  if (std::exchange(changes_, caller_.changes()) != caller_.changes()) {
    answers_.clear();
  }
}

}  // namespace idp
