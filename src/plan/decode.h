// decode.h - which columns a plan reads of its answers, and which it echoes.
#pragma once

#include <vector>

#include "plan/given.h"
#include "plan/plan.h"

namespace idp {

// The fields to decode: those that are used, those that name a row or say how
// it is changed, which a DELETE or UPDATE needs though it does not say so, and
// those whose values each row has to have.
std::vector<std::size_t> fields_to_decode(const Given& given, const Plan& plan);

// Plan::shown.
std::vector<std::size_t> shown_columns(const Given& given, const Plan& plan);

}  // namespace idp
