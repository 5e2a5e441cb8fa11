// answers.cpp - a list by age and a map by what was asked.
#include "call/answers.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace idp {

std::string key_of(const Job& job) {
  return job.org->identity() + job.target.text();
}

Ticket Answers::find(const std::string& key) const {
  const auto place = places_.find(key);
  return place == places_.end() ? nullptr : place->second->ticket;
}

void Answers::add(const std::string& key, Ticket ticket) {
  drop(key);
  const Place place = entries_.insert(entries_.end(), {key, std::move(ticket)});
  places_.emplace(place->key, place);
  unweighed_.push_back(place);
}

void Answers::drop(const std::string& key) {
  const auto place = places_.find(key);
  if (place != places_.end()) erase(place->second);
}

std::size_t Answers::clear() {
  const std::size_t count = entries_.size();
  *this = {};
  return count;
}

void Answers::shrink(std::size_t most_bytes) {
  std::erase_if(unweighed_, [&](const Place& place) {
    if (!place->ticket->done()) return false;
    place->bytes = place->ticket->footprint();
    bytes_ += place->bytes;
    return true;
  });
  while (bytes_ > most_bytes) erase(entries_.begin());
}

void Answers::erase(Place place) {
  bytes_ -= place->bytes;
  if (place->bytes == 0) std::erase(unweighed_, place);
  places_.erase(place->key);
  entries_.erase(place);
}

Ticket AnswerCache::find(const Job& job) {
  forget_changed();
  const std::string key = key_of(job);
  Ticket ticket = answers_.find(key);
  if (!ticket) return nullptr;
  const auto age = Pacer::Clock::now() - ticket->ended();
  if (age <= job.settings->cache_ttl) return ticket;
  answers_.drop(key);
  return nullptr;
}

void AnswerCache::add(const Answers& answers) {
  forget_changed();
  for (const Answers::Entry& entry : answers.entries()) {
    const Ticket& ticket = entry.ticket;
    const bool keeps = ticket->job().settings->cache_ttl.count() > 0;
    if (keeps && ticket->reusable()) answers_.add(entry.key, ticket);
  }
  answers_.shrink(kMostBytes);
}

std::size_t AnswerCache::clear() {
  forget_changed();
  return answers_.clear();
}

void AnswerCache::forget_changed() {
  if (std::exchange(changes_, caller_.changes()) != caller_.changes()) {
    answers_.clear();
  }
}

}  // namespace idp
