"""roles_test.py - okta-sim's admin roles and its users' factors."""

import json
import unittest

from client import Client
from keys import Key
from org_case import APPS, GROUPS, TOKEN, USERS, OrgCase
from simulator import Simulator

CLIENTS = "/oauth2/v1/clients"
ASSIGNEES = "/api/v1/iam/assignees/users"
HELP_DESK = "JBCUYUC7IRCVGS27IFCE2SKO"


class Case(OrgCase):
    def setUp(self):
        self.start("--users", "400")


class Roles(Case):
    def roles(self, path):
        self.assertEqual(self.links(path + "/roles"), {})
        return self.get(path + "/roles")

    def test_shape(self):
        standard, custom = self.roles(
            f"{USERS}/{self.get(USERS, limit=2)[1]['id']}")
        self.assertEqual(list(standard), [
            "id", "label", "type", "status", "created", "lastUpdated",
            "assignmentType", "_links"])
        self.assertEqual(list(custom), [
            "id", "role", "label", "type", "status", "created", "lastUpdated",
            "assignmentType", "resource-set", "_links"])
        self.assertEqual(custom["type"], "CUSTOM")
        self.assertEqual(list(standard["_links"]), ["assignee"])
        self.assertTrue(standard["_links"]["assignee"]["href"].startswith(
            self.simulator.url + USERS + "/00u"))

    def test_the_caller_is_a_super_admin(self):
        me = self.get(f"{USERS}/me")["id"]
        self.assertEqual([role["type"] for role in
                          self.roles(f"{USERS}/{me}")], ["SUPER_ADMIN"])

    def test_an_id_is_unique_with_its_assignee_only(self):
        holders = [user for user, row in self.access().items()
                   if HELP_DESK in [role["id"] for role in row["roles"]]]
        self.assertGreater(len(holders), 1)

    def by_a_group(self):
        for user, row in self.access().items():
            for role in row["roles"]:
                if role["assignmentType"] == "GROUP":
                    return user, role["id"]
        self.fail("nobody")

    def test_by_a_group(self):
        user, role = self.by_a_group()
        path = f"{USERS}/{user}/roles/{role}"
        self.assertEqual(self.get(path)["assignmentType"], "GROUP")
        self.refused("DELETE", path, 403, "E0000006")
        self.assertEqual(self.get(path)["id"], role)
        # It goes with the membership, and with the group's role.
        group = next(group for group in self.access(user)["groups"]
                     if self.roles(f"{GROUPS}/{group}"))
        self.send("DELETE", f"{GROUPS}/{group}/users/{user}", 204)
        self.assertNotIn(role, [r["id"] for r in
                                self.roles(f"{USERS}/{user}")])
        self.send("PUT", f"{GROUPS}/{group}/users/{user}", 204)
        self.send("DELETE", f"{GROUPS}/{group}/roles/{role}", 204)
        self.assertEqual(self.roles(f"{GROUPS}/{group}"), [])
        self.assertNotIn(role, [r["id"] for r in
                                self.roles(f"{USERS}/{user}")])

    def test_delete(self):
        user = self.get(USERS, limit=2)[1]["id"]
        first, second = self.roles(f"{USERS}/{user}")
        path = f"{USERS}/{user}/roles/{first['id']}"
        self.send("DELETE", path, 204)
        self.assertEqual(self.roles(f"{USERS}/{user}"), [second])
        self.refused("DELETE", path, 404, "E0000007", "(RoleAssignment)")
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.roles(f"{USERS}/{user}"), [first, second])

    def test_of_clients(self):
        (app,) = (app for app in self.get(APPS, limit=200)
                  if app["settings"].get("oauthClient", {})
                  .get("application_type") == "service")
        path = f"{CLIENTS}/{app['id']}"
        first, second = self.roles(path)
        self.assertEqual({first["assignmentType"], second["assignmentType"]},
                         {"CLIENT"})
        self.assertTrue(first["_links"]["assignee"]["href"].endswith(path))
        self.send("DELETE", f"{path}/roles/{first['id']}", 204)
        self.assertEqual(self.roles(path), [second])
        other = self.get(APPS, limit=1)[0]
        client = other["credentials"]["oauthClient"]["client_id"]
        self.assertEqual(self.roles(f"{CLIENTS}/{client}"), [])

    def test_unknown(self):
        user = self.get(USERS, limit=1)[0]
        for path, type in ((f"{USERS}/00uX", "User"),
                           (f"{GROUPS}/00gX", "UserGroup"),
                           (f"{CLIENTS}/0oaX", "PublicClientApp")):
            self.refused("GET", path + "/roles", 404, "E0000007", type)
            self.refused("DELETE", path + "/roles/x", 404, "E0000007", type)
        # {userId} is an id.
        self.refused("GET", f"{USERS}/{user['profile']['login']}/roles", 404,
                     "E0000007", "(User)")

    def test_assignees(self):
        with_roles = [user for user, row in self.access().items()
                      if row["roles"]]
        path, found, pages = ASSIGNEES + "?limit=3", [], 0
        while path:
            answer = self.simulator.get(path, TOKEN)
            self.assertIsNone(answer.headers["Link"])
            body = json.loads(answer.body)
            self.assertIn(list(body), (["value", "_links"], ["value"]))
            found += [row["id"] for row in body["value"]]
            path = body.get("_links", {}).get("next", {}).get("href")
            path = path and path[len(self.simulator.url):]
            pages += 1
        self.assertEqual(found, with_roles)
        self.assertGreater(pages, 2)
        row = self.get(ASSIGNEES)["value"][0]
        self.assertEqual(list(row), ["id", "orn", "_links"])
        self.assertTrue(row["_links"]["roles"]["href"].endswith(
            f"{USERS}/{row['id']}/roles"))
        self.refused("GET", ASSIGNEES, 400, "E0000029", after="x")


