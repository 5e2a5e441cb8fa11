"""clock_test.py - okta-sim with a clock that differs from the real one."""

import email.utils
import json
import time
import unittest

from client import Client
from keys import Key
from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"
HOUR = 3600
SLACK = 60  # seconds that a busy machine may take


class Clock(unittest.TestCase):
    def ahead(self, answer):
        date = email.utils.parsedate_to_datetime(answer.headers["Date"])
        return date.timestamp() - time.time()

    def test_headers(self):
        for offset in (-HOUR, 0, HOUR):
            simulator = self.enterContext(
                Simulator("--clock-offset", str(offset)))
            answer = simulator.get(USERS, TOKEN)
            self.assertAlmostEqual(self.ahead(answer), offset, delta=SLACK)
            reset = int(answer.headers["x-rate-limit-reset"])
            self.assertAlmostEqual(reset - time.time(), offset + 60,
                                   delta=SLACK)

    def test_assertions(self):
        key = Key()
        for offset, life, part in (
                (HOUR, 300, "is expired."),
                (-HOUR, 300, "an expiration too far into the future."),
                (-300, 300, "must be issued before the current time."),
                (0, 300, None)):
            simulator = self.enterContext(
                Simulator("--clock-offset", str(offset)))
            client = Client(simulator, key)
            now = int(time.time())
            answer = client.ask(client.form(
                client.assertion(iat=now, exp=now + life)))
            with self.subTest(offset):
                self.assertEqual(answer.status, 401 if part else 200)
                if part:
                    self.assertIn(
                        part, json.loads(answer.body)["error_description"])

    def test_set_and_reset(self):
        simulator = self.enterContext(Simulator("--clock-offset", "60000"))
        simulator.control("/_sim/clock", {"offset": -HOUR})
        self.assertAlmostEqual(self.ahead(simulator.get(USERS)), -HOUR,
                               delta=SLACK)
        simulator.control("/_sim/reset")
        self.assertAlmostEqual(self.ahead(simulator.get(USERS)), 60000,
                               delta=SLACK)
        for text in ("", "{}", '{"offset": "1"}'):
            self.assertEqual(
                simulator.call("POST", "/_sim/clock", body=text).status, 400)

    def test_windows_end_by_the_simulators_clock(self):
        simulator = self.enterContext(Simulator("--rate-limit", "1"))
        self.assertEqual(simulator.get(USERS, TOKEN).status, 200)
        self.assertEqual(simulator.get(USERS, TOKEN).status, 429)
        simulator.control("/_sim/clock", {"offset": 61})
        self.assertEqual(simulator.get(USERS, TOKEN).status, 200)

    def test_slashid(self):
        simulator = self.enterContext(Simulator(
            "--provider", "slashid", "--clock-offset", str(HOUR)))
        self.assertAlmostEqual(self.ahead(simulator.get("/")), HOUR,
                               delta=SLACK)


if __name__ == "__main__":
    unittest.main()
