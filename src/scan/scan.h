// scan.h - the rows of a plan, in a stable order.
// In: a plan and its values. Out: rows, one at a time.
//
// A plan is one listing or many: one for each combination of the values it was
// given, and for each value that has to be read from another table first. They
// stand in a queue in the order of their rows. At its head a listing is read;
// behind it, within a window, listings are fetched ahead, and those whose rows
// are values for others are replaced by these:
//
//   [users]  ->  [clients of u1][clients of u2]...[next page of users]
//            ->  [tokens of u1, c1][tokens of u1, c2][clients of u2]...
//
// Where the provider refuses one way to the rows (403) and the document names
// another, that one is gone instead, unless rows were shown already.
//
// The window is 1 until a listing has been read to its end, and doubles with
// each: whoever stops early has asked for little more than was read. For who
// is sure to read everything it is as wide as it gets.
//
// In a join a scan is asked again and again, with other values each time. Those
// that are expected next stand in the queue, too, behind the present ones.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "call/asked.h"
#include "cell.h"
#include "plan/plan.h"
#include "result.h"
#include "scan/columns.h"
#include "scan/listing.h"
#include "scan/progress.h"
#include "scan/reader.h"
#include "scan/seen.h"
#include "scan/way.h"

namespace idp {

// The values of one binding or pin: any of them.
struct Values {
  std::size_t column = 0;
  Operator op = Operator::eq;
  std::vector<std::string> any;
};

class Scan {
 public:
  // REQUIRES: plan.method is there. The catalog outlives the scan.
  Scan(std::span<const Resource> catalog, const Resource& resource,
       const Plan& plan, Asked& asked, Seen& seen,
       std::shared_ptr<const Settings> settings);
  Scan(const Scan&) = delete;

  // Begins with these values, for which each binding and pin has at least one.
  // No more than `most` rows are going to be read, if that is known.
  void ask(std::vector<Values> values,
           std::optional<std::int64_t> most = std::nullopt);

  // All rows are going to be read.
  void read_all() { window_ = most_ahead(); }

  // How many more questions it wants to know of beforehand: none at first, and
  // twice as many each time that the next question was among them.
  std::size_t wants() const;
  // The arguments of the next question are likely to be these.
  void expect(std::vector<Argument> arguments);
  // Those of the present one, and those expected last; null where one of them
  // has a list of values.
  const std::vector<Argument>* asked() const;
  const std::vector<Argument>* expected_last() const;

  // Moves to the next row. False at the end; then, and after an error, it must
  // not be called again before ask().
  Result<bool> next();

  // Calls see for the rows that come next, as far as they are here already,
  // until it returns false. A row is what its columns would show.
  using See = std::function<bool(const std::function<Cell(std::size_t)>& row)>;
  void peek(const See& see);

  // Of the row that the last next() moved to. Views die at the next next().
  // A parameter that is in no row shows the value in force.
  // REQUIRES: the last next() was true.
  Cell cell(std::size_t column) const;

  // Where that row was listed, and with how many others on its page.
  const Listing& listing() const { return current_; }
  std::size_t page_rows() const { return page_->rows(); }

  // Nothing for a row that lacks what would name it.
  std::optional<std::string> key() const;

  // Adds what it reads, and how many rows it has shown.
  void report(Progress& progress) const;

  bool on_row() const { return page_ && row_ < page_->rows(); }
  std::size_t columns() const { return resource_.columns.size(); }

 private:
  using Queue = std::list<Listing>;

  bool is_single() const;
  Listing listing_of(std::shared_ptr<const Arguments> question,
                     Arguments arguments);
  std::optional<Listing> next_root();
  void look_ahead();
  bool begin(Listing& listing);
  Queue::iterator replace(Queue::iterator listing);
  void answer_by_nothing(Listing& listing);
  bool open_ahead(Listing& listing);
  void show_front();
  bool go_instead();
  std::vector<std::string> not_given(const Method& method,
                                     const Arguments& arguments) const;
  void widen();
  std::size_t most_ahead() const;

  const std::span<const Resource> catalog_;
  const Resource& resource_;
  const Method& method_;
  Asked& asked_;
  const std::shared_ptr<const Settings> settings_;
  const Columns columns_;
  Reader reader_;
  const Way way_;
  std::optional<Way> instead_;  // where the first way was refused

  // The lists of a step, for who wants to know how far it is.
  struct Count {
    std::int64_t known = 0;
    std::int64_t done = 0;
  };
  std::map<const Step*, Count> counts_;
  std::int64_t asks_ = 0;
  std::int64_t rows_ = 0;

  std::vector<Values> values_;
  std::vector<std::size_t> root_;  // the next combination of values
  bool roots_done_ = false;

  Queue queue_;
  std::size_t window_ = 1;
  std::size_t ahead_ = 0;                      // questions to know beforehand
  std::shared_ptr<const Arguments> question_;  // the present one
  std::shared_ptr<const Arguments> expected_last_;
  Listing current_;  // where the current page came from
  std::shared_ptr<const json::Page> page_;
  std::size_t row_ = 0;
};

}  // namespace idp
