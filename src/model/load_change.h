// load_change.h - reads and checks what a document says of calls that change
// rows.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "json/tree.h"
#include "model/resource.h"
#include "result.h"

namespace idp {

// The members of a method that are about that, read from its document.
void load_change(Method& method, const json::Tree& tree);

// Resource::refuses, of a resource's document.
std::vector<std::pair<std::string, std::string>> load_refuses(
    const json::Tree& tree);

// Resource::change_columns, of all its methods and columns.
std::vector<std::size_t> change_columns(const Resource& resource);

// That an UPDATE sets one field of the row, that what a change depends on is in
// the row, too, and that a row's key says what the call needs.
Status check_change(const Resource& resource, const Method& method);

}  // namespace idp