class Factors(Case):
    def factors(self, user):
        path = f"{USERS}/{user}/factors"
        self.assertEqual(self.links(path), {})
        return self.get(path)

    def with_types(self, *types):
        for user in self.users_with("ACTIVE"):
            rows = {row["factorType"]: row for row in self.factors(user)
                    if row["status"] == "ACTIVE"}
            if set(types) <= set(rows):
                return user, rows
        self.fail("nobody")

    def test_shape(self):
        user, rows = self.with_types("question", "sms", "webauthn")
        row = rows["question"]
        self.assertEqual(list(row), [
            "id", "factorType", "provider", "vendorName", "status", "created",
            "lastUpdated", "profile", "_links"])
        self.assertEqual(row["_links"]["self"]["hints"],
                         {"allow": ["GET", "DELETE"]})
        self.assertEqual(self.get(f"{USERS}/{user}/factors/{row['id']}"), row)

    def test_a_pending_one_shows_its_secret(self):
        user = self.get(USERS, limit=2)[1]["id"]
        (row,) = (row for row in self.factors(user)
                  if row["status"] == "PENDING_ACTIVATION")
        self.assertTrue(row["_embedded"]["activation"]["sharedSecret"])

    def test_delete(self):
        user, rows = self.with_types("question", "sms")
        path = f"{USERS}/{user}/factors/{rows['sms']['id']}"
        before = self.factors(user)
        self.send("DELETE", path, 204, removeRecoveryEnrollment="true")
        self.assertEqual(self.factors(user),
                         [row for row in before if row != rows["sms"]])
        self.refused("DELETE", path, 404, "E0000007", "(UserFactor)")
        self.refused("DELETE", f"{USERS}/00uX/factors/x", 404, "E0000007",
                     "(User)")

    def test_one_of_okta_verify_takes_the_others(self):
        verify = ["push", "signed_nonce", "token:software:totp"]
        for type, left in (("push", []), ("signed_nonce", []),
                           ("token:software:totp", verify[:2])):
            self.simulator.control("/_sim/reset")
            user, rows = self.with_types(*verify)
            self.send("DELETE", f"{USERS}/{user}/factors/{rows[type]['id']}",
                      204)
            self.assertEqual([row["factorType"] for row in self.factors(user)
                              if row["factorType"] in verify and
                              row["provider"] == "OKTA"], left)

    def test_not_of_who_is_deactivated(self):
        user, row = next((user, rows[0]) for user in
                         self.users_with("DEPROVISIONED")
                         for rows in [self.factors(user)] if rows)
        self.refused("DELETE", f"{USERS}/{user}/factors/{row['id']}", 403,
                     "E0000038")


