// server.cpp - the HTTP library: calls in, answers out.
#include "wire/server.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "wire/relay.h"

namespace sim {
namespace {

// One thread for each connection; a client that is slow to read or that keeps
// its connection must not keep others waiting. So many at most.
constexpr std::size_t kThreads = 256;
constexpr std::time_t kIdleSeconds = 75;
constexpr std::size_t kPiece = 16'384;  // bytes of a chunk

thread_local std::uint64_t this_connection = 0;

// Numbers the connections. A thread is started when none is free: all of them
// at once is most of what it takes to start the program. Newer versions of the
// library tell whether a connection was taken; older ones take each.
class Connections : public httplib::TaskQueue {
 public:
  using Taken = decltype(std::declval<httplib::TaskQueue&>().enqueue(nullptr));

  Taken enqueue(std::function<void()> serve) override {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(serve));
      if (waiting_.size() > free_ && threads_.size() < kThreads) {
        threads_.emplace_back([this] { run(); });
        ++free_;
      }
    }
    changed_.notify_one();
    return static_cast<Taken>(true);
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      const std::function<void()> serve = std::move(waiting_.front());
      waiting_.pop_front();
      --free_;
      this_connection = ++count_;
      lock.unlock();
      serve();
      lock.lock();
      ++free_;
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> threads_;
  std::size_t free_ = 0;  // threads that serve nobody
  std::uint64_t count_ = 0;
  bool ends_ = false;
};

// The library adds these to what was received.
bool made_by_library(const std::string& name) {
  return name == "REMOTE_ADDR" || name == "REMOTE_PORT" ||
         name == "LOCAL_ADDR" || name == "LOCAL_PORT";
}

Call call_of(const httplib::Request& request) {
  Call call;
  call.method = request.method;
  const std::string& target = request.target;
  const std::size_t query = std::min(target.find('?'), target.size());
  call.path = target.substr(0, query);
  if (query < target.size()) call.raw_query = target.substr(query + 1);
  call.query = parse_query(call.raw_query);
  for (const auto& [name, value] : request.headers) {
    if (!made_by_library(name)) call.headers.emplace_back(name, value);
  }
  // As a reverse proxy that ends TLS tells it.
  const bool tls = call.header("X-Forwarded-Proto") == "https";
  call.base = (tls ? "https://" : "http://") +
              call.header("Host").value_or("127.0.0.1");
  call.connection = this_connection;
  call.body = request.body;
  return call;
}

bool is_peer(int descriptor, int port) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  return getpeername(descriptor, reinterpret_cast<sockaddr*>(&address),
                     &size) == 0 &&
         address.sin_family == AF_INET && ntohs(address.sin_port) == port;
}

// The library does not hand out its sockets: this one is found by its peer.
void close_connection(const httplib::Request& request) {
  constexpr int most = 1024;
  for (int descriptor = 3; descriptor < most; ++descriptor) {
    if (is_peer(descriptor, request.remote_port)) {
      shutdown(descriptor, SHUT_RDWR);
    }
  }
}

// A body without its length, as a proxy in front of the provider passes it on;
// or a part of it, behind which the connection ends.
void send_pieces(httplib::Response& response, const Answer& answer,
                 std::size_t length) {
  const bool whole = length >= answer.body.size();
  response.set_chunked_content_provider(
      answer.content_type, [body = answer.body.substr(0, length), whole](
                               std::size_t offset, httplib::DataSink& sink) {
        const std::size_t size = std::min(body.size() - offset, kPiece);
        if (size > 0 && !sink.write(body.data() + offset, size)) return false;
        const bool last = offset + size == body.size();
        if (last && whole) sink.done();
        return whole || !last;
      });
}

// The same of a body whose length was told.
void send_part(httplib::Response& response, const Answer& answer,
               std::size_t length) {
  response.set_content_provider(
      answer.body.size(), answer.content_type,
      [body = answer.body.substr(0, length)](std::size_t offset, std::size_t,
                                             httplib::DataSink& sink) {
        if (offset >= body.size()) return false;
        return sink.write(body.data() + offset, body.size() - offset);
      });
}

