"""sight_test.py - apps that the caller of okta-sim doesn't see."""

import json
import unittest

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
APPS = "/api/v1/apps"


class Sight(unittest.TestCase):
    def start(self, *flags):
        return self.enterContext(Simulator("--rate-limit", "0", *flags))

    def apps(self, simulator):
        return [app["id"] for app in
                json.loads(simulator.get(APPS + "?limit=200", TOKEN).body)]

    def check_unseen(self, seen, unseen):
        """What these flags hide is neither listed nor there by id."""
        hidden = set(self.apps(self.start())) - set(self.apps(seen))
        self.assertEqual(len(hidden), unseen)
        for app in hidden:
            for path in (app, app + "/tokens", app + "/tokens/oar1"):
                answer = seen.get(f"{APPS}/{path}", TOKEN)
                self.assertEqual(answer.status, 404)
                error = json.loads(answer.body)
                self.assertEqual(error["errorCode"], "E0000007")
                self.assertIn(app + " (AppInstance)", error["errorSummary"])
        # Their tokens are there all the same, by the users.
        dump = seen.json("/_sim/dump")
        ids = {token["clientId"] for token in dump["tokens"]}
        self.assertTrue(hidden & ids)
        token = next(t for t in dump["tokens"] if t["clientId"] in hidden)
        path = f"/users/{token['userId']}/clients/{token['clientId']}/tokens"
        answer = seen.get("/api/v1" + path, TOKEN)
        self.assertIn(token["id"], [t["id"] for t in json.loads(answer.body)])

    def test_hidden_by_the_provider(self):
        self.check_unseen(self.start("--hidden-apps", "3"), 3)

    def test_beyond_the_role(self):
        everything = len(self.apps(self.start()))
        self.check_unseen(self.start("--role-apps", "4"), everything - 4)
        self.assertEqual(self.apps(self.start("--role-apps", "0")), [])


if __name__ == "__main__":
    unittest.main()
