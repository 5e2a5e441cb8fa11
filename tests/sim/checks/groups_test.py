"""groups_test.py - okta-sim's groups and who is in them."""

import json
import unittest

from org_case import APPS, GROUPS, TOKEN, USERS, OrgCase


class Lists(OrgCase):
    def setUp(self):
        self.start("--groups", "50")
        self.groups = self.get(GROUPS)

    def find(self, **query):
        return {group["id"] for group in self.get(GROUPS, **query)}

    def those(self, chosen):
        return {group["id"] for group in self.groups if chosen(group)}

    def test_shape(self):
        group = next(g for g in self.groups if g["type"] == "OKTA_GROUP")
        self.assertEqual(list(group), [
            "id", "created", "lastUpdated", "lastMembershipUpdated",
            "objectClass", "type", "profile", "_links"])
        self.assertEqual(list(group["profile"]), ["name", "description"])
        self.assertEqual(list(group["_links"]), ["logo", "users", "apps"])
        self.assertIsInstance(group["_links"]["logo"], list)
        self.assertEqual(group, self.get(f"{GROUPS}/{group['id']}"))
        self.assertEqual({g["profile"]["description"] is None
                          for g in self.groups}, {True, False})
        self.assertEqual(group["objectClass"], ["okta:user_group"])

    def test_types(self):
        (everyone,) = (g for g in self.groups if g["type"] == "BUILT_IN")
        self.assertEqual(everyone["profile"]["name"], "Everyone")
        of_apps = [g for g in self.groups if g["type"] == "APP_GROUP"]
        self.assertTrue(of_apps)
        for group in of_apps:
            source = group["_links"]["source"]["href"].split("/")[-1]
            self.assertIn(group["id"], self.find(
                search=f'source.id eq "{source}"', limit=200))

    def test_paging(self):
        self.assertEqual(len(self.groups), 50)
        self.assertEqual(self.links(GROUPS)["self"].split("?")[1],
                         "limit=10000")
        pages = self.pages(GROUPS, limit=20)
        self.assertEqual([len(page) for page in pages], [20, 20, 10])
        self.assertEqual([g["id"] for page in pages for g in page],
                         [g["id"] for g in self.groups])
        self.refused("GET", GROUPS, 400, "E0000029", after="x")

    def test_q(self):
        self.assertEqual(self.find(q="west"), self.those(
            lambda g: g["profile"]["name"].lower().startswith("west")))
        self.assertEqual(set(self.links(GROUPS, q="", limit=1)), {"self"})

    def test_filter(self):
        id = self.groups[4]["id"]
        okta = self.those(lambda g: g["type"] == "OKTA_GROUP")
        time = sorted(g["lastMembershipUpdated"] for g in self.groups)[25]
        late = self.those(lambda g: g["lastMembershipUpdated"] > time)
        self.assertEqual(self.find(filter=f'id eq "{id}"'), {id})
        self.assertEqual(self.find(
            filter=f'type eq "OKTA_GROUP" and lastMembershipUpdated gt '
                   f'"{time}"'), okta & late)
        self.assertEqual(self.find(
            filter=f'id eq "{id}" or (lastMembershipUpdated gt "{time}")'),
            late | {id})
        self.assertEqual(self.find(filter='type eq "OKTA_GROUP"', q="west"),
                         okta & self.find(q="west"))
        for text in ('profile.name eq "Staff"', 'type sw "OKTA"', "id pr",
                     'lastUpdated gt "yesterday"', 'type eq'):
            self.refused("GET", GROUPS, 400, "E0000031", filter=text)

    def test_search(self):
        names = {g["id"]: g["profile"]["name"] for g in self.groups}
        self.assertEqual({names[i] for i in self.find(
            search='profile.name eq "staff"')}, {"Staff"})
        self.assertEqual(
            self.find(search='profile.name co "EN" and type eq "OKTA_GROUP"'),
            self.those(lambda g: "en" in g["profile"]["name"].lower() and
                       g["type"] == "OKTA_GROUP"))
        self.assertEqual(self.find(search="profile.description pr"),
                         self.those(lambda g: g["profile"]["description"]))
        for text in ('type co "OKTA"', 'name eq "Staff"', 'id ne "x"'):
            self.refused("GET", GROUPS, 400, "E0000031", search=text)

    def test_sorting(self):
        def names(**query):
            return [g["profile"]["name"].lower() for g in self.all(
                GROUPS, search="id pr", sortBy="profile.name", **query)]
        self.assertEqual(names(), sorted(names()))
        self.assertEqual(len(names()), 50)
        self.assertEqual(names(sortOrder="desc", limit=7), names()[::-1])
        # Only a search is sorted.
        self.assertEqual(self.ids(GROUPS, sortBy="profile.name"),
                         [g["id"] for g in self.groups])

    def test_stats(self):
        self.assertNotIn("_embedded", self.groups[0])
        for group in self.get(GROUPS, expand="stats", limit=10):
            members = self.ids(f"{GROUPS}/{group['id']}/users")
            roles = self.get(f"{GROUPS}/{group['id']}/roles")
            self.assertEqual(group["_embedded"]["stats"], {
                "usersCount": len(members),
                "hasAdminPrivileges": bool(roles)})

    def test_unknown(self):
        user = self.get(f"{USERS}/me")["id"]
        for path in ("", "/users", "/apps", "/roles"):
            self.refused("GET", f"{GROUPS}/00gX{path}", 404, "E0000007",
                         "Resource not found: 00gX (UserGroup)")
        self.refused("PUT", f"{GROUPS}/00gX/users/{user}", 404, "E0000007",
                     "(UserGroup)")
        self.refused("DELETE", f"{GROUPS}/{self.groups[1]['id']}/users/00uX",
                     404, "E0000007", "00uX (User)")
        self.refused("GET", f"{USERS}/00uX/groups", 404, "E0000007", "(User)")


