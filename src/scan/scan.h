// scan.h - the rows of a plan, in a stable order.
// In: a plan and its values. Out: rows, one at a time.
//
// A scan is parts with a job each, and walks the rows of the page at the head:
//
//   Asker         what SQLite asks with, and what it is likely to ask next
//   Combinations  the values of one ask, one of each at a time
//   Queue         the listings that answer it: what is fetched, and when
//   Reader        from a listing to its call, and from the answer to its page
//   Detour        the other way to the rows, where the first one is refused
//   Lane          where it stands in the listings of one org, of several orgs
//   LookUps       the list that answers many asks
//   StepTally     how far it is, for people
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "call/asked.h"
#include "cell.h"
#include "plan/plan.h"
#include "result.h"
#include "scan/asker.h"
#include "scan/columns.h"
#include "scan/detour.h"
#include "scan/known_rows.h"
#include "scan/lane.h"
#include "scan/listing.h"
#include "scan/look_ups.h"
#include "scan/progress.h"
#include "scan/queue.h"
#include "scan/reader.h"
#include "scan/step_tally.h"

namespace idp {

class Trail;

// A term of the query that SQLite alone looks at: whether it holds for a row,
// by the column's cell.
struct RowTerm {
  std::size_t column = 0;
  std::function<bool(const Cell&)> holds;
};

class Scan {
 public:
  // REQUIRES: plan.method is there. The catalog outlives the scan.
  Scan(std::span<const Resource> catalog, const Resource& resource,
       const Plan& plan, Asked& asked, KnownRows& known,
       const std::shared_ptr<const Settings>& settings);
  Scan(const Scan&) = delete;

  // Begins with these values, for which each binding and pin has at least one.
  // No more than `most` rows are going to be read, if that is known. Fails
  // where a value is refused though no call of this way has it.
  Status ask(std::vector<Choices> choices,
             std::optional<std::int64_t> most = std::nullopt);

  // More than one row is going to be read; all rows are.
  void read_on();
  // Goes on with its pages while another one is asked with its rows.
  void read_ahead() {
    if (reads_on_ && on_row()) fill();
  }
  void read_all();

  // SQLite goes on with those rows only for which all of these hold: nobody is
  // asked with the values of others.
  void reject_by(std::vector<RowTerm> terms) { terms_ = std::move(terms); }
  // Whether the present row is one of these. REQUIRES: on_row().
  bool keeps_row() const;

  // What it is asked; and how many more asks it wants to know beforehand.
  const Asker& asker() const { return asker_; }
  // Names tell the tables of a statement apart: its own, and that for each of
  // whose rows it is asked, for certain, where these columns of it hold what
  // they are compared with. Empty: nobody knows of one.
  void name_tables(std::string own, std::string each_row_of,
                   std::vector<std::size_t> compared) {
    name_ = std::move(own);
    each_row_of_ = std::move(each_row_of);
    compared_ = std::move(compared);
  }
  // The rows of that one have the values that it is asked with. While it waits,
  // that one goes on with its pages; it knows as many asks beforehand for each
  // of its orgs, whose rows take turns.
  void asked_by(Scan& outer);
  // That one is not there any more.
  void forget_outer(const Scan& outer) {
    if (outer_ == &outer) outer_ = nullptr;
  }
  // Whether to count the asks that will come for certain, each for another row
  // of one org; and that so many more will.
  bool wants_expected();
  void expect(std::size_t more) {
    look_ups_->expect(static_cast<std::size_t>(asker_.asks()) + more);
  }
  // The next ask is likely to be this one.
  void foresee(Arguments arguments);
  // What is foreseen has to be asked anew.
  void forget_foreseen();

  // Moves to the next row. False at the end; then, and after an error, it must
  // not be called again before ask(). The user's stop is an error, always.
  Result<bool> next();

  // Of the row that the last next() moved to. Views die at the next next().
  // A parameter that is in no row shows the value in force.
  // REQUIRES: the last next() was true.
  Cell cell(std::size_t column) const;

