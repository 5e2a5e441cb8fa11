"""clock_test.py - okta-sim with a clock that differs from the real one."""

import email.utils
import json
import time
import unittest

from client import Client, Prover
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

    def description(self, answer):
        return json.loads(answer.body).get("error_description")

    def test_the_clock_is_exact(self):
        # A request that arrives when its second has just begun, is not from
        # the future; with half a second's offset, not before it either.
        key = Key("P-256")
        offsets = (0.5, 0)
        clients = [Client(self.enterContext(
            Simulator("--clock-offset", str(offset))), key)
            for offset in offsets]
        for _ in range(3):
            begins = int(time.time() + 1.6)
            # The assertion is from before: a second ahead would be taken.
            asked = [(client.form(client.assertion(iat=begins - 60)),
                      Prover(client, key).token_proof(iat=begins))
                     for client in clients]
            for offset, client, (form, proof) in zip(offsets, clients, asked):
                time.sleep(max(0, begins - offset - time.time() - 0.05))
                while time.time() < begins - offset:
                    pass
                with self.subTest(offset):
                    self.assertIn("requires nonce", self.description(
                        client.ask(form, proof)))

    def test_leeway(self):
        # Seconds ahead, of the proof and the assertion; what is said of them.
        future = "The DPoP proof JWT is issued in the future."
        assertion = "must be issued before the current time."
        nonce = "requires nonce"
        key = Key("P-256")
        for leeway, ahead, part in ((0, (HOUR, 0), future),
                                    (0, (0, HOUR), assertion),
                                    (HOUR, (HOUR // 2, HOUR // 2), nonce),
                                    (HOUR, (2 * HOUR, 0), future),
                                    (HOUR, (0, 2 * HOUR), assertion)):
            simulator = self.enterContext(
                Simulator("--leeway", str(leeway)))
            client = Client(simulator, key)
            now = int(time.time())
            proof = Prover(client, key).token_proof(iat=now + ahead[0])
            answer = client.ask(client.form(client.assertion(
                iat=now + ahead[1])), proof)
            with self.subTest(leeway=leeway, ahead=ahead):
                self.assertIn(part, self.description(answer))

    def test_an_assertion_of_the_next_second(self):
        simulator = self.enterContext(Simulator())
        client = Client(simulator, Key("P-256"))
        answer = client.ask(client.form(
            client.assertion(iat=int(time.time()) + 1)))
        self.assertEqual(answer.status, 200, answer.body)

    def test_set_and_reset(self):
        simulator = self.enterContext(Simulator("--clock-offset", "60000"))
        simulator.control("/_sim/clock", {"offset": -HOUR})
        self.assertAlmostEqual(self.ahead(simulator.get(USERS)), -HOUR,
                               delta=SLACK)
        simulator.control("/_sim/clock", {"offset": 0.25})
        self.assertAlmostEqual(self.ahead(simulator.get(USERS)), 0,
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
