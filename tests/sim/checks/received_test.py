"""received_test.py - what okta-sim tells of the requests that it received."""

import http.client
import json
import socket
import ssl
import unittest

from simulator import Simulator

SECRET = "00a-secret-of-somebody-else"
USERS = "/api/v1/users"


class Received(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(Simulator("--record", "on"))

    def bytes(self):
        return [item["bytes"].encode("latin-1")
                for item in self.simulator.json("/_sim/received")]

    def connect(self):
        host, port = self.simulator.host.split(":")
        return socket.create_connection((host, int(port)), timeout=30)

    def send(self, data, ends=False):
        """Whatever comes back."""
        with self.connect() as peer:
            peer.sendall(data)
            if ends:
                peer.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: peer.recv(65536), b""))

    def test_every_byte_of_a_refused_call(self):
        head = (f"GET {USERS}?q={SECRET} HTTP/1.1\r\nHost: thief\r\n"
                f"Cookie: a={SECRET}\r\nAuthorization: SSWS {SECRET}\r\n"
                "Connection: close\r\n\r\n").encode()
        self.assertIn(b"HTTP/1.1 401", self.send(head))
        self.assertEqual(self.bytes(), [head])

    def test_a_body(self):
        self.simulator.call("POST", USERS, body="token=" + SECRET)
        (received,) = self.bytes()
        self.assertTrue(received.endswith(b"\r\n\r\ntoken=" +
                                          SECRET.encode()))

    def test_two_requests_on_one_connection(self):
        connection = http.client.HTTPConnection(self.simulator.host)
        for name in ("one", "two"):
            connection.request("GET", "/" + name)
            connection.getresponse().read()
        connection.close()
        (received,) = self.bytes()
        self.assertLess(received.index(b"GET /one "),
                        received.index(b"GET /two "))

    def test_control_calls_are_left_out(self):
        self.simulator.control("/_sim/faults", {"faults": []})
        self.assertEqual(self.bytes(), [])

    def test_what_is_no_http(self):
        noise = bytes(range(256))
        self.send(noise, ends=True)
        self.assertEqual(self.bytes(), [noise])

    def test_control_characters_in_a_long_run(self):
        noise = b"".join(bytes([c]) + b"a" * 40 for c in range(32))
        self.send(noise, ends=True)
        self.assertEqual(self.bytes(), [noise])

    def test_tls(self):
        hello = ssl.MemoryBIO()
        session = ssl.create_default_context().wrap_bio(
            ssl.MemoryBIO(), hello, server_hostname="acme.okta.com")
        with self.assertRaises(ssl.SSLWantReadError):
            session.do_handshake()
        self.assertEqual(self.send(hello.read()), b"")
        (received,) = self.bytes()
        self.assertEqual(received[:2], b"\x16\x03")
        self.assertIn(b"acme.okta.com", received)

    def test_a_proxy_request(self):
        self.send(b"CONNECT acme.okta.com:443 HTTP/1.1\r\n"
                  b"Host: acme.okta.com:443\r\n"
                  b"Connection: close\r\n\r\n")
        self.assertTrue(self.bytes()[0].startswith(b"CONNECT acme.okta.com"))

    def test_faults_work_as_without(self):
        self.simulator.control("/_sim/faults", {"faults": [
            {"close": True}, {"truncate": 5, "body": "0123456789"},
            {"status": 302, "headers": {"Location": "http://thief/"}}]})
        with self.assertRaises(http.client.RemoteDisconnected):
            self.simulator.get(USERS)
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.simulator.get(USERS)
        self.assertEqual(caught.exception.partial, b"01234")
        self.assertEqual(self.simulator.get(USERS).headers["Location"],
                         "http://thief/")

    def test_a_large_answer(self):
        token = ("Authorization", "SSWS sim-token")
        with Simulator("--users", "300") as plain:
            path = USERS + "?limit=200"
            expected = plain.get(path, token).body.replace(
                plain.host.encode(), self.simulator.host.encode())
        with Simulator("--users", "300", "--record", "on") as recording:
            body = recording.get(path, token).body.replace(
                recording.host.encode(), self.simulator.host.encode())
        self.assertEqual((len(json.loads(body)), body), (200, expected))

    def test_reset(self):
        self.simulator.get(USERS)
        self.assertEqual(len(self.bytes()), 1)
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.bytes(), [])


class Requests(unittest.TestCase):
    def test_names_of_headers(self):
        simulator = self.enterContext(Simulator())
        simulator.get(USERS, ("Authorization", "SSWS " + SECRET),
                      ("Cookie", SECRET), ("X-One", SECRET))
        simulator.get(USERS)
        text = simulator.get("/_sim/requests").body
        self.assertNotIn(SECRET.encode(), text)
        first, second = json.loads(text)
        self.assertEqual(
            (first["status"], first["scheme"], first["host"],
             sorted(first["headers"])),
            (401, "SSWS", simulator.host,
             ["Authorization", "Cookie", "Host", "X-One"]))
        self.assertEqual((second["scheme"], second["headers"]),
                         ("", ["Host"]))


if __name__ == "__main__":
    unittest.main()
