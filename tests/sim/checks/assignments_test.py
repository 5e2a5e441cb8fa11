"""assignments_test.py - who is assigned to okta-sim's apps."""

import unittest

from org_case import APPS, GROUPS, USERS, OrgCase


class Case(OrgCase):
    def setUp(self):
        self.start("--users", "200")
        self.apps = self.get(APPS, limit=200)
        # Nearly everybody is assigned to it, by Everyone.
        (self.by_all,) = (app for app in self.apps
                          if app["name"] == "example_saml_3")

    def users(self, app, **query):
        return self.all(f"{APPS}/{app['id']}/users", **query)

    def groups(self, app, **query):
        return self.all(f"{APPS}/{app['id']}/groups", **query)

    def first(self, scope):
        """An app and a user who is assigned like that, and has tokens."""
        for app in self.apps:
            tokens = {token["userId"] for token in
                      self.all(f"{APPS}/{app['id']}/tokens")}
            for user in self.users(app):
                if (user["scope"], user["id"] in tokens) == (scope, True):
                    if scope == "GROUP" or not self.by_group(app, user["id"]):
                        return app, user
        self.fail("nobody")

    def by_group(self, app, user):
        groups = {group["id"] for group in self.groups(app)}
        return groups & set(self.access(user)["groups"])


class Users(Case):
    def test_shape(self):
        app, user = self.first("USER")
        self.assertEqual(list(user), [
            "id", "externalId", "created", "lastUpdated", "scope", "status",
            "statusChanged", "passwordChanged", "syncState", "credentials",
            "profile", "_links"])
        self.assertEqual(list(user["_links"]), ["app", "user"])
        self.assertIsNone(user["externalId"])
        self.assertEqual(user, self.get(
            f"{APPS}/{app['id']}/users/{user['id']}"))
        login = self.get(f"{USERS}/{user['id']}")["profile"]["login"]
        self.assertEqual(user["credentials"], {"userName": login})
        row = self.users(self.by_all)[0]
        self.assertEqual((row["scope"], row["syncState"]),
                         ("GROUP", "SYNCHRONIZED"))
        self.assertIn("lastSync", row)
        self.assertEqual(row["_links"]["group"]["href"].split("/")[-1],
                         self.get(GROUPS)[0]["id"])

    def test_paging(self):
        path = f"{APPS}/{self.by_all['id']}/users"
        self.assertEqual(self.links(path)["self"].split("?")[1], "limit=50")
        self.assertEqual(self.ids(path, limit=7), self.ids(path, limit=900))
        self.assertEqual(
            self.links(path, limit=900, expand="user")["self"].split("?")[1],
            "limit=500&expand=user")
        self.refused("GET", path, 400, "E0000029", after="x")

    def test_expand_and_q(self):
        for row in self.get(f"{APPS}/{self.by_all['id']}/users",
                            expand="user", limit=3):
            self.assertEqual(row["_embedded"]["user"]["id"], row["id"])
        whole = self.users(self.by_all, expand="user")
        start = whole[0]["_embedded"]["user"]["profile"]["firstName"][:2]
        found = {row["id"] for row in self.users(self.by_all,
                                                 q=start.lower())}
        profiles = {row["id"]: row["_embedded"]["user"]["profile"]
                    for row in whole}
        self.assertEqual(found, {
            id for id, profile in profiles.items()
            if any(profile[name].lower().startswith(start.lower())
                   for name in ("login", "firstName", "lastName", "email"))})

    def test_no_filter(self):
        self.refused("GET", f"{APPS}/{self.by_all['id']}/users", 400,
                     "E0000031", filter='status eq "ACTIVE"')

    def test_agrees_with_the_control_path(self):
        seen = {(app["id"], row["id"], row["scope"])
                for app in self.apps for row in self.users(app)}
        self.assertEqual(seen, {
            (app["id"], user, app["scope"])
            for user, row in self.access().items() for app in row["apps"]})
        self.assertEqual({scope for _, _, scope in seen}, {"USER", "GROUP"})

    def test_who_has_tokens_is_assigned(self):
        for app in self.apps:
            users = {row["id"] for row in self.users(app)}
            tokens = self.all(f"{APPS}/{app['id']}/tokens")
            self.assertLessEqual({token["userId"] for token in tokens}, users)

    def test_nobody_deactivated_is_assigned(self):
        left = set(self.users_with("DEPROVISIONED"))
        self.assertTrue(left)
        for user in left:
            self.assertEqual(self.access(user)["apps"], [])

    def test_delete(self):
        app, user = self.first("USER")
        path = f"{APPS}/{app['id']}/users/{user['id']}"
        before = self.tokens_of(user["id"])
        of_app = sum(token["userId"] == user["id"] for token in
                     self.all(f"{APPS}/{app['id']}/tokens"))
        self.send("DELETE", path, 204)
        self.assertNotIn(user["id"], {row["id"] for row in self.users(app)})
        tokens = self.all(f"{APPS}/{app['id']}/tokens")
        self.assertNotIn(user["id"], {token["userId"] for token in tokens})
        self.refused("GET", path, 404, "E0000007", "(AppUser)")
        self.refused("DELETE", path, 404, "E0000007", "(AppUser)")
        # The rest of the user's tokens stay.
        self.assertEqual(len(self.tokens_of(user["id"])),
                         len(before) - of_app)

    def test_delete_while_a_group_assigns(self):
        app, user = self.first("GROUP")
        path = f"{APPS}/{app['id']}/users/{user['id']}"
        self.refused("DELETE", path, 403, "E0000046",
                     "while their group memberships grant them access")
        self.assertEqual(self.get(path), user)
        # Nor where the user is assigned by itself, too.
        for app in self.apps:
            for row in self.users(app):
                if row["scope"] == "USER" and self.by_group(app, row["id"]):
                    self.refused("DELETE",
                                 f"{APPS}/{app['id']}/users/{row['id']}",
                                 403, "E0000046")
                    return
        self.fail("nobody is assigned both ways")

    def test_unknown(self):
        user = self.get(USERS, limit=1)[0]["id"]
        for method, path in (("GET", "users"), ("GET", "users/" + user),
                             ("DELETE", "users/" + user), ("GET", "groups"),
                             ("DELETE", "groups/00gX")):
            self.refused(method, f"{APPS}/0oaX/{path}", 404, "E0000007",
                         "0oaX (AppInstance)")
        self.refused("GET", f"{APPS}/{self.by_all['id']}/users/00uX", 404,
                     "E0000007", "00uX (AppUser)")

    def test_apps_that_are_not_seen(self):
        self.start("--role-apps", "2")
        app = self.apps[4]
        for path in ("users", "groups"):
            self.refused("GET", f"{APPS}/{app['id']}/{path}", 404,
                         "E0000007", "(AppInstance)")


