// given.h - which of a resource's parameters a query and its table give.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/resource.h"
#include "plan/plan.h"

namespace idp {

// Whether a parameter that no row shows may be asked for by IN.
bool takes_list(const Parameter& parameter);

// The resource, the offer and the pins outlive it.
class Given {
 public:
  Given(const Resource& of, const Offer& by_query,
        std::span<const Pin> by_table)
      : resource(of), offer(by_query), pins(by_table) {}

  const Resource& resource;
  const Offer& offer;
  const std::span<const Pin> pins;

  bool pinned(std::size_t column) const;

  // The usable equality on a column, if there is one: an index into the offer's
  // constraints. A single value is better than a list.
  std::optional<std::size_t> term(std::size_t column) const;

  // The column that gives a parameter its value.
  std::optional<std::size_t> giver(const Parameter& parameter) const;

  // The parameters which a query names and that no row could show: they mean
  // something only if they are sent. Not the org, if another table is to say
  // which (`g.subdomain = p.subdomain`) and stands behind this one: then it is
  // the default one, whose rows show it, or the statement names two.
  std::vector<std::string> demanded() const;

  // Whether it is so.
  bool awaits_org() const;

  // Whether each part of a row's key is compared with one value.
  bool names_row() const;

  // What the method needs or the query demands, and nobody has given.
  std::vector<std::string> missing(const Method& method) const;

  // A parameter that no row shows and that is compared so that no call can say
  // it, or null. Beside an equality (or a pin) any comparison is right: SQLite
  // makes it with the value that was sent.
  const Parameter* unsendable() const;

  // Whether all that is demanded can be sent with this method.
  bool takes_all(const Method& method) const;
};

}  // namespace idp
