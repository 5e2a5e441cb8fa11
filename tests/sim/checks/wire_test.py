"""wire_test.py - how okta-sim's answers come over the wire."""

import gzip
import http.client
import json
import unittest

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"


class Wire(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(
            Simulator("--users", "300", "--rate-limit", "0"))

    def test_bodies_are_chunked(self):
        # Recorded: neither a list nor an error has a length.
        for path, status in ((USERS, 200), (USERS + "?limit=1", 200),
                             (USERS + "/nobody", 404), ("/nothing", 404)):
            answer = self.simulator.get(path, TOKEN)
            with self.subTest(path):
                self.assertEqual(answer.status, status)
                self.assertEqual(answer.headers["Transfer-Encoding"],
                                 "chunked")
                self.assertIsNone(answer.headers["Content-Length"])
                json.loads(answer.body)

    def test_gzip_for_who_asks(self):
        plain = self.simulator.get(USERS, TOKEN)
        packed = self.simulator.get(USERS, TOKEN, ("Accept-Encoding", "gzip"))
        self.assertIsNone(plain.headers["Content-Encoding"])
        self.assertEqual((packed.headers["Content-Encoding"],
                          packed.headers["Transfer-Encoding"]),
                         ("gzip", "chunked"))
        self.assertEqual(gzip.decompress(packed.body), plain.body)

    def test_no_body(self):
        user = json.loads(self.simulator.get(USERS, TOKEN).body)[0]["id"]
        answer = self.simulator.call("DELETE", f"{USERS}/{user}/sessions",
                                     [TOKEN])
        self.assertEqual((answer.status, answer.body), (204, b""))
        for header in ("Transfer-Encoding", "Content-Type"):
            self.assertIsNone(answer.headers[header])

    def test_headers_of_every_answer(self):
        for path in (USERS, USERS + "/nobody", "/.well-known/"
                     "okta-organization"):
            headers = self.simulator.get(path, TOKEN).headers
            with self.subTest(path):
                for name, value in (
                        ("Server", "nginx"), ("Vary", "Accept-Encoding"),
                        ("Cache-Control", "no-cache, no-store"),
                        ("Pragma", "no-cache"), ("Expires", "0"),
                        ("Content-Type", "application/json"),
                        ("Strict-Transport-Security",
                         "max-age=315360000; includeSubDomains")):
                    self.assertEqual(headers[name], value)
                self.assertTrue(headers["X-Okta-Request-Id"])
                self.assertTrue(headers["Date"].endswith(" GMT"))
                self.assertEqual(len(headers.get_all("Set-Cookie")), 3)

    def test_errors(self):
        answer = self.simulator.get(USERS + "/nobody", TOKEN)
        body = json.loads(answer.body)
        self.assertEqual(list(body), ["errorCode", "errorSummary", "errorLink",
                                      "errorId", "errorCauses"])
        self.assertEqual((body["errorCode"], body["errorSummary"]), (
            "E0000007", "Not found: Resource not found: nobody (User)"))
        self.assertRegex(body["errorId"], "^oae[A-Za-z0-9_-]{22}$")

    def test_a_truncated_answer(self):
        self.simulator.control("/_sim/faults", {"faults": [{"truncate": 5}]})
        with self.assertRaises(http.client.IncompleteRead) as caught:
            self.simulator.get(USERS, TOKEN)
        self.assertEqual(len(caught.exception.partial), 5)
        # There was no length to tell how much is missing.
        self.assertIsNone(caught.exception.expected)


if __name__ == "__main__":
    unittest.main()
