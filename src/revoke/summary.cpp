// summary.cpp - counts rows, and names the first calls that failed.
#include "revoke/summary.h"

#include <algorithm>

namespace idp {
namespace {

constexpr std::size_t kMostNamed = 3;

std::size_t rows_in(std::span<const RevocationCall> calls, State state) {
  std::size_t rows = 0;
  for (const RevocationCall& call : calls) {
    if (call.outcome.state == state) rows += call.rows.size();
  }
  return rows;
}

// "DELETE /api/v1/users/00u1/grants/oag1 (403 E0000006)".
std::string named(const RevocationCall& call) {
  const Outcome& outcome = call.outcome;
  std::string why = outcome.status ? std::to_string(*outcome.status) : "";
  if (!outcome.error_code.empty() && outcome.error_code != why) {
    why += " " + outcome.error_code;
  }
  return std::string(name_of(call.method->verb)) + " " + call.target.text() +
         (why.empty() ? "" : " (" + why + ")");
}

// " Failed: …, … and 4 more."
std::string failures(std::span<const RevocationCall> calls) {
  std::string text;
  std::size_t failed = 0;
  for (const RevocationCall& call : calls) {
    if (call.outcome.state != State::failed) continue;
    if (++failed > kMostNamed) continue;
    text += (text.empty() ? "" : ", ") + named(call);
  }
  if (failed < 2) return {};
  if (failed > kMostNamed) {
    text += " and " + std::to_string(failed - kMostNamed) + " more";
  }
  return " Failed: " + text + ".";
}

std::string counts(std::span<const RevocationCall> calls) {
  const std::size_t gone = rows_in(calls, State::gone);
  const std::size_t done = rows_in(calls, State::revoked) + gone;
  const std::size_t failed = rows_in(calls, State::failed);
  const std::size_t not_attempted = rows_in(calls, State::not_attempted);
  const std::size_t left = failed + not_attempted;
  std::string text = " " + std::to_string(done) + " of " +
                     std::to_string(done + left) + " were revoked";
  if (gone > 0) {
    text += " (" + std::to_string(gone) + " of them were gone already)";
  }
  text += ", " + std::to_string(left) + " were not";
  if (not_attempted > 0) {
    text += " (" + std::to_string(not_attempted) + " of them were not tried)";
  }
  return text + ".";
}

}  // namespace

Status summary(std::span<const RevocationCall> calls, const Status& problem) {
  const auto failed =
      std::ranges::find(calls, State::failed,
                        [](const auto& call) { return call.outcome.state; });
  if (problem && failed == calls.end()) return {};
  const bool interrupted =
      !problem && problem.error().kind == Error::Kind::interrupted;
  std::string text = problem ? failed->outcome.message : problem.error().text;
  text += counts(calls) + failures(calls) +
          " What was revoked stays revoked; local changes of the transaction "
          "are rolled back. Run it again to finish; idp_revocations tells what "
          "became of each row.";
  return Error{std::move(text),
               interrupted ? Error::Kind::interrupted : Error::Kind::failed};
}

}  // namespace idp
