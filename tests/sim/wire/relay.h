// relay.h - stands between the clients and the server, and keeps what comes in
// before the server reads it: also what is no HTTP.
#pragma once

#include <string>

#include "wire/received.h"

namespace sim {

// A socket that listens on 127.0.0.1; -1: it can't. port 0: any free one, which
// is put there.
int listen_on(int& port);

// Passes each connection on to that port of 127.0.0.1. Returns only when the
// listener fails.
void relay(int listener, int server_port, Received& received);

}  // namespace sim