class Groups(Case):
    def with_groups(self, count=1):
        return next(app for app in self.apps
                    if len(self.groups(app)) >= count)

    def test_shape_and_order(self):
        app = self.with_groups(2)
        rows = self.groups(app)
        self.assertEqual(list(rows[0]), ["id", "lastUpdated", "priority",
                                         "profile", "_links"])
        self.assertEqual(list(rows[0]["_links"]), ["app", "self", "group"])
        self.assertEqual([row["priority"] for row in rows],
                         list(range(len(rows))))
        path = f"{APPS}/{app['id']}/groups/{rows[0]['id']}"
        self.assertEqual(self.get(path), rows[0])

    def test_limits(self):
        path = f"{APPS}/{self.with_groups()['id']}/groups"
        for limit, used in ((1, 20), (500, 200), (30, 30)):
            self.assertEqual(self.links(path, limit=limit)["self"]
                             .split("?")[1], f"limit={used}")
        self.assertEqual(self.links(path)["self"].split("?")[1], "limit=20")

    def test_expand_and_q(self):
        app = self.with_groups()
        (row, *_) = self.groups(app, expand="group")
        group = self.get(f"{GROUPS}/{row['id']}")
        self.assertEqual(row["_embedded"]["group"], group)
        name = group["profile"]["name"]
        self.assertIn(row["id"], [r["id"] for r in
                                  self.groups(app, q=name[:3].lower())])
        self.assertEqual(self.groups(app, q="no such group"), [])

    def test_both_ways_agree(self):
        by_app = {(app["id"], row["id"]) for app in self.apps
                  for row in self.groups(app)}
        self.assertEqual(by_app, {
            (app["id"], group["id"]) for group in self.get(GROUPS)
            for app in self.all(f"{GROUPS}/{group['id']}/apps")})
        group = self.groups(self.by_all)[0]["id"]
        path = f"{GROUPS}/{group}/apps"
        self.assertEqual(self.links(path)["self"].split("?")[1], "limit=20")
        self.assertEqual(self.all(path)[0], self.by_all)

    def test_delete(self):
        app, user = self.first("GROUP")
        for group in self.groups(app):
            path = f"{APPS}/{app['id']}/groups/{group['id']}"
            self.send("DELETE", path, 204)
            self.refused("DELETE", path, 404, "E0000007",
                         "(ApplicationGroupAssignment)")
        self.assertEqual({row["scope"] for row in self.users(app)} - {"USER"},
                         set())
        tokens = self.all(f"{APPS}/{app['id']}/tokens")
        self.assertNotIn(user["id"], {token["userId"] for token in tokens})
        self.assertTrue(tokens)

    def test_everyone(self):
        (group,) = self.groups(self.by_all)
        self.assertTrue(self.users(self.by_all))
        self.send("DELETE",
                  f"{APPS}/{self.by_all['id']}/groups/{group['id']}", 204)
        self.assertEqual(self.users(self.by_all), [])


class Tiles(Case):
    def test_shape(self):
        user = self.get(USERS, limit=1)[0]
        path = f"{USERS}/{user['id']}/appLinks"
        rows = self.get(path)
        self.assertEqual(list(rows[0]), [
            "id", "label", "linkUrl", "logoUrl", "appName", "appInstanceId",
            "appAssignmentId", "credentialsSetup", "hidden", "sortOrder"])
        self.assertEqual({row["id"] for row in rows}, {user["id"]})
        self.assertEqual(self.links(path), {})
        login = user["profile"]["login"]
        self.assertEqual(self.get(f"{USERS}/{login}/appLinks"), rows)
        self.refused("GET", f"{USERS}/00uX/appLinks", 404, "E0000007")

    def test_tiles_are_not_assignments(self):
        active = {app["id"] for app in self.apps if app["status"] == "ACTIVE"}
        for user, row in list(self.access().items())[:40]:
            tiles = [tile["appInstanceId"] for tile in
                     self.get(f"{USERS}/{user}/appLinks")]
            self.assertEqual(set(tiles),
                             {app["id"] for app in row["apps"]} & active)
            if self.by_all["id"] in tiles:
                self.assertEqual(tiles.count(self.by_all["id"]), 2)


if __name__ == "__main__":
    unittest.main()
