// asker.cpp - compares what is asked with what was foreseen.
#include "scan/asker.h"

#include <algorithm>

namespace idp {

bool Asker::ask(const std::vector<Choices>& choices) {
  const bool again = ++asks_ > 1;
  single_ = is_single(choices);
  present_ = first_of(choices);
  const auto found =
      single_ ? std::ranges::find(foreseen_, present_, &Foreseen::arguments)
              : foreseen_.end();
  if (found != foreseen_.end()) {
    number_ = found->number;
    foreseen_.erase(foreseen_.begin(), std::next(found));
    ahead_ = std::min(std::max<std::size_t>(1, ahead_ * 2), most_);
    return true;
  }
  // Who is asked a second time may be asked a third time.
  if (!foreseen_.empty()) {
    ahead_ /= 2;
  } else if (again) {
    ahead_ = std::max<std::size_t>(1, ahead_);
  }
  foreseen_.clear();
  number_ = ++last_number_;
  return false;
}

std::int64_t Asker::foresee(Arguments arguments) {
  foreseen_.push_back({++last_number_, std::move(arguments)});
  return last_number_;
}

std::size_t Asker::wants() const {
  return ahead_ > foreseen_.size() ? ahead_ - foreseen_.size() : 0;
}

const Arguments* Asker::last_foreseen() const {
  return foreseen_.empty() ? nullptr : &foreseen_.back().arguments;
}

}  // namespace idp
