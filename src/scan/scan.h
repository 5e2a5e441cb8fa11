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
// each: whoever stops early has asked for little more than was read.
//
// In a join a scan is asked again and again, with other values each time. Those
// that are expected next stand in the queue, too, behind the present ones.
#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "call/caller.h"
#include "cell.h"
#include "json/page.h"
#include "plan/call.h"
#include "plan/plan.h"
#include "result.h"
#include "scan/seen.h"

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
       const Plan& plan, Caller& caller, Seen& seen,
       std::shared_ptr<const Settings> settings);

  // Begins with these values, for which each binding and pin has at least one.
  // No more than `most` rows are going to be read, if that is known.
  void ask(std::vector<Values> values,
           std::optional<std::int64_t> most = std::nullopt);

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

  // Nothing for a row that lacks what would name it.
  std::optional<std::string> key() const;

  bool on_row() const { return page_ && row_ < page_->rows(); }
  std::size_t columns() const { return resource_.columns.size(); }

 private:
  // A step from one table to the next; the last one is the scan's own table.
  struct Stage {
    const Resource* resource = nullptr;
    const Method* method = nullptr;
    std::string feeds;  // the parameter whose values it lists, or empty
    std::size_t value_column = 0;  // of its table: where they are
    // The parameter whose value the second cell of its rows must have.
    const Parameter* owner = nullptr;
    json::Layout layout;
  };

  using Arguments = std::vector<Argument>;

  struct Opened;

  // One combination of the values that were given.
  struct Root {
    Arguments arguments;
    bool shown = false;  // some row of it
  };

  // One page that is to be read, or is being fetched, or has come.
  struct Listing {
    std::size_t stage = 0;
    std::shared_ptr<const Arguments> question;  // that it helps to answer
    std::shared_ptr<Root> root;
    Arguments arguments;  // by columns of the scan's own table
    const Org* org = nullptr;
    http::Query own_query;
    http::Target target;
    std::shared_ptr<std::set<std::string>> visited;
    Ticket ticket;
    std::shared_ptr<Opened> opened;  // once its page was read ahead
    std::optional<Error> error;      // to be told when its turn comes
  };
  using Queue = std::list<Listing>;

  struct Opened {
    std::shared_ptr<const json::Page> page =
        std::make_shared<const json::Page>();
    std::optional<Listing> next;  // the page behind it
  };

  const Stage& stage_of(const Listing& listing) const {
    return stages_[listing.stage];
  }
  bool is_last(const Listing& listing) const {
    return stage_of(listing).feeds.empty();
  }
  void add_stages(const Method& method, const std::vector<std::string>& each);
  std::vector<std::string> not_given(const Method& method,
                                     const Arguments& arguments) const;
  bool is_single() const;
  Listing listing_of(std::shared_ptr<const Arguments> question,
                     Arguments arguments) const;
  std::optional<Listing> next_root();
  void look_ahead();
  Result<bool> prepare(Listing& listing);
  http::Query first_query(const Listing& listing) const;
  bool begin(Listing& listing);
  Queue::iterator replace(Queue::iterator listing);
  Result<Opened> open(Listing& listing);
  bool open_seen(Listing& listing);
  std::shared_ptr<const json::Page> known_page(const Listing& listing,
                                               const Ticket& ticket) const;
  void keep_page(const Listing& listing, const Ticket& ticket,
                 std::shared_ptr<const json::Page> page);
  void remember(const Listing& listing,
                const std::shared_ptr<const json::Page>& page);
  Result<std::optional<Listing>> linked(const Listing& listing,
                                        const http::Response& response);
  void answer_by_nothing(Listing& listing);
  bool open_ahead(Listing& listing);
  void show_front();
  bool go_instead();
  void widen();
  std::size_t most_ahead() const;
  Error problem(const Listing& listing, std::string_view text) const;
  Cell cell_of(const Listing& listing, const json::Page& page, std::size_t row,
               std::size_t column) const;
  Cell echo(const Listing& listing, const Parameter& parameter) const;

  const std::span<const Resource> catalog_;
  const Resource& resource_;
  const Method& method_;
  Caller& caller_;
  Seen& seen_;
  const std::shared_ptr<const Settings> settings_;

  std::vector<Stage> stages_;  // of the plan; behind them, of the way instead
  std::size_t first_stage_ = 0;
  std::vector<std::string> sources_;  // what is decoded of a row
  std::vector<int> layout_columns_;   // by column; -1: not decoded
  std::vector<Values> values_;
  std::vector<std::size_t> root_;  // the next combination of values
  bool roots_done_ = false;
  std::optional<std::int64_t> most_;  // rows that will be read

  Queue queue_;
  std::size_t window_ = 1;
  struct Kept {
    std::size_t stage = 0;
    Ticket ticket;
    std::shared_ptr<const json::Page> page;
  };
  bool asked_again_ = false;
  std::deque<Kept> kept_;                      // pages, once it was asked again
  std::size_t ahead_ = 0;                      // questions to know beforehand
  std::shared_ptr<const Arguments> question_;  // the present one
  std::shared_ptr<const Arguments> expected_last_;
  Listing current_;  // where the current page came from
  std::shared_ptr<const json::Page> page_;
  std::size_t row_ = 0;
};

}  // namespace idp
