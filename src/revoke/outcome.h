// outcome.h - a call that revokes or changes, and what became of it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "revoke/stage.h"

namespace idp {

enum class State {
  staged,  // COMMIT will send it
  revoked,
  gone,           // it was there no more: a success
  failed,         // it was refused, or is still there
  unknown,        // sent, and nobody says what became of it
  not_attempted,  // never sent
};

struct Outcome {
  State state = State::staged;
  std::optional<long> status;  // of the answer
  std::string error_code, error_id;
  std::string message;  // for the user, where it wasn't just revoked
};

// One call to send: for a row, or for all the rows of a list.
struct RevocationCall {
  const Method* method = nullptr;
  http::Target target;
  bool bulk = false;
  // At least one; none where the call was declined, and each row got one of
  // its own.
  std::vector<Revocation> rows;
  Outcome outcome;

  const Resource& resource() const { return *rows.front().resource; }
};

// As people read it: "already gone". What an UPDATE's call did is "changed".
std::string_view state_name(const RevocationCall& call);
// "revoked"; where some of the calls are UPDATEs', "carried out".
std::string_view done_name(std::span<const RevocationCall> calls);

// The calls for these revocations, in their order. Lists all of whose rows are
// among them go in one call, which stands where the first of its rows stood; of
// lists that share rows, the longest.
std::vector<RevocationCall> make_calls(std::vector<Revocation> revocations,
                                       Bulks bulks = {});

}  // namespace idp
