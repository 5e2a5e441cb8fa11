"""effects_test.py - what else changes when okta-sim's users and apps do."""

import unittest

from org_case import APPS, GROUPS, USERS, MovesCase


class Effects(MovesCase):
    def holder(self):
        """An active user who has some of everything."""
        for user, row in self.access().items():
            if (row["sessions"] and row["apps"] and row["groups"] and
                    row["factors"] and self.tokens_of(user)):
                return user, row
        self.fail("nobody")

    def grants_of(self, user):
        return self.get(f"{USERS}/{user}/grants", limit=200)

    def test_suspension(self):
        user, before = self.holder()
        grants = self.grants_of(user)
        self.move(user, "suspend")
        self.assertEqual(self.tokens_of(user), [])
        self.assertEqual(self.access(user), {**before, "sessions": 0})
        self.assertEqual(self.grants_of(user), grants)
        self.move(user, "unsuspend")
        self.assertEqual(self.tokens_of(user), [])
        self.assertEqual(self.access(user), {**before, "sessions": 0})

    def test_deactivation(self):
        for by_delete in (False, True):
            self.simulator.control("/_sim/reset")
            user, before = self.holder()
            if by_delete:
                self.send("DELETE", f"{USERS}/{user}", 204)
            else:
                self.move(user, "deactivate")
            gone = {**before, "sessions": 0, "apps": []}
            self.assertEqual(self.access(user), gone)
            self.assertEqual(self.tokens_of(user), [])
            # Back again, with what groups give and nothing else.
            self.move(user, "activate")
            self.assertEqual(self.status(user), "ACTIVE")
            after = self.access(user)
            self.assertEqual({app["scope"] for app in after["apps"]} -
                             {"GROUP"}, set())
            self.assertEqual({**after, "apps": []}, gone)
            self.assertEqual(self.tokens_of(user), [])

    def test_nobody_gets_tokens_by_a_move(self):
        for status, move in (("SUSPENDED", "unsuspend"),
                             ("DEPROVISIONED", "activate"),
                             ("STAGED", "activate")):
            user = self.users_with(status)[0]
            self.move(user, move)
            self.assertEqual(self.tokens_of(user), [])

    def test_people_who_left(self):
        suspended = self.users_with("SUSPENDED")[0]
        for user, apps in ((suspended, True),
                           (self.users_with("DEPROVISIONED")[0], False)):
            row = self.access(user)
            self.assertGreater(len(row["groups"]), 2)
            self.assertEqual([role["assignmentType"] for role in row["roles"]],
                             ["USER"])
            self.assertEqual((bool(row["apps"]), row["sessions"]), (apps, 0))
            self.assertTrue(self.grants_of(user))

    def test_app(self):
        apps = self.get(APPS, limit=200)
        rows = {app["id"]: self.all(f"{APPS}/{app['id']}/users")
                for app in apps if app["status"] == "ACTIVE"}
        id = next(id for id in rows if {row["scope"] for row in rows[id]} ==
                  {"USER", "GROUP"} and self.all(f"{APPS}/{id}/tokens"))
        path = f"{APPS}/{id}"
        before = self.get(path)
        for _ in range(2):
            self.assertEqual(
                self.send("POST", path + "/lifecycle/deactivate"), {})
            self.assertEqual(self.get(path)["status"], "INACTIVE")
        self.assertIn("activate", self.get(path)["_links"])
        self.assertEqual(self.all(path + "/tokens"), [])
        alone = {row["id"] for row in rows[id] if row["scope"] == "USER"}
        self.assertEqual(set(self.ids(path + "/users")), alone)
        self.assertIn(id, self.ids(APPS, filter='status eq "INACTIVE"'))
        for _ in range(2):
            self.assertEqual(
                self.send("POST", path + "/lifecycle/activate"), {})
        self.assertEqual(self.get(path)["status"], "ACTIVE")
        # The rest does not come back, but by a new membership.
        self.assertEqual(self.all(path + "/tokens"), [])
        self.assertEqual(set(self.ids(path + "/users")), alone)
        self.join_a_group_of(id, alone)
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.get(path), before)
        self.assertEqual(self.all(path + "/users"), rows[id])

    def join_a_group_of(self, app, present):
        group = self.ids(f"{APPS}/{app}/groups")[0]
        user = next(user for user in self.users_with("ACTIVE")
                    if user not in present)
        for method in ("DELETE", "PUT"):
            self.send(method, f"{GROUPS}/{group}/users/{user}", 204)
        self.send("PUT", f"{GROUPS}/{group}/users/{user}", 204)
        self.assertIn(user, self.ids(f"{APPS}/{app}/users"))

    def test_unknown_app(self):
        for name in ("activate", "deactivate"):
            self.refused("POST", f"{APPS}/0oaX/lifecycle/{name}", 404,
                         "E0000007", "(AppInstance)")


class Sessions(MovesCase):
    def user(self):
        return next(row for row in self.access().values()
                    if row["sessions"] and row["rememberedDevices"] and
                    self.tokens_of(row["userId"]))

    def end(self, **query):
        row = self.user()
        self.before = row
        user = row["userId"]
        self.tokens = len(self.tokens_of(user))
        self.grants = self.get(f"{USERS}/{user}/grants", limit=200)
        self.send("DELETE", f"{USERS}/{user}/sessions", 204, **query)
        after = self.access(user)
        self.assertEqual(self.grants, self.get(f"{USERS}/{user}/grants",
                                               limit=200))
        self.assertEqual({**after, "rememberedDevices": None},
                         {**row, "sessions": 0, "rememberedDevices": None})
        return len(self.tokens_of(user)), after["rememberedDevices"]

    def test_plain(self):
        self.assertEqual(self.end(), (self.tokens, 0))

    def test_tokens(self):
        self.assertEqual(self.end(oauthTokens="true"), (0, 0))

    def test_devices(self):
        self.assertEqual(self.end(forgetDevices="false"),
                         (self.tokens, self.before["rememberedDevices"]))

    def test_by_a_password(self):
        user = self.user()["userId"]
        self.move(user, "reset_password", sendEmail="true")
        self.assertTrue(self.access(user)["sessions"])
        self.move(user, "expire_password_with_temp_password",
                  revokeSessions="true")
        self.assertEqual(self.access(user)["sessions"], 0)

    def test_cannot_be_listed(self):
        user = self.user()["userId"]
        self.send("GET", f"{USERS}/{user}/sessions", 405)
        self.refused("DELETE", f"{USERS}/00uX/sessions", 404, "E0000007",
                     "(User)")
        answer = self.simulator.get("/_sim/access?userId=00uX")
        self.assertEqual(answer.status, 404)


if __name__ == "__main__":
    unittest.main()
