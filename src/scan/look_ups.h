// look_ups.h - look-ups that turn into a list once they have cost as much.
//
// SQLite may look up one row, or one user's rows, after the other, where a list
// has all of them in fewer calls (Method::listed_by). How many look-ups will
// come nobody knows. So each call for one, from the second look-up on, earns
// one call of the list, which is sent beside:
//
//   look-up   u1  u2  u3  u4  u5  u6 ...
//   list          p1  p2  p3  (its end: no more look-ups)
//
// Neither costs then more than twice the better of the two. Look-ups that will
// come for certain earn theirs beforehand. While the list is behind what was
// earned, look-ups wait for its calls that are under way; but for a few, where
// the list's pages can be asked for one after the other only, and for the one
// whose turn it is where a page is late.
//
// A list may lack a row that is there: one that lags, or is not shown. So where
// a look-up is of one row, a row of the list answers it, and none never does.
// Where it is of several, the list does once it was read to its end; if it
// can't see all (Method::unseen), that is noted. A statement that deletes has
// none of this. What goes wrong with a list ends it, and look-ups go on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>

#include "scan/queue.h"

namespace idp {

class LookUps {
 public:
  // What is kept of the rows of one list, of the columns that the query uses.
  static constexpr std::size_t kMostBytes = std::size_t{32} << 20;

  // REQUIRES: plan.listed. All of them outlive it.
  LookUps(std::span<const Resource> catalog, const Resource& resource,
          const Plan& plan, const Columns& columns, Asked& asked,
          KnownRows& known, std::shared_ptr<const Settings> settings);

  // So many look-ups earn nothing: few are asked, or who asks stops early.
  void spare(std::size_t look_ups) { spared_ = look_ups; }
  // Whether it is worth counting how many look-ups will come for certain, each
  // of another one of the rows, of which there are so many up to now; and that
  // there will be so many, with those that were asked.
  bool wants_expected(std::size_t rows);
  void expect(std::size_t look_ups);
  // Look-ups come one after the other now, or many at once.
  void go_alone(bool alone) { alone_ = alone; }

  // Opens a look-up whose call is made, and not sent yet, if the list of its
  // org has its rows.
  bool answer(Listing& listing);
  // A call of it was sent.
  void earn(const Listing& listing);
  // Reads what has come, and sends what was earned. Waits for nothing. True if
  // a list has come to its end: look-ups that have begun need not go on.
  bool advance();
  // A call of a list that look-ups have to wait for, or null. `first`: the one
  // whose turn it is has to.
  Ticket waited_for(bool first) const;
  // That one waited, for some milliseconds or until something came.
  void note_wait();
  // Whether all that was asked was looked up.
  bool idle() const { return lists_.empty(); }
  // Nothing that was read is of use any more.
  void forget() { lists_.clear(); }

 private:
  // The list of one org.
  class List {
   public:
    List(LookUps& owner, const Listing& first);

    void advance();
    void earn(std::size_t calls);
    Ticket waited_for(bool first) const;
    void note_wait() { ++waits_; }
    bool complete() const { return state_ == State::complete; }
    bool starves() const {
      return state_ == State::reading && reader_.allowed() == 0;
    }
    std::optional<json::Page> rows_of(const Listing& listing) const;

   private:
    enum class State { reading, complete, ended };

    void keep(const Listing& listing);
    std::size_t footprint() const;

    LookUps& owner_;
    Reader reader_;
    Detour detour_;
    StepTally tally_;
    Queue queue_;
    State state_ = State::reading;
    std::vector<std::size_t> key_;  // the columns that look-ups are asked by
    json::Page rows_;
    // By the hash of what is in these.
    std::unordered_multimap<std::size_t, std::uint32_t> places_;
    int waits_ = 0;  // since its last page
  };

  const std::span<const Resource> catalog_;
  const Resource& resource_;
  const Method& method_;
  const Method& list_;
  const Columns& columns_;
  Asked& asked_;
  KnownRows& known_;
  const std::shared_ptr<const Settings> settings_;
  std::size_t spared_ = 0;
  bool alone_ = false;
  std::size_t first_calls_ = 0;  // of the first look-up: they count with others
  // Look-ups that have begun, that will for certain, and that have earned.
  std::size_t begun_ = 0, expected_ = 0, earned_ = 0;
  std::size_t rows_ = 0;  // that there were when they were counted
  bool noted_ = false;
  std::map<const Org*, List> lists_;
};

}  // namespace idp
