// server.h - HTTP on a socket of loopback: calls in, replies out.
// The only file, with server.cpp, that knows the HTTP server library.
#pragma once

#include <functional>
#include <string>

#include "wire/answer.h"
#include "wire/received.h"

namespace sim {

// Called from several threads.
using Handler = std::function<Reply(const Call&)>;

// Listens on 127.0.0.1 and says so on standard output; serves until the
// process is told to stop. Returns only if it can't: with what is wrong.
// record: keeps what comes in, unless it is null.
std::string listen(const Handler& handler, int port, Received* record);

}  // namespace sim