class Members(OrgCase):
    def setUp(self):
        self.start("--users", "300")
        self.groups = self.get(GROUPS)

    def members(self, group, **query):
        return self.ids(f"{GROUPS}/{group['id']}/users", **query)

    def test_both_ways_agree(self):
        by_group = {(group["id"], user) for group in self.groups
                    for user in self.members(group)}
        access = self.access()
        by_user = {(group, user) for user in access
                   for group in self.ids(f"{USERS}/{user}/groups")}
        self.assertEqual(by_group, by_user)
        self.assertEqual(by_group, {(group, user)
                                    for user, row in access.items()
                                    for group in row["groups"]})
        sizes = [len(self.members(group)) for group in self.groups]
        self.assertEqual(sizes[0], 300)
        self.assertIn(0, sizes)

    def test_paging(self):
        staff = self.groups[1]
        path = f"{GROUPS}/{staff['id']}/users"
        self.assertEqual(self.links(path)["self"].split("?")[1], "limit=1000")
        self.assertEqual(self.members(staff, limit=20), self.members(staff))
        user = self.get(USERS, limit=1)[0]["id"]
        path = f"{USERS}/{user}/groups"
        self.assertEqual(self.links(path)["self"].split("?")[1], "limit=200")
        self.assertEqual(self.ids(path, limit=1), self.ids(path))
        login = self.get(f"{USERS}/{user}")["profile"]["login"]
        self.assertEqual(self.ids(f"{USERS}/{login}/groups"), self.ids(path))

    def test_rows_are_users(self):
        (first,) = self.get(f"{GROUPS}/{self.groups[1]['id']}/users", limit=1)
        listed = {user["id"]: user for user in self.get(USERS)}
        self.assertEqual(first, listed[first["id"]])

    def test_put_and_delete(self):
        group = self.groups[6]
        inside = self.members(group)[0]
        outside = next(user for user in self.members(self.groups[0])
                       if user not in self.members(group))
        for method, user, there in (("PUT", outside, True),
                                    ("PUT", outside, True),
                                    ("DELETE", inside, False),
                                    ("DELETE", inside, False)):
            path = f"{GROUPS}/{group['id']}/users/{user}"
            self.send(method, path, 204)
            self.assertEqual(user in self.members(group), there)
            self.assertEqual(
                group["id"] in self.ids(f"{USERS}/{user}/groups"), there)
        changed = self.get(f"{GROUPS}/{group['id']}")
        self.assertGreater(changed["lastMembershipUpdated"],
                           group["lastMembershipUpdated"])
        self.assertEqual(changed["lastUpdated"], group["lastUpdated"])
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.get(f"{GROUPS}/{group['id']}"), group)
        self.assertIn(inside, self.members(group))

    def test_only_okta_groups_can_be_written(self):
        user = self.members(self.groups[0])[0]
        for type in ("BUILT_IN", "APP_GROUP"):
            group = next(g for g in self.groups if g["type"] == type)
            before = self.members(group)
            for method in ("PUT", "DELETE"):
                self.refused(method, f"{GROUPS}/{group['id']}/users/{user}",
                             501, "E0000060", "Unsupported operation.")
            self.assertEqual(self.members(group), before)

    def test_deleted_users_are_in_none(self):
        (left, *_) = self.users_with("DEPROVISIONED")
        self.assertTrue(self.ids(f"{USERS}/{left}/groups"))
        self.send("DELETE", f"{USERS}/{left}", 204)
        for group in self.groups[:3]:
            self.assertNotIn(left, self.members(group))

    def test_leaving_the_last_group_of_an_app_ends_its_tokens(self):
        for app in self.get(APPS, limit=200):
            path = f"{APPS}/{app['id']}"
            groups = self.ids(path + "/groups")
            tokens = {t["userId"] for t in self.all(path + "/tokens")}
            for user in self.all(path + "/users"):
                id = user["id"]
                if user["scope"] != "GROUP" or id not in tokens:
                    continue
                for group in set(groups) & set(self.access(id)["groups"]):
                    if self.get(f"{GROUPS}/{group}")["type"] == "OKTA_GROUP":
                        self.send("DELETE", f"{GROUPS}/{group}/users/{id}",
                                  204)
                assigned = id in self.ids(path + "/users")
                self.assertEqual(id in {t["userId"] for t in
                                        self.all(path + "/tokens")}, assigned)
                if not assigned:
                    return
        self.fail("nobody is assigned by a group alone")


