"""happenings_test.py - what calls leave in okta-sim's System Log."""

import base64
import hashlib
import json
import unittest

from case import RSA, USERS, bearer
from client import Client
from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
LOGS = "/api/v1/logs"


class Case(unittest.TestCase):
    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", "--users", "12", *flags))
        self.dump = self.simulator.json("/_sim/dump")

    def get(self, path):
        answer = self.simulator.get(path, TOKEN)
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.body)


class Happenings(Case):
    def setUp(self):
        self.start("--events", "0")

    def do(self, method, path, header=TOKEN):
        """The events that it left, oldest first."""
        known = {event["uuid"] for event in self.get(LOGS + "?limit=1000")}
        answer = self.simulator.call(method, path, [header], "")
        self.status = answer.status
        return [event for event in self.get(LOGS + "?limit=1000")
                if event["uuid"] not in known]

    def types(self, method, path):
        return [event["eventType"] for event in self.do(method, path)]

    def user(self, number=1):
        return self.dump["users"][number]["id"]

    def token(self, org_server):
        return next(t for t in self.dump["tokens"]
                    if (t["issuer"] == self.simulator.url) == org_server)

    def grant(self, org_server):
        return next(g for g in self.dump["grants"]
                    if (g["issuer"] == self.simulator.url) == org_server)

    def test_a_token(self):
        for org_server, name in ((True, "app.oauth2.token.revoke"),
                                 (False, "app.oauth2.as.token.revoke")):
            token = self.token(org_server)
            path = (f"{USERS}/{token['userId']}/clients/{token['clientId']}"
                    f"/tokens/{token['id']}")
            (event,) = self.do("DELETE", path)
            self.assertEqual((event["eventType"], event["legacyEventType"]),
                             (name, name + "_success"))
            targets = {t["type"]: t for t in event["target"]}
            self.assertEqual(targets["User"],
                             {"id": token["userId"], "type": "User",
                              "alternateId": None, "displayName": None,
                              "detailEntry": None})
            self.assertEqual(targets["PublicClientApp"]["id"],
                             token["clientId"])
            raw = "sim-refresh-token-" + token["id"]
            self.assertEqual(
                targets["refresh_token"]["detailEntry"]["hash"],
                base64.b64encode(hashlib.sha256(raw.encode()).digest())
                .decode())
            # No id of a token is in the log.
            self.assertNotIn(token["id"], json.dumps(event["target"]))
            # What isn't there leaves nothing.
            self.assertEqual(self.do("DELETE", path), [])
            self.assertEqual(self.status, 404)

    def test_who_did_it(self):
        (event,) = self.do("POST", f"{USERS}/{self.user()}/lifecycle/unsuspend"
                           ) or [None]
        self.assertIsNone(event)
        self.assertEqual(self.status, 400)
        owner = self.get(USERS + "/me")
        (event,) = self.do("DELETE", f"{USERS}/{self.user()}/sessions")
        self.assertEqual(event["actor"]["id"], owner["id"])
        self.assertEqual(event["actor"]["type"], "User")
        self.assertRegex(event["transaction"]["detail"]["requestApiTokenId"],
                         "^00T")
        app = Client(self.simulator, RSA, scopes=["okta.users.manage"])
        token = app.token(scope="okta.users.manage")
        (event,) = self.do("DELETE", f"{USERS}/{self.user()}/sessions",
                           bearer(token))
        self.assertEqual((event["actor"]["id"], event["client"]["id"],
                          event["transaction"]["detail"]),
                         (app.client_id, app.client_id, {}))

    def test_many_tokens(self):
        token = self.token(True)
        path = f"{USERS}/{token['userId']}/clients/{token['clientId']}/tokens"
        self.assertEqual(self.types("DELETE", path),
                         ["app.oauth2.token.revoke.implicit.user"])
        self.assertEqual(self.types("DELETE", path), [])
        self.assertEqual(self.status, 204)
        other = next(t for t in self.dump["tokens"]
                     if t["clientId"] != token["clientId"])
        app = other["_links"]["app"]["href"].rsplit("/", 1)[1]
        held = [t for t in self.dump["tokens"]
                if t["clientId"] == other["clientId"]]
        (event,) = self.do("DELETE", f"/api/v1/apps/{app}/tokens")
        self.assertEqual(event["eventType"],
                         "app.oauth2.token.revoke.implicit.client")
        counts = [t["detailEntry"]["TokenCount"] for t in event["target"]
                  if t["type"] == "refresh_token"]
        self.assertEqual(counts, [len(held)])

    def test_sessions(self):
        path = f"{USERS}/{self.user()}/sessions"
        self.assertEqual(self.types("DELETE", path), ["user.session.clear"])
        self.assertEqual(self.types("DELETE", path + "?oauthTokens=true"),
                         ["user.session.clear",
                          "app.oauth2.token.revoke.implicit.user"])

    def test_consent(self):
        for org_server, names in ((True, []),
                                  (False, ["app.oauth2.as.consent.revoke"])):
            grant = self.grant(org_server)
            path = f"{USERS}/{grant['userId']}/grants/{grant['id']}"
            self.assertEqual(self.types("DELETE", path), names)
            self.assertEqual(self.status, 204)
        grant = self.grant(False)
        user = f"{USERS}/{grant['userId']}"
        names = self.types("DELETE", f"{user}/clients/{grant['clientId']}/grants")
        self.assertLessEqual(
            set(names), {"app.oauth2.as.consent.revoke.user.client"})
        self.assertEqual(self.types("DELETE", user + "/grants"),
                         ["app.oauth2.as.consent.revoke.user"])
        self.assertEqual(self.types("DELETE", user + "/grants"), [])

    def test_a_users_life(self):
        path = f"{USERS}/{self.user()}"
        tokens = "app.oauth2.token.revoke.implicit.user"
        for method, end, names in (
                ("POST", "/lifecycle/suspend",
                 ["user.lifecycle.suspend", tokens]),
                ("POST", "/lifecycle/suspend", []),
                ("POST", "/lifecycle/unsuspend", ["user.lifecycle.unsuspend"]),
                ("DELETE", "", ["user.lifecycle.deactivate"]),
                ("DELETE", "", ["user.lifecycle.delete.initiated",
                                "user.lifecycle.delete.completed"])):
            with self.subTest(end or method):
                self.assertEqual(self.types(method, path + end), names)

    def test_what_apps_and_admins_hold(self):
        apps = [f"/api/v1/apps/{app['id']}"
                for app in self.get("/api/v1/apps?limit=200")]
        app = next(a for a in apps if self.get(a + "/grants"))
        grant = self.get(app + "/grants")[0]["id"]
        self.assertEqual(self.types("DELETE", f"{app}/grants/{grant}"),
                         ["app.oauth2.admin.consent.revoke"])
        token = self.get("/api/v1/api-tokens")[1]["id"]
        self.assertEqual(self.types("DELETE", "/api/v1/api-tokens/" + token),
                         ["system.api_token.revoke"])
        device = "/api/v1/devices/" + self.get("/api/v1/devices")[0]["id"]
        self.assertEqual(self.types("POST", device + "/lifecycle/suspend"),
                         ["device.lifecycle.suspend"])
        self.assertEqual(self.types("POST", device + "/lifecycle/suspend"), [])
        for path in apps:
            events = self.do("GET", path + "/credentials/secrets")
            self.assertEqual([e["eventType"] for e in events],
                             ["app.oauth2.client.read_client_secret"])
            self.assertNotIn("sim-client-secret", json.dumps(events))
            self.assertEqual(self.do("GET", path + "/credentials/jwks"), [])

    def test_apps(self):
        token = self.token(True)
        app = token["_links"]["app"]["href"]
        app = app[app.index("/api"):]
        self.assertEqual(self.types("POST", app + "/lifecycle/deactivate"),
                         ["application.lifecycle.deactivate",
                          "app.oauth2.token.revoke.implicit.client"])
        self.assertEqual(self.types("POST", app + "/lifecycle/activate"),
                         ["application.lifecycle.activate"])

    def test_tokens_by_server(self):
        token = self.token(False)
        server = token["_links"]["authorizationServer"]["href"]
        server = server[server.index("/api"):]
        path = f"{server}/clients/{token['clientId']}/tokens"
        (event,) = self.do("DELETE", f"{path}/{token['id']}")
        self.assertEqual(event["eventType"], "app.oauth2.as.token.revoke")
        left = len(self.get(path))
        events = self.do("DELETE", path)
        counts = [t["detailEntry"]["TokenCount"] for e in events
                  for t in e["target"] if t["type"] == "refresh_token"]
        self.assertEqual(counts, [left] if left else [])

    def test_reading_leaves_nothing(self):
        for path in (USERS, f"{USERS}/{self.user()}/grants", "/api/v1/apps"):
            self.assertEqual(self.do("GET", path), [])

    def test_reset(self):
        self.do("DELETE", f"{USERS}/{self.user()}/sessions")
        self.assertTrue(self.get(LOGS))
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.get(LOGS), [])


