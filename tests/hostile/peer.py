"""peer.py - somebody at the other end of the network: notes every byte that
comes, and answers what it was told to answer."""

import json
import re
import socket
import threading

ORDINARY = [("Content-Type", "application/json")]


class Answer:
    def __init__(self, body="[]", status=200, headers=()):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = [*ORDINARY, *headers]

    def encoded(self):
        lines = [f"HTTP/1.1 {self.status} Whatever",
                 f"Content-Length: {len(self.body)}",
                 *(f"{name}: {value}" for name, value in self.headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + self.body


def error(status, summary, headers=()):
    """As Okta words its errors."""
    body = {"errorCode": "E0000001", "errorSummary": summary,
            "errorId": "oae1", "errorCauses": [{"errorSummary": summary}]}
    return Answer(json.dumps(body), status, headers)


def first_request(data):
    """The bytes of the first request with its body; 0 if not all are there."""
    head, end, _ = data.partition(b"\r\n\r\n")
    if not end:
        return 0
    body = re.search(rb"\r\nContent-Length: *(\d+)", head, re.IGNORECASE)
    size = len(head) + len(end) + (int(body[1]) if body else 0)
    return size if size <= len(data) else 0


class Listener:
    """Listens until the end of its `with`. Each connection is served on a
    thread of its own, by serve() of who inherits it."""

    def __init__(self, host="127.0.0.1"):
        self.listener = socket.create_server((host, 0))
        self.port = self.listener.getsockname()[1]
        self.address = f"{host}:{self.port}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self.listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Without this, who waits in accept() keeps it open.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def listen(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,),
                             daemon=True).start()


class Peer(Listener):
    """Gives its answers in their order, the last one ever after. `received`
    are the requests, each with its head and whatever came with it."""

    def __init__(self, *answers, host="127.0.0.1"):
        self.answers = list(answers) or [Answer()]
        self.received = []
        self.lock = threading.Lock()
        super().__init__(host)

    def serve(self, connection):
        with connection:
            data = b""
            while True:
                try:
                    more = connection.recv(65536)
                except ConnectionError:
                    more = b""
                data += more
                # Whatever is no request counts as received, too.
                ends = not more or not data[:1].isalpha()
                if ends and data:
                    self.note(data)
                if ends:
                    return
                while size := first_request(data):
                    connection.sendall(self.note(data[:size]).encoded())
                    data = data[size:]

    def note(self, request):
        with self.lock:
            self.received.append(request)
            if len(self.answers) > 1:
                return self.answers.pop(0)
            return self.answers[0]

    def lines(self):
        """The request lines."""
        return [request.split(b"\r\n")[0].decode() for request in self.received]

    def header(self, name):
        """The values of that header in all requests."""
        return [line.split(": ", 1)[1] for request in self.received
                for line in request.decode("latin-1").split("\r\n")[1:]
                if line.lower().startswith(name.lower() + ":")]
