"""credentials_test.py - what okta-sim's apps and admins hold: grants, secrets,
keys and API tokens."""

import json
import unittest

from case import RSA, bearer
from client import Client
from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
APPS = "/api/v1/apps"
TOKENS = "/api/v1/api-tokens"


class Case(unittest.TestCase):
    def setUp(self):
        self.start()

    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", *flags))

    def do(self, method, path, header=TOKEN):
        answer = self.simulator.call(method, path, [header], "")
        return answer.status, answer.body and json.loads(answer.body)

    def get(self, path):
        answer = self.simulator.get(path, TOKEN)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertIsNone(answer.headers["Link"])
        return json.loads(answer.body)

    def apps(self):
        answer = self.simulator.get(APPS + "?limit=200", TOKEN)
        return json.loads(answer.body)

    def lists(self, what):
        """By the app's path."""
        return {f"{APPS}/{app['id']}/{what}":
                self.get(f"{APPS}/{app['id']}/{what}") for app in self.apps()}

    def check_error(self, answer, status, code):
        self.assertEqual((answer[0], answer[1]["errorCode"]), (status, code))


class Grants(Case):
    def test_they_are_there_and_go(self):
        lists = self.lists("grants")
        path, (grant, *others) = max(lists.items(), key=lambda i: len(i[1]))
        self.assertGreater(len(others), 3)
        self.assertIn(2, [len(grants) for grants in lists.values()])
        self.assertIn(0, [len(grants) for grants in lists.values()])
        self.assertEqual(
            list(grant), ["id", "status", "created", "createdBy", "lastUpdated",
                          "issuer", "clientId", "scopeId", "source", "_links"])
        self.assertEqual((grant["issuer"], grant["source"]),
                         (self.simulator.url, "ADMIN"))
        self.assertTrue(any(g["scopeId"].endswith(".manage")
                            for g in [grant, *others]))
        one = f"{path}/{grant['id']}"
        self.assertEqual(self.get(one), grant)
        self.assertEqual(self.get(path + "?expand=scope")[0]["_embedded"],
                         {"scope": {"id": grant["scopeId"]}})
        self.assertEqual(self.do("DELETE", one)[0], 204)
        self.assertEqual(self.get(path), others)
        for method in ("GET", "DELETE"):
            self.check_error(self.do(method, one), 404, "E0000007")

    def test_scope(self):
        path = f"{APPS}/{self.apps()[0]['id']}/grants"
        app = Client(self.simulator, RSA,
                     scopes=["okta.apps.manage", "okta.appGrants.read"])
        for scope, status in (("okta.apps.manage", 403),
                              ("okta.appGrants.read", 200)):
            token = bearer(app.token(scope=scope))
            self.assertEqual(self.simulator.get(path, token).status, status)


class Credentials(Case):
    def test_secrets(self):
        lists = self.lists("credentials/secrets")
        kinds = {tuple(s["status"] for s in rows) for rows in lists.values()}
        self.assertEqual(kinds, {(), ("ACTIVE",), ("ACTIVE", "INACTIVE"),
                                 ("ACTIVE", "ACTIVE")})
        for rows in lists.values():
            for row in rows:
                self.assertRegex(row["id"], "^ocs")
                self.assertTrue(
                    row["client_secret"].startswith("sim-client-secret-"))
                self.assertEqual(len(row["secret_hash"]), 22)

    def test_the_life_of_a_secret(self):
        self.life("secrets", lambda rows: [s["status"] for s in rows] ==
                  ["ACTIVE", "ACTIVE"])

    def test_the_life_of_a_key(self):
        self.life("jwks", lambda rows: len(rows) > 1)

    def life(self, kind, chosen):
        lists = self.lists("credentials/" + kind)
        path, rows = next(i for i in lists.items() if chosen(i[1]))
        one = f"{path}/{rows[0]['id']}"
        self.assertEqual(self.get(one), rows[0])
        self.check_error(self.do("DELETE", one), 400, "E0000001")
        status, row = self.do("POST", one + "/lifecycle/deactivate")
        self.assertEqual((status, row["status"]), (200, "INACTIVE"))
        self.assertEqual(self.do("POST", one + "/lifecycle/activate")[1]
                         ["status"], "ACTIVE")
        self.do("POST", one + "/lifecycle/deactivate")
        self.assertEqual(self.do("DELETE", one)[0], 204)
        self.check_error(self.do("DELETE", one), 404, "E0000007")
        # All but one go; that one stays active.
        for row in rows[1:-1]:
            self.do("POST", f"{path}/{row['id']}/lifecycle/deactivate")
            self.do("DELETE", f"{path}/{row['id']}")
        last = f"{path}/{rows[-1]['id']}/lifecycle/deactivate"
        self.check_error(self.do("POST", last), 400, "E0000001")

    def test_keys_of_clients(self):
        lists = self.lists("credentials/jwks")
        some = max(lists.values(), key=len)
        self.assertEqual({key["status"] for key in some},
                         {"ACTIVE", "INACTIVE"})
        self.assertRegex(some[0]["id"], "^pks")
        self.start("--jwks", "object")
        self.assertEqual(
            {path: {"jwks": {"keys": keys}} for path, keys in lists.items()}
            .keys(), self.lists("credentials/jwks").keys())
        for path, keys in self.lists("credentials/jwks").items():
            self.assertEqual([k["id"] for k in keys["jwks"]["keys"]],
                             [k["id"] for k in lists[path]])

    def test_signing_keys(self):
        lists = self.lists("credentials/keys")
        self.assertEqual({len(keys) for keys in lists.values()}, {0, 1, 2})
        for path, keys in lists.items():
            for key in keys:
                self.assertEqual(self.get(f"{path}/{key['kid']}"), key)
                self.assertLess(key["created"], key["expiresAt"])

    def test_no_app(self):
        for kind in ("secrets", "jwks", "keys"):
            self.check_error(
                self.do("GET", f"{APPS}/0oaNone/credentials/{kind}"), 404,
                "E0000007")


