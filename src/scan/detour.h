// detour.h - the way that a scan goes to its rows, and the other one: where the
// provider refuses the first (403) and the document names another method for
// the same rows (`instead`), that one is gone, for all of which no row was
// shown yet. A statement that deletes goes there at once where the first way
// can't see all rows (Plan::partial).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "scan/listing.h"
#include "scan/way.h"

namespace idp {

class Detour {
 public:
  // `json_paths` are the fields to decode. With a `route` chosen by the
  // settings no other way is gone. `decides`: as Way has it.
  Detour(std::span<const Resource> catalog, const Resource& resource,
         const Plan& plan, const std::vector<std::string>& json_paths,
         bool route_is_chosen, bool decides);

  // Of the way that is gone now.
  const Step& first() const { return other_ ? other_->first() : way_.first(); }
  const Step* beside() const { return other_ ? nullptr : way_.beside(); }
  bool taken() const { return other_.has_value(); }

  // From now on the other way is gone. REQUIRES: there is one.
  void leave(const Arguments& arguments);

  // Whether what was refused is to be asked for again, from first(). If not,
  // and there is another way all the same, the error says how to choose it.
  // REQUIRES: it failed.
  bool take(Listing& refused);

 private:
  std::vector<std::string> not_given(const Method& method,
                                     const Arguments& arguments) const;

  const std::span<const Resource> catalog_;
  const Resource& resource_;
  const Method& method_;
  const std::vector<std::string> json_paths_;
  const bool route_is_chosen_;
  const Way way_;
  std::optional<Way> other_;
};

}  // namespace idp
