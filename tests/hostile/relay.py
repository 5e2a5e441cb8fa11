"""relay.py - somebody between the extension and a server: notes the bytes that
come from the extension, and passes them on."""

import socket
import threading

from peer import Listener, first_request


class Relay(Listener):
    """Passes connections on to that port until the end of its `with`.
    `received` is what came, a text of bytes for each connection. The first
    connections get the `refusals` instead. With `context` it speaks TLS. A
    `liar` answers CONNECT by itself, and leads to its own port whatever place
    was named."""

    def __init__(self, port, refusals=(), context=None, liar=False):
        self.upstream = port
        self.refusals = list(refusals)
        self.context = context
        self.liar = liar
        self.received = []
        super().__init__()

    def serve(self, connection):
        try:
            with connection:
                self.pass_on(connection)
        except OSError:  # of TLS, too
            pass

    def pass_on(self, connection):
        noted = bytearray()
        self.received.append(noted)
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True)
        if self.refusals or self.liar:
            while not first_request(noted):
                more = connection.recv(65536)
                if not more:
                    return
                noted += more
        if self.refusals:
            connection.sendall(self.refusals.pop(0))
            return
        if self.liar:
            connection.sendall(b"HTTP/1.1 200 Established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", self.upstream)) as other:
            threading.Thread(target=pump, args=(other, connection),
                             daemon=True).start()
            pump(connection, other, noted)


def pump(one, other, noted=None):
    """Until one of them ends."""
    try:
        while data := one.recv(65536):
            if noted is not None:
                noted += data
            other.sendall(data)
    except OSError:
        pass
    for end in (one, other):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
