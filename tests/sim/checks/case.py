"""case.py - a simulator and a client that signs in, for each test."""

import json
import unittest

from client import Client
from keys import Key
from simulator import Simulator

RSA = Key("RSA")
USERS = "/api/v1/users"


def bearer(token):
    return ("Authorization", "Bearer " + token)


class Case(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(Simulator("--rate-limit", "0"))
        self.client = Client(self.simulator, RSA)

    def check_error(self, answer, status, error, description):
        self.assertEqual(
            (answer.status, json.loads(answer.body)),
            (status, {"error": error, "error_description": description}))

    def check_challenge(self, answer, status, *parts):
        self.assertEqual((answer.status, answer.body), (status, b""))
        text = answer.headers["WWW-Authenticate"]
        for part in parts:
            self.assertIn(part, text)