class ApiTokens(Case):
    def test_list(self):
        tokens = self.get(TOKENS)
        self.assertEqual(len(tokens), 6)
        self.assertEqual(
            list(tokens[0]),
            ["id", "name", "userId", "clientName", "tokenWindow", "network",
             "expiresAt", "created", "lastUpdated", "_links"])
        self.assertEqual({t["network"]["connection"] for t in tokens},
                         {"ANYWHERE", "ZONE"})
        self.assertEqual(self.get(f"{TOKENS}/{tokens[2]['id']}"), tokens[2])
        owner = self.simulator.get("/api/v1/users/me", TOKEN)
        self.assertEqual(tokens[0]["userId"], json.loads(owner.body)["id"])

    def test_the_last_use_is_the_calling_ones(self):
        first = self.get(TOKENS)
        self.assertEqual(first, self.get(TOKENS))
        self.simulator.control("/_sim/clock", {"offset": 3600})
        later = self.get(TOKENS)
        self.assertGreater(later[0]["lastUpdated"], first[0]["lastUpdated"])
        self.assertGreater(later[0]["expiresAt"], first[0]["expiresAt"])
        self.assertEqual(later[1:], first[1:])

    def test_unused_ones_end(self):
        self.simulator.control("/_sim/clock", {"offset": 10 * 86400})
        names = {token["name"] for token in self.get(TOKENS)}
        self.assertNotIn("old script", names)
        self.simulator.control("/_sim/clock", {"offset": 100 * 86400})
        self.assertEqual(len(self.get(TOKENS)), 1)

    def test_who_leaves_leaves_none(self):
        token = self.get(TOKENS)[2]
        user = "/api/v1/users/" + token["userId"]
        self.do("POST", user + "/lifecycle/deactivate")
        self.assertNotIn(token["id"], [t["id"] for t in self.get(TOKENS)])

    def test_revocation(self):
        token = self.get(TOKENS)[1]
        path = f"{TOKENS}/{token['id']}"
        self.assertEqual(self.do("DELETE", path)[0], 204)
        for method in ("GET", "DELETE"):
            self.check_error(self.do(method, path), 404, "E0000007")
        self.assertEqual(len(self.get(TOKENS)), 5)

    def test_the_one_that_calls(self):
        app = Client(self.simulator, RSA, scopes=["okta.apiTokens.manage"])
        other = bearer(app.token(scope="okta.apiTokens.manage"))
        self.check_error(self.do("DELETE", TOKENS + "/current", other), 404,
                         "E0000007")
        self.assertEqual(self.do("DELETE", TOKENS + "/current")[0], 204)
        self.check_error(self.do("GET", TOKENS), 401, "E0000011")
        self.assertEqual(len(self.do("GET", TOKENS, other)[1]), 5)
        self.simulator.control("/_sim/reset")
        self.assertEqual(len(self.get(TOKENS)), 6)


if __name__ == "__main__":
    unittest.main()
