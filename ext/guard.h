// guard.h - the border to C: whatever happens inside, SQLite sees a code and a
// sentence, never an exception.
#pragma once

#include <algorithm>
#include <exception>
#include <new>
#include <string>

#include "ext/sqlite.h"
#include "result.h"

namespace idp {

inline int code_of(const Error& error) {
  return error.kind == Error::Kind::interrupted ? SQLITE_INTERRUPT
                                                : SQLITE_ERROR;
}

// Runs body, which returns a Status; puts an error's text where SQLite looks
// for it (a table's zErrMsg, or the one that a constructor is given).
template <class Body>
int guarded(char*& message, Body&& body) noexcept {
  const auto fail = [&](int code, const char* text) {
    sqlite3_free(message);
    message = sqlite3_mprintf("%s", text);
    return code;
  };
  try {
    const Status status = body();
    if (status) return SQLITE_OK;
    // A value of the provider may have a NUL in it, which would end the text.
    std::string text = status.error().text;
    std::ranges::replace(text, '\0', ' ');
    return fail(code_of(status.error()), text.c_str());
  } catch (const std::bad_alloc&) {
    return fail(SQLITE_NOMEM, "out of memory");
  } catch (const std::exception& problem) {
    return fail(SQLITE_ERROR, problem.what());
  } catch (...) {
    return fail(SQLITE_ERROR, "sqlite-idp: an unknown problem");
  }
}

}  // namespace idp
