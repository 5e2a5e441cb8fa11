// asker.cpp - compares what is asked with what was foreseen.
#include "scan/asker.h"

#include <algorithm>
#include <functional>

namespace idp {
namespace {

std::size_t hash_of(const Arguments& arguments) {
  constexpr std::size_t kPrime = 1'000'003;
  std::size_t hash = 0;
  for (const Argument& one : arguments) {
    hash = hash * kPrime + std::hash<std::string>()(one.value);
  }
  return hash;
}

}  // namespace

bool Asker::ask(const std::vector<Choices>& choices) {
  ++asks_;
  single_ = is_single(choices);
  present_ = first_of(choices);
  const auto found =
      single_ ? std::ranges::find(foreseen_, present_, &Foreseen::arguments)
              : foreseen_.end();
  std::for_each(foreseen_.begin(), found, [&](auto& one) { skip(one); });
  if (found != foreseen_.end()) {
    --in_vain_;
    number_ = found->number;
    foreseen_.erase(foreseen_.begin(), std::next(found));
    return true;
  }
  if (single_ && skipped_.erase(hash_of(present_)) > 0) --in_vain_;
  foreseen_.clear();
  number_ = ++last_number_;
  return false;
}

std::int64_t Asker::foresee(Arguments arguments) {
  ++in_vain_;
  foreseen_.push_back({++last_number_, std::move(arguments)});
  return last_number_;
}

// Its answer is kept: perhaps it is asked later.
void Asker::skip(const Foreseen& foreseen) {
  skipped_.insert(hash_of(foreseen.arguments));
}

void Asker::forget() {
  foreseen_.clear();
  skipped_.clear();
  in_vain_ = 0;
}

std::size_t Asker::wants() const {
  const std::size_t room = most_ - std::min(most_, foreseen_.size());
  if (certain_) return room;
  // Who is asked a second time may be asked a third time.
  if ((asks_ < 2 && !reads_on_) || in_vain_ >= asks_) return 0;
  return std::min(room, static_cast<std::size_t>(asks_ - in_vain_));
}

const Arguments* Asker::last_foreseen() const {
  return foreseen_.empty() ? nullptr : &foreseen_.back().arguments;
}

}  // namespace idp
