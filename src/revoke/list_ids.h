// list_ids.h - the ids of a list's rows, read page by page.
// In: the call of a page. Out: the ids from there to the end of the list.
#pragma once

#include <cstddef>
#include <set>
#include <string>

#include "call/asked.h"

namespace idp {

class ListIds {
 public:
  // Asks for the first page. REQUIRES: the list pages by links, or not at all.
  ListIds(Job first, Asked& asked)
      : asked_(asked), ticket_(asked.ask(std::move(first))) {}

  // Of the page that was asked for last.
  const Ticket& ticket() const { return ticket_; }
  // It was answered with a page: adds its ids, and asks for the page behind it.
  // False: there is none.
  Result<bool> read_on();

  const std::set<std::string>& ids() const { return ids_; }
  std::size_t pages() const { return pages_; }
  std::size_t last_page() const { return last_page_; }  // its rows

 private:
  Asked& asked_;
  Ticket ticket_;
  std::set<std::string> ids_;
  std::set<std::string> targets_;  // none is read twice
  std::size_t pages_ = 0, last_page_ = 0;
};

}  // namespace idp