class Generated(Case):
    def setUp(self):
        self.start("--events", "12000")
        self.events = self.get(f"{LOGS}?limit=1000")

    def test_they_are_about_the_org(self):
        users = {u["id"] for u in self.dump["users"]}
        clients = {t["clientId"] for t in self.dump["tokens"]}
        tokens = [e for e in self.events if ".token.grant." in e["eventType"]]
        self.assertTrue(tokens)
        for event in tokens:
            grant = event["debugContext"]["debugData"]["grantType"]
            owners = {t["id"] for t in event["target"] if t["type"] == "User"}
            self.assertEqual(event["actor"]["type"], "PublicClientApp")
            if grant == "client_credentials":
                self.assertEqual(owners, set())
                continue
            self.assertLessEqual(owners, users)
            self.assertEqual(len(owners), 1)
            self.assertIn(event["actor"]["id"], clients)

    def test_nothing_suspicious(self):
        for event in self.events:
            for word in ("detect_reuse", "impersonation", "privilege",
                         "api_token", "read_client_secret", "rate_limit",
                         "admin.consent", "reset_all", "universal_logout"):
                self.assertNotIn(word, event["eventType"])

    def test_some_never_exchange_theirs(self):
        pairs = {(t["userId"], t["clientId"]) for t in self.dump["tokens"]}
        used = {(t["id"], e["actor"]["id"]) for e in self.events
                for t in e["target"] or () if t["type"] == "User"
                and e["eventType"].endswith("access_token")}
        self.assertTrue(pairs - used)
        self.assertTrue(pairs & used)


if __name__ == "__main__":
    unittest.main()
