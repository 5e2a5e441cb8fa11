"""rates_test.py - okta-sim's rate limits and what its headers say of them."""

import email.utils
import json
import unittest

from client import Client
from keys import Key
from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"
APPS = "/api/v1/apps"
RATE = ("limit", "remaining", "reset")


def rate(answer):
    return [int(answer.headers["x-rate-limit-" + name]) for name in RATE]


class Documented(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(Simulator())

    def test_half_of_what_the_org_has(self):
        user, app = (json.loads(self.simulator.get(path, TOKEN).body)[0]["id"]
                     for path in (USERS, APPS))
        for method, path, limit in (
                ("GET", USERS, 300), ("GET", f"{USERS}/{user}/clients", 300),
                ("GET", f"{USERS}/{user}/grants", 300),
                ("DELETE", f"{USERS}/{user}/sessions", 300),
                ("GET", f"{USERS}/{user}", 1000), ("GET", USERS + "/me", 300),
                ("DELETE", f"{USERS}/nobody", 300), ("GET", APPS, 50),
                ("GET", f"{APPS}/{app}", 250),
                ("GET", f"{APPS}/{app}/tokens", 50),
                ("GET", "/api/v1/other", 600)):
            with self.subTest(method=method, path=path):
                self.assertEqual(rate(self.simulator.call(
                    method, path, [TOKEN]))[0], limit)

    def test_buckets(self):
        user = json.loads(self.simulator.get(USERS, TOKEN).body)[0]["id"]
        # The same bucket as the list above; and another.
        self.assertEqual(rate(self.simulator.get(
            f"{USERS}/{user}/clients", TOKEN))[1], 298)
        self.assertEqual(rate(self.simulator.get(
            f"{USERS}/{user}", TOKEN))[1], 999)

    def test_headers_that_are_missing(self):
        answer = self.simulator.call("PUT", USERS, [TOKEN], "")
        self.assertEqual(answer.status, 405)
        self.assertIsNone(answer.headers["x-rate-limit-limit"])

    def test_who_is_refused_counts_for_nobody(self):
        for _ in range(3):
            self.assertEqual(rate(self.simulator.get(USERS))[:2], [300, 300])
        self.assertEqual(rate(self.simulator.get(USERS, TOKEN))[1], 299)


class Limited(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(Simulator("--rate-limit", "2"))

    def test_too_many(self):
        for left in (1, 0):
            answer = self.simulator.get(USERS, TOKEN)
            self.assertEqual((answer.status, rate(answer)[:2]), (200,
                                                                 [2, left]))
        answer = self.simulator.get(USERS, TOKEN)
        error = json.loads(answer.body)
        self.assertEqual(
            (answer.status, error["errorCode"], error["errorLink"],
             error["errorSummary"], error["errorCauses"]),
            (429, "E0000047", "E0000047", "API call exceeded rate limit due "
             "to too many requests.", []))
        self.assertEqual(rate(answer)[:2], [2, 0])
        self.assertIsNone(answer.headers["Retry-After"])
        date = email.utils.parsedate_to_datetime(answer.headers["Date"])
        self.assertTrue(0 <= rate(answer)[2] - date.timestamp() <= 60)

    def test_each_credential_has_its_share(self):
        token = ("Authorization",
                 "Bearer " + Client(self.simulator, Key("P-256")).token())
        for credential in (TOKEN, token):
            statuses = [self.simulator.get(USERS, credential).status
                        for _ in range(3)]
            self.assertEqual(statuses, [200, 200, 429])

    def test_the_concurrency_limit(self):
        self.simulator.control("/_sim/faults", {"faults": [
            {"rate_limit_concurrency": True}]})
        answer = self.simulator.get(USERS, TOKEN)
        self.assertEqual((answer.status, rate(answer)[:2]), (429, [0, 0]))


if __name__ == "__main__":
    unittest.main()
