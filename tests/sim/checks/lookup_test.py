"""lookup_test.py - whom okta-sim finds by a path, a filter or a search."""

import json
import unittest
import urllib.parse

from simulator import Simulator

USERS = "/api/v1/users"
APPS = "/api/v1/apps"


class Lookup(unittest.TestCase):
    flags = ()

    def setUp(self):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", *self.flags))
        self.users = self.simulator.json("/_sim/dump")["users"]
        self.user = self.users[3]
        self.login = self.user["profile"]["login"]

    def call(self, path, method="GET", body=None):
        return self.simulator.call(
            method, path, [("Authorization", "SSWS sim-token")], body)

    def get(self, path):
        answer = self.call(path)
        return answer.status, answer.body and json.loads(answer.body)

    def list(self, path, **query):
        return self.get(f"{path}?{urllib.parse.urlencode(query)}")

    def found(self, **query):
        status, rows = self.list(USERS, **query)
        self.assertEqual(status, 200, rows)
        return [row["id"] for row in rows]

    def refused(self, path, **query):
        status, error = self.list(path, **query)
        self.assertEqual((status, error["errorCode"]), (400, "E0000031"))

    def rename(self, login):
        body = json.dumps({"profile": {"login": login}})
        answer = self.call(f"{USERS}/{self.user['id']}", "POST", body)
        self.assertEqual(answer.status, 200)
        self.assertEqual(json.loads(answer.body)["profile"]["login"], login)


class Paths(Lookup):
    def test_a_segment_ends_at_a_semicolon(self):
        for end in (";x", "%3Bx", "%3b", ";a=b;c"):
            with self.subTest(end):
                path = f"{USERS}/{self.user['id']}{end}"
                self.assertEqual(self.get(path)[1]["id"], self.user["id"])
                self.assertEqual(self.get(path + "/clients")[0], 200)
        self.assertEqual(self.get(f"{USERS}/nobody;x")[0], 404)
        self.assertEqual(self.get(f"{USERS}/%3Bx")[1]["errorCode"],
                         "E0000008")

    def test_a_backslash_is_not_for_the_org(self):
        for sent in ("a%5Cb", "a%5cb", self.user["id"] + "%5C"):
            with self.subTest(sent):
                answer = self.call(f"{USERS}/{sent}")
                self.assertEqual(answer.status, 400)
                self.assertTrue(answer.headers["Content-Type"].startswith(
                    "text/html"))

    def test_a_changed_login(self):
        for login in ("new@example.com", "a/b", "c;d", "e?f", 'g"h\\i'):
            with self.subTest(login):
                self.rename(login)
                path = f"{USERS}/{urllib.parse.quote(login, safe='')}"
                status = self.call(path).status
                self.assertEqual(status == 200, login == "new@example.com")
                found = self.found(search="profile.login eq " +
                                   json.dumps(login))
                self.assertEqual(found, [self.user["id"]])
        self.assertEqual(self.get(f"{USERS}/{self.login}")[0], 404)

    def test_a_login_in_other_letters(self):
        loud = self.login.upper()
        self.assertEqual(self.get(f"{USERS}/{self.login}")[0], 200)
        self.assertEqual(self.get(f"{USERS}/{loud}")[0], self.loud_status)

    loud_status = 200


class ExactPaths(Paths):
    flags = ("--login-case", "exact")
    loud_status = 404


class Expressions(Lookup):
    def test_a_search_ignores_the_case_of_values(self):
        self.rename("Zoë.Ångström@example.com")
        for value in ("Zoë.Ångström@example.com", "ZOË.ÅNGSTRÖM@EXAMPLE.COM"):
            self.assertEqual(self.found(search=f'profile.login eq "{value}"'),
                             [self.user["id"]])
        # Diacritics count.
        self.assertEqual(
            self.found(search='profile.login eq "Zoe.Angstrom@example.com"'),
            [])

    def test_a_filter_looks_at_the_case_of_values(self):
        login = json.dumps(self.login)
        self.assertEqual(self.found(filter=f"profile.login eq {login}"),
                         [self.user["id"]])
        self.assertEqual(
            self.found(filter=f"profile.login eq {login.upper()}"), [])

    def test_operators_are_words_in_any_case_and_names_are_not(self):
        for parameter in ("filter", "search"):
            self.assertTrue(self.found(
                **{parameter: 'status Eq "ACTIVE" AND status eq "ACTIVE" '
                   'Or id EQ "x"'}))
            self.refused(USERS, **{parameter: 'Status eq "ACTIVE"'})

    def test_values_are_json_strings(self):
        self.rename('q"\\\u00e9')
        for value in (r'"q\"\\é"', r'"q\"\\\u00e9"'):
            self.assertEqual(self.found(search="profile.login eq " + value),
                             [self.user["id"]])
        for value in ('"a\\xb"', '"a\nb"', '"a', "'a'"):
            self.refused(USERS, search="profile.login eq " + value)

    def test_what_a_search_takes(self):
        profile, created = self.user["profile"], self.user["created"]
        last = json.dumps(profile["lastName"])
        loud = json.dumps(profile["lastName"].upper())
        namesakes = [user["id"] for user in self.users
                     if user["profile"]["lastName"] == profile["lastName"]]
        for search in (f"profile.lastName eq {last}",
                       f"profile.lastName sw {loud}",
                       f"profile.lastName co {last} and id pr",
                       f'(profile.lastName eq {last} or id eq "x")'):
            self.assertEqual(sorted(self.found(search=search)),
                             sorted(namesakes))
        for op, holds in (("gt", created.__lt__), ("lt", created.__gt__),
                          ("ge", created.__le__), ("le", created.__ge__),
                          ("eq", created.__eq__)):
            self.assertEqual(
                sorted(self.found(search=f'created {op} "{created}"')),
                sorted(user["id"] for user in self.users
                       if holds(user["created"])))
        kind = self.user["type"]["id"]
        self.assertEqual(len(self.found(search=f'type.id eq "{kind}"')),
                         len(self.users))
        for search in ('lastLogin gt "2024-01-01T00:00:00.000Z"',
                       "passwordChanged pr", 'realmId eq "x"',
                       'status ne "ACTIVE"', 'not (status eq "ACTIVE")',
                       'status co "ACT"', 'created gt "2024"', "",
                       'profile.lastName ew "n"', "status eq ACTIVE"):
            with self.subTest(search):
                self.refused(USERS, search=search)

    def test_apps_take_one_expression(self):
        for alone in ('status eq "ACTIVE"', 'name EQ "oidc_client"'):
            status, rows = self.list(APPS, filter=alone)
            self.assertEqual((status, bool(rows)), (200, True))
        for more in ('status eq "ACTIVE" and name eq "oidc_client"',
                     'status eq "ACTIVE" or status eq "INACTIVE"',
                     '(status eq "ACTIVE")', 'status sw "A"'):
            with self.subTest(more):
                self.refused(APPS, filter=more)
        status, rows = self.list(APPS, filter='status eq "ACTIVE"', q="Wiki")
        self.assertEqual((status, bool(rows)), (200, True))


if __name__ == "__main__":
    unittest.main()
