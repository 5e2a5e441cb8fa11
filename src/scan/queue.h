// queue.h - the listings of a scan, in the order of their rows.
//
// A plan is one listing or many: one for each combination of the values it was
// given, and for each value that has to be read from another table first. At
// its head a listing is read; behind it, within a window, listings are fetched
// early, and those whose rows are values for others are replaced by these:
//
//   [users]  ->  [clients of u1][clients of u2]...[next page of users]
//            ->  [tokens of u1, c1][tokens of u1, c2][clients of u2]...
//    ^ head       <---------- window ---------->
//
// The window is 1 until a listing has been read to its end, and doubles with
// each: whoever stops early has asked for little more than was read. For who
// says nothing of stopping it is 4 at first, and for who is sure to read
// everything as wide as it gets. An ask that was foreseen
// doubles it, too: EXISTS never reads a listing to its end, and goes on.
//
// A list's pages can be asked for one after the other only. So where values of
// one page lead to many lists, these take turns: the second pages stand behind
// all first ones.
//
// The asks of a join that are foreseen stand behind the present one, in the
// order of their numbers. Where they will come for certain, the pages of theirs
// that are here don't count, up to a bound of memory.
#pragma once

#include <algorithm>
#include <list>

#include "scan/combinations.h"
#include "scan/detour.h"
#include "scan/listing.h"
#include "scan/reader.h"
#include "scan/step_tally.h"

namespace idp {

class Queue {
 public:
  // The window gets no wider than `most`.
  Queue(const Resource& resource, Reader& reader, const Detour& detour,
        StepTally& tally, std::size_t most)
      : resource_(resource),
        reader_(reader),
        detour_(detour),
        tally_(tally),
        most_(most) {}

  // Another ask: forgets all others.
  void begin(std::int64_t ask, std::vector<Choices> choices);
  // One that was foreseen: forgets those before it.
  void skip_to(std::int64_t ask);
  // One that is likely to come behind all others.
  void foresee(std::int64_t ask, Arguments arguments);
  // Forgets all but this ask.
  void keep_only(std::int64_t ask);
  // As there is another way to the rows now: from the start for all of which
  // none was shown.
  void begin_again();

  void widen_to_at_most(std::size_t most) { most_ = most; }
  void keep_pages(bool keeps) { keeps_ = keeps; }
  void widen() { window_ = std::min(window_ * 2, most_); }
  void widen_fully() { window_ = most_; }
  // All rows are going to be read, as far as is known.
  void read_on() {
    reads_on_ = true;
    window_ = std::max(window_, most_ / 2);
  }
  bool take_turns(const Listing& one, const Listing& other) const {
    return takes_turns_ && one.siblings != 0 && one.siblings == other.siblings;
  }
  // Lists are read one after the other, each to its end.
  void keep_together() { takes_turns_ = false; }

  // Sends what is in the window, and replaces what has come there. `busy`:
  // pages of the window that were taken out and are being shown.
  void fill(std::size_t busy = 0);
  // The listing whose turn it is; null where this ask has no more.
  Listing* front(std::int64_t ask);
  // Puts the first one that has come at the front, for who needs no order.
  void put_first_what_came();
  // Takes the front out; the page behind it stands there, or behind all that
  // it takes turns with.
  // REQUIRES: it is opened.
  Listing pop();
  // Decodes the page if it has come; false where it is not opened then. A
  // look-up that missed becomes the listing that finds its row otherwise.
  bool open(Listing& listing);

  // One of its calls that is under way now, or null.
  Ticket under_way() const;
  // How many combinations of the present ask are not in the queue yet.
  std::size_t to_begin() const { return combinations_.left(); }
  std::list<Listing>& listings() { return listings_; }
  const std::list<Listing>& listings() const { return listings_; }

 private:
  using Place = std::list<Listing>::iterator;

  // Pages that wait for their turn.
  struct Kept {
    std::size_t bytes = 0, pages = 0;
  };
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20;
  static constexpr std::size_t kMostPages = 1000;

  Listing begin_listing(std::int64_t ask, Arguments arguments);
  // The first one that was added; the end where there is none.
  Place begin_next();
  Place push(Listing listing);
  Place replace(Place listing);
  std::size_t send_pages_behind(Place listing, std::size_t room, Kept& kept);

  const Resource& resource_;
  Reader& reader_;
  const Detour& detour_;
  StepTally& tally_;
  std::size_t most_;
  std::size_t window_ = 1;
  bool reads_on_ = false;
  bool takes_turns_ = true;
  bool keeps_ = false;
  std::list<Listing> listings_;
  std::size_t roots_ = 0;      // there were so far
  std::size_t families_ = 0;   // of siblings, likewise
  std::int64_t ask_ = 0;       // whose combinations these are
  Combinations combinations_;  // not yet in the queue
};

}  // namespace idp
