// server.h - the org on a socket: HTTP on loopback.
// The only file, with server.cpp, that knows the HTTP server library.
#pragma once

#include "service.h"

namespace sim {

// Listens on 127.0.0.1 and says so on standard output; serves until the
// process is told to stop. Returns only if it can't: with what is wrong.
// record: keeps what comes in, in service.received().
std::string listen(Service& service, int port, bool record);

}  // namespace sim
