// errors.h - the errors that Okta documents as answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/answer.h"

namespace sim {

using Causes = std::vector<std::string>;

Answer error(int status, std::string_view code, std::string_view summary,
             const Causes& causes = {});
// E0000007 "Not found: Resource not found: {id} ({type})".
Answer not_found(std::string_view id, std::string_view type);
// E0000005: no credential came (facts, 5.1).
Answer invalid_session();
Answer bad_search();
Answer bad_cursor();
Answer too_many_requests();
// What the web container says of a path that it does not take.
Answer container_error();
// The documented error of a status, if there is one.
std::optional<Answer> documented_error(int status);

// Another "oae…" or request id each time.
std::string fresh_id(std::string_view prefix);

}  // namespace sim
