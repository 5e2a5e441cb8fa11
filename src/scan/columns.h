// columns.h - what the columns of a table show: fields of the answer, or the
// parameters that led to it.
#pragma once

#include <string>
#include <vector>

#include "cell.h"
#include "scan/listing.h"

namespace idp {

class Columns {
 public:
  // `decoded` are the columns whose fields are wanted. The resource outlives
  // it.
  Columns(const Resource& resource, const std::vector<std::size_t>& decoded);

  // Where the fields are, each once: two columns may show the same one.
  const std::vector<std::string>& json_paths() const { return json_paths_; }

  // What is wrong with a row of that step's page which has no id of its own.
  std::optional<std::string> unnamed(const Step& step,
                                     const json::Page& page) const;

  // Whether a row has the values that its listing was asked with, in SQLite's
  // sense. The provider may be more tolerant than `=`; and what a table pins,
  // it may not have been asked for. REQUIRES: their columns are decoded.
  bool holds(const Listing& listing, const json::Page& page,
             std::size_t row) const;

  // A parameter that is in no row shows the value in force. Views live as long
  // as the listing and the page.
  Cell cell(const Listing& listing, const json::Page& page, std::size_t row,
            std::size_t column) const;

 private:
  // What a column shows that is a parameter: looked up once, and not by name
  // for each row.
  struct Echo {
    const Parameter* parameter = nullptr;
    std::vector<std::size_t> givers;    // the columns that give its value
    std::vector<const Method*> takers;  // those that are shown it
  };

  Cell echo(const Listing& listing, const Echo& echo) const;

  const Resource& resource_;
  std::vector<std::string> json_paths_;
  std::vector<int> layout_;   // by column; -1: not decoded
  std::vector<Echo> echoes_;  // by column
};

}  // namespace idp
