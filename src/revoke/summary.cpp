// summary.cpp - counts rows, and names the first calls that went wrong.
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

// " Failed: …, … and 4 more.", or nothing for that call alone, whose message is
// told.
std::string list(std::span<const RevocationCall> calls, State state,
                 const std::string& title, const RevocationCall* told) {
  std::string text;
  std::size_t count = 0;
  const RevocationCall* last = nullptr;
  for (const RevocationCall& call : calls) {
    if (call.outcome.state != state || call.rows.empty()) continue;
    last = &call;
    if (++count > kMostNamed) continue;
    text += (text.empty() ? "" : ", ") + named(call);
  }
  if (count == 0 || (count == 1 && last == told)) return {};
  if (count > kMostNamed) {
    text += " and " + std::to_string(count - kMostNamed) + " more";
  }
  return " " + title + ": " + text + ".";
}

// The first call in the worst state that there is, or null.
const RevocationCall* worst(std::span<const RevocationCall> calls) {
  for (const State state : {State::failed, State::unknown}) {
    const auto found = std::ranges::find_if(calls, [&](const auto& call) {
      return call.outcome.state == state && !call.rows.empty();
    });
    if (found != calls.end()) return &*found;
  }
  return nullptr;
}

std::string counts(std::span<const RevocationCall> calls) {
  const std::size_t gone = rows_in(calls, State::gone);
  const std::size_t done = rows_in(calls, State::revoked) + gone;
  const std::size_t failed = rows_in(calls, State::failed);
  const std::size_t not_attempted = rows_in(calls, State::not_attempted);
  const std::size_t unknown = rows_in(calls, State::unknown);
  const std::size_t left = failed + not_attempted;
  std::string text = std::to_string(done) + " of " +
                     std::to_string(done + left + unknown) + " were " +
                     std::string(done_name(calls));
  if (gone > 0) {
    text += " (" + std::to_string(gone) + " of them were gone already)";
  }
  text += ", " + std::to_string(left) + " were not";
  if (not_attempted > 0) {
    text += " (" + std::to_string(not_attempted) + " of them were not tried)";
  }
  if (unknown > 0)
    text += ", of " + std::to_string(unknown) + " it is not known";
  return text + ".";
}

}  // namespace

Status summary(std::span<const RevocationCall> calls, const Status& problem) {
  const RevocationCall* first = worst(calls);
  if (problem && first == nullptr) return {};
  const bool interrupted =
      !problem && problem.error().kind == Error::Kind::interrupted;
  // What ended it all may say what it takes to go on: first what was done.
  const RevocationCall* told = problem ? first : nullptr;
  std::string text = told ? told->outcome.message + " " + counts(calls)
                          : counts(calls) + " " + problem.error().text;
  if (told && told->outcome.status == 401 &&
      rows_in(calls, State::revoked) > 0) {
    text +=
        " The org accepted the credential until then: what was revoked may be "
        "that credential itself, or what it depends on. If it is, configure "
        "another one, and run the rest with that.";
  }
  const bool changes = done_name(calls) != "revoked";
  text += list(calls, State::failed, "Failed", told) +
          list(calls, State::unknown, "Not known", told) +
          (changes ? " What was done stays done"
                   : " What was revoked stays revoked") +
          "; local changes of the transaction are rolled back. Run it again to "
          "finish: it reads anew what is left; " +
          (changes ? "idp_changes" : "idp_revocations") +
          " tells what became of each row.";
  return Error{std::move(text),
               interrupted ? Error::Kind::interrupted : Error::Kind::failed};
}

}  // namespace idp
