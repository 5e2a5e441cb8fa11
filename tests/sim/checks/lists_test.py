"""lists_test.py - okta-sim's lists: their links, fields and freshness."""

import json
import re
import unittest
import urllib.parse

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"
APPS = "/api/v1/apps"
LINK = re.compile('<([^>]*)>; rel="([a-z]*)"')


class Case(unittest.TestCase):
    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--users", "60", "--rate-limit", "0", *flags))
        return self.simulator

    def get(self, path, *headers, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        answer = self.simulator.get(path, TOKEN, *headers)
        return answer, answer.body and json.loads(answer.body)

    def ids(self, path, **query):
        """Of all pages, by the links alone."""
        ids, seen = [], set()
        answer, rows = self.get(path, **query)
        while True:
            self.assertEqual(answer.status, 200, answer.body)
            ids += [row["id"] for row in rows]
            links = {rel: url for line in answer.headers.get_all("Link")
                     for url, rel in LINK.findall(line)}
            if "next" not in links:
                return ids
            url = urllib.parse.urlsplit(links["next"])
            self.assertNotIn(url, seen)
            seen.add(url)
            answer, rows = self.get(f"{url.path}?{url.query}")


class Links(Case):
    def lines(self, path, **query):
        """What stands behind the URL's "?", and the rel."""
        answer, _ = self.get(path, **query)
        return [re.fullmatch(r'<[^?]*\?([^>]*)>; rel="(.*)"', line).groups()
                for line in answer.headers.get_all("Link")]

    def test_order_and_encoding_as_recorded(self):
        self.start()
        me, app = (self.get(path)[1] for path in (USERS + "/me", APPS))
        user = f"{USERS}/{me['id']}"
        active = "status+eq+%22ACTIVE%22"
        for path, query, own in (
                (USERS, {}, "limit=200"),
                (USERS, {"limit": 9, "unknown": 1}, "limit=9"),
                (USERS, {"filter": 'status eq "ACTIVE"'},
                 "limit=200&filter=" + active),
                (USERS, {"search": '(profile.login sw "a@b:c") or id pr',
                         "sortBy": "status", "sortOrder": "desc"},
                 "limit=200&sortBy=status&search=%28profile.login+sw+%22a%40b"
                 "%3Ac%22%29+or+id+pr"),
                (USERS, {"q": "a b"}, "limit=10&q=a+b"),
                (APPS, {}, "limit=20"),
                (APPS, {"filter": 'status eq "ACTIVE"', "q": "x",
                        "includeNonDeleted": "false"},
                 "limit=20&q=x&filter=" + active),
                (APPS + f"/{app[0]['id']}/tokens", {"expand": "user"},
                 "limit=20"),
                (user + "/grants", {"expand": "scope", "scopeId": "a"},
                 "limit=20&expand=scope&scopeId=a")):
            with self.subTest(path, query=query):
                self.assertEqual(self.lines(path, **query)[0], (own, "self"))
        own, following = self.lines(USERS, limit=2, search="id pr")
        self.assertEqual(own, ("limit=2&search=id+pr", "self"))
        self.assertRegex(following[0],
                         "^after=000[A-Za-z0-9]+&limit=2&search=id[+]pr$")
        after = urllib.parse.parse_qs(following[0])["after"][0]
        second, _ = self.lines(USERS, limit=2, search="id pr", after=after)
        self.assertEqual(second[0], f"after={after}&limit=2&search=id+pr")

    def test_every_page_once(self):
        for style in ("recorded", "other"):
            self.start("--links", style)
            everybody = self.ids(USERS, search="id pr")
            self.assertEqual(len(set(everybody)), 60)
            for query in ({}, {"filter": 'id eq "x" or status eq "ACTIVE"'},
                          {"search": 'profile.email co "@"'}):
                whole = self.ids(USERS, **query)
                self.assertEqual(self.ids(USERS, limit=7, **query), whole)
            self.assertEqual(self.ids(APPS, limit=3), self.ids(APPS))

    def test_descending_pages(self):
        self.start()
        rising = self.ids(USERS, search="id pr", sortBy="profile.login")
        falling = self.ids(USERS, search="id pr", sortBy="profile.login",
                           sortOrder="desc", limit=7)
        self.assertEqual(falling, rising[::-1])

    def test_other_links(self):
        self.start("--links", "other")
        answer, _ = self.get(USERS, limit=2,
                             filter='status eq "ACTIVE" or id eq "a,b"')
        (line,) = answer.headers.get_all("Link")
        links = LINK.findall(line)
        self.assertEqual([rel for _, rel in links], ["next", "self"])
        for url, _ in links:
            parts = urllib.parse.urlsplit(url)
            self.assertNotEqual(parts.netloc, self.simulator.host)
            self.assertIn('%20eq%20%22a,b%22', parts.query)
            names = [name for name, _ in urllib.parse.parse_qsl(parts.query)]
            self.assertEqual(names, sorted(names, reverse=True))
            self.assertIn("useOptimization", names)

    def test_behind_tls(self):
        self.start()
        answer, rows = self.get(USERS + "?limit=1",
                                ("X-Forwarded-Proto", "https"))
        here = "https://" + self.simulator.host
        for line in answer.headers.get_all("Link"):
            self.assertTrue(line.startswith(f"<{here}{USERS}?"), line)
        self.assertEqual(rows[0]["_links"]["self"]["href"],
                         f"{here}{USERS}/{rows[0]['id']}")

    def test_lists_without_links(self):
        self.start()
        user = self.get(USERS)[1][0]["id"]
        answer, _ = self.get(f"{USERS}/{user}/clients")
        self.assertIsNone(answer.headers["Link"])


class Parameters(Case):
    def setUp(self):
        self.start()

    def test_fields(self):
        for fields, keys in (
                ("status", {"id", "status"}), ("id", {"id"}),
                ("id,status,profile:(login,email)",
                 {"id", "status", "profile"}),
                ("profile:(login),created", {"id", "profile", "created"}),
                ("nothing,profile:(nothing)", {"id", "profile"})):
            _, rows = self.get(USERS, fields=fields)
            with self.subTest(fields):
                for row in rows:
                    self.assertEqual(set(row), keys)
        _, rows = self.get(USERS, fields="profile:(login,email)", limit=1)
        self.assertEqual(set(rows[0]["profile"]), {"login", "email"})
        self.assertEqual(len(self.ids(USERS, fields="id", limit=7)),
                         len(self.ids(USERS)))

    def test_me(self):
        answer, owner = self.get(USERS + "/me")
        self.assertEqual(answer.status, 200)
        self.assertEqual(owner, self.get(f"{USERS}/{owner['id']}")[1])
        for path in ("/clients", "/grants"):
            self.assertEqual(self.get(USERS + "/me" + path)[0].status, 404)

    def test_apps_that_are_not_deleted(self):
        # Recorded: the plain list has inactive apps without it.
        plain = self.ids(APPS)
        for value in ("true", "false"):
            self.assertEqual(self.ids(APPS, includeNonDeleted=value), plain)
        self.assertTrue(self.ids(APPS, filter='status eq "INACTIVE"'))

    def test_a_malformed_expand(self):
        answer, error = self.get(APPS, expand="scope")
        self.assertEqual(
            (answer.status, error["errorCode"], error["errorSummary"],
             error["errorCauses"]),
            (400, "E0000001", "Api validation failed: RequestParams",
             [{"errorSummary": "Expand query is malformed."}]))
        self.assertEqual(self.get(APPS, expand="user/00u1")[0].status, 200)


class Lag(Case):
    def setUp(self):
        self.start("--lag", "3600")
        self.user = self.get(USERS)[1][1]
        self.path = f"{USERS}/{self.user['id']}"

    def statuses(self):
        """As filter, search, q, the plain list and the user tell it."""
        user = self.user["id"]
        answers = [self.get(USERS, filter=f'id eq "{user}"')[1],
                   self.get(USERS, search=f'id eq "{user}"')[1],
                   self.get(USERS, q=self.user["profile"]["email"])[1],
                   self.get(USERS)[1]]
        found = [next((row["status"] for row in rows if row["id"] == user),
                      None) for rows in answers]
        return found + [self.get(self.path)[1].get("status")]

    def change(self, method, end):
        answer = self.simulator.call(method, self.path + end, [TOKEN], "")
        self.assertLess(answer.status, 300)

    def test_changes_are_found_later(self):
        self.change("POST", "/lifecycle/suspend")
        self.assertEqual(self.statuses(),
                         ["ACTIVE"] * 3 + ["SUSPENDED"] * 2)
        self.assertEqual(self.get(USERS, filter='status eq "SUSPENDED"')[1],
                         [row for row in self.get(
                             USERS, filter='status eq "SUSPENDED"')[1]
                          if row["id"] != self.user["id"]])
        self.simulator.control("/_sim/clock", {"offset": 1800})
        self.change("POST", "/lifecycle/unsuspend")
        self.simulator.control("/_sim/clock", {"offset": 4000})
        self.assertEqual(self.statuses(),
                         ["SUSPENDED"] * 3 + ["ACTIVE"] * 2)
        self.simulator.control("/_sim/clock", {"offset": 8000})
        self.assertEqual(self.statuses(), ["ACTIVE"] * 5)

    def test_who_is_gone(self):
        self.change("DELETE", "")
        self.change("DELETE", "")
        self.assertEqual(self.statuses(), ["ACTIVE"] * 3 + [None] * 2)
        self.simulator.control("/_sim/clock", {"offset": 4000})
        self.assertEqual(self.statuses(), [None] * 5)
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.statuses(), ["ACTIVE"] * 5)

    def test_none_unless_told(self):
        self.start()
        self.user = self.get(USERS)[1][1]
        self.path = f"{USERS}/{self.user['id']}"
        self.change("POST", "/lifecycle/suspend")
        self.assertEqual(self.statuses(), ["SUSPENDED"] * 5)


if __name__ == "__main__":
    unittest.main()