class Sight(OrgCase):
    def test_a_role_that_covers_some_groups(self):
        self.start("--role-groups", "3")
        groups = self.get(GROUPS)
        self.assertEqual(len(groups), 3)
        self.assertNotIn("BUILT_IN", {group["type"] for group in groups})
        user = self.get(USERS, limit=1)[0]["id"]
        seen = {group["id"] for group in groups}
        everything = set(self.access(user)["groups"])
        self.assertEqual(set(self.ids(f"{USERS}/{user}/groups")),
                         everything & seen)
        for hidden in everything - seen:
            self.refused("GET", f"{GROUPS}/{hidden}", 404, "E0000007")

    def test_lag(self):
        self.start("--lag", "5")
        self.clock(0)
        groups = self.get(GROUPS)
        id, user = groups[6]["id"], self.get(USERS, limit=1)[0]["id"]
        method = "DELETE" if user in self.ids(f"{GROUPS}/{id}/users") else "PUT"
        self.send(method, f"{GROUPS}/{id}/users/{user}", 204)
        now = self.get(f"{GROUPS}/{id}")["lastMembershipUpdated"]
        search = {"search": f'lastMembershipUpdated ge "{now}"'}
        self.assertEqual(self.ids(GROUPS, **search), [])
        self.assertEqual(self.get(GROUPS)[6]["lastMembershipUpdated"], now)
        self.clock(3600)
        self.assertEqual(self.ids(GROUPS, **search), [id])

    def test_directory(self):
        self.start("--rare", "on")
        rows = [g for g in self.get(GROUPS)
                if "samAccountName" in g["profile"]]
        self.assertTrue(rows)
        self.assertEqual(rows[0]["objectClass"],
                         ["okta:windows_security_principal"])

    def test_size(self):
        self.start("--groups", "1")
        (group,) = json.loads(self.simulator.get(GROUPS, TOKEN).body)
        self.assertEqual(group["type"], "BUILT_IN")
        self.start("--users", "0", "--groups", "400")
        self.assertEqual(len(self.get(GROUPS)), 400)


if __name__ == "__main__":
    unittest.main()