void send_stream(httplib::Response& response, const Answer& answer) {
  response.set_chunked_content_provider(
      answer.content_type,
      [next = answer.stream](std::size_t, httplib::DataSink& sink) {
        std::string piece;
        const bool more = next(piece);
        if (!sink.write(piece.data(), piece.size())) return false;
        if (!more) sink.done();
        return true;
      });
}

void send(httplib::Response& response, const Reply& reply) {
  const Answer& answer = reply.answer;
  response.status = answer.status;
  // Of several of one name some releases of the library send the last one
  // first.
  static const bool reversed = [] {
    httplib::Headers headers;
    headers.emplace("a", "1");
    headers.emplace("a", "2");
    return headers.begin()->second == "2";
  }();
  auto headers = answer.headers;
  if (reversed) std::reverse(headers.begin(), headers.end());
  for (const auto& [name, value] : headers) {
    response.headers.emplace(name, value);
  }
  const std::size_t length = reply.truncate.value_or(answer.body.size());
  if (answer.stream) {
    send_stream(response, answer);
  } else if (answer.chunked && !answer.body.empty()) {
    send_pieces(response, answer, length);
  } else if (length < answer.body.size()) {
    send_part(response, answer, length);
  } else if (!answer.content_type.empty()) {
    response.set_content(answer.body, answer.content_type);
  }
}

void handle(const Handler& handler, const httplib::Request& request,
            httplib::Response& response) {
  const Reply reply = handler(call_of(request));
  if (reply.close) close_connection(request);
  send(response, reply);
}

// Requests with a body go through the library's router, which reads it; the
// others are taken before that, since the router decodes paths.
void route(httplib::Server& server, const Handler& handler) {
  const auto with_body = [&handler](const httplib::Request& request,
                                    httplib::Response& response) {
    handle(handler, request, response);
  };
  server.Post("[^]*", with_body);
  server.Put("[^]*", with_body);
  server.Patch("[^]*", with_body);
  server.set_pre_routing_handler(
      [&handler](const httplib::Request& request, httplib::Response& response) {
        using Response = httplib::Server::HandlerResponse;
        const std::string& method = request.method;
        if (method == "POST" || method == "PUT" || method == "PATCH") {
          return Response::Unhandled;
        }
        handle(handler, request, response);
        return Response::Handled;
      });
}

}  // namespace

std::string listen(const Handler& handler, int port, Received* record) {
  httplib::Server server;
  server.new_task_queue = [] { return new Connections; };
  server.set_tcp_nodelay(true);
  int own_listener = -1;
  server.set_socket_options([&](socket_t socket) {
    httplib::default_socket_options(socket);
    own_listener = socket;
  });
  server.set_keep_alive_max_count(SIZE_MAX);
  server.set_keep_alive_timeout(kIdleSeconds);
  route(server, handler);
  const char* host = "127.0.0.1";
  std::string problem = "can't listen on that port of 127.0.0.1";
  const int listener = record ? listen_on(port) : -1;
  if (record && listener < 0) return problem;
  const bool any = record || port == 0;
  const int own_port = any ? server.bind_to_any_port(host)
                       : server.bind_to_port(host, port) ? port
                                                         : -1;
  if (own_port < 0) return problem;
  // The library lets five connections wait. Those beyond, when many come at
  // once, would be lost, and tried again by their kernel after a second.
  if (::listen(own_listener, SOMAXCONN) != 0) return problem;
  std::printf("listening on http://127.0.0.1:%d\n", record ? port : own_port);
  std::fflush(stdout);
  if (record) {
    std::thread(relay, listener, own_port, std::ref(*record)).detach();
  }
  server.listen_after_bind();
  return "the server stopped";
}

}  // namespace sim