class Access(unittest.TestCase):
    def cases(self, simulator):
        dump = simulator.json("/_sim/dump")
        user, app = dump["users"][0]["id"], dump["tokens"][0]["_links"]["app"]
        app = app["href"].split("/")[-1]
        return (("GET", GROUPS, "okta.groups.read", 500),
                ("GET", f"{GROUPS}/x", "okta.groups.read", 1000),
                ("GET", f"{GROUPS}/x/users", "okta.groups.read", 500),
                ("GET", f"{GROUPS}/x/apps", "okta.groups.read", 500),
                ("PUT", f"{GROUPS}/x/users/y", "okta.groups.manage", 500),
                ("DELETE", f"{GROUPS}/x/users/y", "okta.groups.manage", 500),
                ("GET", f"{USERS}/{user}/groups", "okta.users.read", 600),
                ("GET", f"{USERS}/{user}/appLinks", "okta.users.read", 600),
                ("GET", f"{APPS}/{app}/users", "okta.apps.read", 100),
                ("DELETE", f"{APPS}/x/users/y", "okta.apps.manage", 100),
                ("GET", f"{APPS}/{app}/groups", "okta.apps.read", 100),
                ("DELETE", f"{APPS}/x/groups/y", "okta.apps.manage", 100),
                ("POST", f"{APPS}/x/lifecycle/deactivate", "okta.apps.manage",
                 100),
                ("POST", f"{USERS}/x/lifecycle/unlock", "okta.users.manage",
                 600),
                ("DELETE", f"{USERS}/x/sessions", "okta.users.manage", 600),
                ("GET", f"{USERS}/{user}/factors", "okta.users.read", 600),
                ("DELETE", f"{USERS}/x/factors/y", "okta.users.manage", 600),
                ("GET", f"{USERS}/{user}/roles", "okta.roles.read", 600),
                ("DELETE", f"{USERS}/x/roles/y", "okta.roles.manage", 600),
                ("GET", f"{GROUPS}/x/roles", "okta.roles.read", 500),
                ("DELETE", f"{GROUPS}/x/roles/y", "okta.roles.manage", 500),
                ("GET", f"{CLIENTS}/x/roles", "okta.roles.read", 100),
                ("DELETE", f"{CLIENTS}/x/roles/y", "okta.roles.manage", 100),
                ("GET", ASSIGNEES, "okta.roles.read", 1200))

    def test_scopes_and_limits(self):
        simulator = self.enterContext(Simulator())
        scopes = ["okta.users.manage", "okta.apps.manage",
                  "okta.groups.manage", "okta.roles.manage"]
        app = Client(simulator, Key("RSA"), scopes=scopes)
        tokens = {scope: app.token(scope=scope) for scope in
                  scopes + [scope.replace("manage", "read")
                            for scope in scopes]}
        for method, path, needed, limit in self.cases(simulator):
            body = "" if method in ("POST", "PUT") else None
            with self.subTest(method=method, path=path):
                for scope, token in tokens.items():
                    answer = simulator.call(
                        method, path, [("Authorization", "Bearer " + token)],
                        body)
                    allowed = needed in (scope,
                                         scope.replace("manage", "read"))
                    self.assertEqual(answer.status == 403, not allowed, scope)
                    self.assertEqual(answer.headers["X-Rate-Limit-Limit"],
                                     str(limit // 2))
                answer = simulator.call(method, path, [], body)
                self.assertEqual(answer.status, 403)


if __name__ == "__main__":
    unittest.main()
