"""objects_test.py - okta-sim's objects, the rare ones among them."""

import json
import unittest

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"
APPS = "/api/v1/apps"
BUILT_IN = {"saasure", "okta_enduser", "okta_browser_plugin",
            "okta_iga_reviewer", "okta_flow_sso"}


class Objects(unittest.TestCase):
    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--users", "400", "--rate-limit", "0", *flags))
        self.dump = self.simulator.json("/_sim/dump")

    def get(self, path, *headers):
        answer = self.simulator.get(path, TOKEN, *headers)
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.body)

    def apps(self):
        return self.get(APPS + "?limit=200")


class Common(Objects):
    def setUp(self):
        self.start()

    def test_the_scope_of_a_grant(self):
        # Of the org's own server the id alone; of others name and words.
        seen = set()
        for user in self.dump["users"][:20]:
            path = f"{USERS}/{user['id']}/grants?expand=scope&limit=200"
            for grant in self.get(path):
                scope = grant["_embedded"]["scope"]
                own = grant["issuer"] == self.simulator.url
                seen.add(own)
                if own:
                    self.assertEqual(scope, {"id": grant["scopeId"]})
                else:
                    self.assertLessEqual({"name", "description"}, set(scope))
                self.assertEqual("scope" in grant["_links"], not own)
        self.assertEqual(seen, {True, False})

    def test_times_that_are_missing(self):
        def missing(status, field):
            rows = [u[field] for u in self.dump["users"]
                    if u["status"] == status]
            return {value is None for value in rows}
        self.assertEqual(missing("STAGED", "statusChanged"), {True, False})
        self.assertEqual(missing("STAGED", "activated"), {True})
        self.assertEqual(missing("ACTIVE", "activated"), {True, False})
        self.assertEqual(missing("ACTIVE", "statusChanged"), {False})
        with_emails = [u for u in self.dump["users"]
                       if "emails" in u["credentials"]]
        self.assertTrue(0 < len(with_emails) < 40)

    def test_what_may_be_left_out(self):
        kind = "application/json; okta-response=omitCredentials"
        for row in self.get(USERS + "?limit=3", ("Content-Type", kind)):
            self.assertNotIn("credentials", row)

    def test_the_shape_of_an_app(self):
        app = self.apps()[0]
        self.assertEqual(
            list(app), ["id", "orn", "name", "label", "status", "lastUpdated",
                        "created", "accessibility", "visibility", "features",
                        "signOnMode", "credentials", "universalLogout",
                        "settings", "_links"])
        self.assertEqual(app, self.get(f"{APPS}/{app['id']}"))

    def test_bookmark(self):
        (app,) = (a for a in self.apps() if a["name"] == "bookmark")
        self.assertEqual(app["settings"]["app"]["requestIntegration"], False)
        self.assertTrue(app["settings"]["app"]["url"].startswith("https://"))
        self.assertNotIn("oauthClient", app["credentials"])

    def test_an_early_grant_has_no_creator(self):
        self.assertEqual({"createdBy" in g for g in self.dump["grants"]},
                         {True, False})

    def test_nothing_rare(self):
        text = self.simulator.get("/_sim/dump").body
        for word in (b"realmId", b"transitioningToStatus", b"ADMIN"):
            self.assertNotIn(word, text)
        self.assertFalse({a["name"] for a in self.apps()} & BUILT_IN)


class Rare(Objects):
    def setUp(self):
        self.start("--rare", "on")

    def test_built_in_apps(self):
        apps = {app["name"]: app for app in self.apps()}
        self.assertLessEqual(BUILT_IN, set(apps))
        client = apps["saasure"]["credentials"]["oauthClient"]["client_id"]
        self.assertNotEqual(client, apps["saasure"]["id"])
        self.assertIn("expressConfiguration", apps["okta_flow_sso"])
        self.assertEqual(
            self.get(f"{APPS}/{apps['saasure']['id']}/tokens"), [])

    def test_no_sign_on_mode(self):
        none = [app for app in self.apps() if app["signOnMode"] is None]
        self.assertEqual({app["name"] for app in none},
                         {"active_directory", "csv_directory_v2"})
        for app in none:
            self.assertNotIn("orn", app)
            self.assertNotIn("universalLogout", app)
        self.assertTrue(any("licensing" in app for app in none))

    def test_users(self):
        users = self.dump["users"]
        changing = [u for u in users if "transitioningToStatus" in u]
        self.assertTrue(changing)
        for user in changing:
            self.assertEqual((user["status"], user["transitioningToStatus"]),
                             ("STAGED", "PROVISIONED"))
        path = f"{USERS}/{changing[0]['id']}"
        self.assertIn("transitioningToStatus", self.get(path))
        self.assertNotIn("transitioningToStatus", self.get(path, (
            "Accept", "application/json; okta-response="
            "omitTransitioningToStatus")))
        self.assertEqual({"realmId" in u for u in users}, {True, False})
        self.assertTrue(any("costCenter" in u["profile"] for u in users))

    def test_grants_of_an_admin(self):
        grants = [g for g in self.dump["grants"] if g["source"] == "ADMIN"]
        self.assertEqual({"clientId" in g for g in grants}, {True, False})
        for grant in grants:
            self.assertNotIn("userId", grant)
            self.assertEqual(grant["issuer"], self.simulator.url)
            self.assertTrue(grant["scopeId"].startswith("okta.") or
                            grant["scopeId"] == "offline_access")
            self.assertEqual(list(grant["_links"]), ["app", "self", "client"])

    def test_the_rest_is_the_same(self):
        rare = {key: {row["id"] for row in self.dump[key]}
                for key in ("users", "tokens", "grants")}
        self.start()
        self.assertEqual(rare, {key: {row["id"] for row in self.dump[key]}
                                for key in rare})


if __name__ == "__main__":
    unittest.main()
