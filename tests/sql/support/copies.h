// copies.h - ordinary tables with the rows of the org, to compare with.
#pragma once

#include <string>
#include <vector>

#include "support/database.h"

namespace idp::test {

// Makes local_<table>. Arrays of texts become JSON.
void copy_table(Database& db, const std::string& table,
                const json::Array& items,
                const std::vector<std::string>& columns);

std::string replace_all(std::string text, const std::string& from,
                        const std::string& to);

}  // namespace idp::test