  // Tells how many rows the lists had that it has read to their ends.
  void tell(ListSizes& sizes) const;

  // Where that row was listed.
  const Listing& listing() const { return lane_->current; }

  // Nothing for a row that lacks what would name it.
  std::optional<std::string> key() const;

  // Adds what it reads, how many rows it has shown, and the calls to come.
  void report(Progress& progress) const;
  std::int64_t rows_shown() const { return tally_.rows(); }
  // Of the rows behind the present one, those that are here already; and
  // whether these are all.
  std::size_t rows_here() const;
  bool all_here() const { return to_begin() == 0 && tally_.is_complete(); }

  const Resource& resource() const { return resource_; }
  // The columns whose values others may be asked with: the row's own ids, and
  // those that say where it was listed.
  const std::vector<std::size_t>& values() const { return values_; }
  // The columns with texts that its rows may be sorted by.
  const std::vector<std::size_t>& texts() const { return texts_; }

  // How far the trail of another one's values was followed.
  struct Follow {
    const Trail* trail = nullptr;
    std::vector<std::uint32_t> order;  // its rows, as they are likely to come
    // In it and around its end.
    std::size_t first = 0, visited = 0;
    std::vector<bool> told;      // by row: it was asked or foreseen
    std::size_t row = 0;         // that was asked last
    std::size_t unforeseen = 0;  // asks
  };
  Follow& follow() { return follow_; }

  bool on_row() const { return lane_->on_row(); }
  std::size_t columns() const { return resource_.columns.size(); }

  // Walks the rows that come next, as far as they are here already, in the
  // order in which they come. Void once the scan moves.
  class RowsAhead {
   public:
    explicit RowsAhead(Scan& scan);

    // Moves to the first of them, and on. False where there is none.
    bool next();
    // What that row's column would show. REQUIRES: next() was true.
    Cell cell(std::size_t column) const;

   private:
    Scan& scan_;
    std::vector<Lane::Ahead> lanes_;  // that have rows to come
    std::size_t lane_ = 0;            // of these
    std::size_t left_;                // rows of its turn
  };

 private:
  // Rows that an org shows in its turn, where there are several: half of the
  // calls that it may have under way, so that there are always some to come.
  static constexpr std::size_t kTurn = 8;

  void add_lane();
  bool knows(const std::vector<std::size_t>& compared) const;
  Queue& reset_lanes();
  void begin(std::vector<Choices> choices);
  void begin_again();
  void fill();
  bool pass_turn();
  std::size_t to_begin() const;
  bool keeps(const std::function<Cell(std::size_t)>& cell_of) const;
  Result<bool> next_row();
  Result<bool> next_page(Lane& lane);
  Status settle_idle(std::vector<Choices>& choices);
  Status settle_filter(std::vector<Choices>& choices) const;
  Error lagging_error(const std::string& what,
                      const std::string& instead) const;
  bool is_stale();
  Status check_order();

  const Resource& resource_;
  const Plan plan_;
  Asked& asked_;
  const Columns columns_;
  Reader reader_;
  Detour detour_;
  StepTally tally_;
  const std::size_t most_ahead_;
  Asker asker_;
  std::optional<LookUps> look_ups_;
  std::deque<Lane> lanes_;  // one at least
  Lane* lane_ = nullptr;    // whose turn it is
  std::size_t turn_ = 0;    // rows of this turn
  bool reads_on_ = false;
  Scan* outer_ = nullptr;
  std::string name_, each_row_of_;
  std::vector<std::size_t> compared_;
  const std::vector<std::size_t> values_, texts_;
  Follow follow_;
  bool told_partial_ = false;
  std::unordered_set<std::string> listed_;  // keys, where two lists are read
  std::string last_;                        // what the rows are sorted by
  std::vector<RowTerm> terms_;
};

}  // namespace idp
