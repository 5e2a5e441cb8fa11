// relay.cpp - copies bytes both ways between two sockets.
#include "wire/relay.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace sim {
namespace {

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// The server would wait for the end of a line that never comes.
bool is_tls(std::string_view first_bytes) {
  constexpr char handshake = 0x16;
  return first_bytes.starts_with(handshake);
}

// Until the server ends the connection.
void pass(int client, int server, std::uint64_t number, Received& received) {
  std::array<pollfd, 2> sides = {{{client, POLLIN, 0}, {server, POLLIN, 0}}};
  std::array<char, 65536> buffer{};
  bool first = true;
  while (poll(sides.data(), sides.size(), -1) > 0) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (sides[i].revents == 0) continue;
      const bool from_client = i == 0;
      const ssize_t size = recv(sides[i].fd, buffer.data(), buffer.size(), 0);
      if (size <= 0 && !from_client) return;
      if (size <= 0) {
        shutdown(server, SHUT_WR);
        sides[0].fd = -1;  // poll passes it over
        continue;
      }
      const std::string_view bytes(buffer.data(),
                                   static_cast<std::size_t>(size));
      if (from_client) received.add(number, bytes);
      if (from_client && first && is_tls(bytes)) return;
      first = first && !from_client;
      if (!send_all(from_client ? server : client, bytes)) return;
    }
  }
}

void serve(int descriptor, int server_port, Received& received) {
  const Socket client(descriptor);
  const Socket server(socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(server_port);
  if (connect(server.get(), reinterpret_cast<const sockaddr*>(&address),
              sizeof address) != 0) {
    return;
  }
  pass(client.get(), server.get(), received.open(), received);
}

}  // namespace

int listen_on(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 ||
      ::listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    close(listener);
    return -1;
  }
  port = ntohs(address.sin_port);
  return listener;
}

void relay(int listener, int server_port, Received& received) {
  for (;;) {
    const int client = accept(listener, nullptr, nullptr);
    if (client < 0) return;
    std::thread([client, server_port, &received] {
      serve(client, server_port, received);
    }).detach();
  }
}

}  // namespace sim
