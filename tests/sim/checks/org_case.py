"""org_case.py - an org for each test, and an admin who asks it."""

import json
import re
import unittest
import urllib.parse

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
USERS = "/api/v1/users"
APPS = "/api/v1/apps"
GROUPS = "/api/v1/groups"
LINK = re.compile('<([^>]*)>; rel="([a-z]*)"')


def links_of(answer):
    return {rel: url for line in answer.headers.get_all("Link") or []
            for url, rel in LINK.findall(line)}


def path_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.path}?{parts.query}"


class OrgCase(unittest.TestCase):
    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", *flags))

    def send(self, method, path, status=200, **query):
        """The answer's JSON, if it has any, once the status is as expected."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        body = "" if method in ("POST", "PUT") else None
        answer = self.simulator.call(method, path, [TOKEN], body)
        self.assertEqual(answer.status, status, (method, path, answer.body))
        return json.loads(answer.body) if answer.body else None

    def get(self, path, status=200, **query):
        return self.send("GET", path, status, **query)

    def links(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return links_of(self.simulator.get(path, TOKEN))

    def pages(self, path, **query):
        """The rows of each page, by the links alone."""
        if query:
            path += "?" + urllib.parse.urlencode(query)
        pages = []
        while path:
            answer = self.simulator.get(path, TOKEN)
            self.assertEqual(answer.status, 200, answer.body)
            pages.append(json.loads(answer.body))
            following = links_of(answer).get("next")
            path = following and path_of(following)
        return pages

    def all(self, path, **query):
        return [row for page in self.pages(path, **query) for row in page]

    def ids(self, path, **query):
        return [row["id"] for row in self.all(path, **query)]

    def refused(self, method, path, status, code, text="", **query):
        body = self.send(method, path, status, **query)
        self.assertEqual(body["errorCode"], code)
        causes = [cause["errorSummary"] for cause in body["errorCauses"]]
        self.assertIn(text, body["errorSummary"] + "\n" + "\n".join(causes))

    def access(self, user=None):
        """What users have access to, by the control path: by id, or one."""
        suffix = f"?userId={user}" if user else ""
        rows = self.simulator.json("/_sim/access" + suffix)
        return rows[0] if user else {row["userId"]: row for row in rows}

    def users_with(self, status):
        return self.ids(USERS, filter=f'status eq "{status}"')

    def tokens_of(self, user):
        path = f"{USERS}/{user}/clients"
        return [token for client in self.get(path) for token in
                self.all(f"{path}/{client['client_id']}/tokens")]

    def clock(self, seconds):
        self.simulator.control("/_sim/clock", {"offset": seconds})


class MovesCase(OrgCase):
    """An org of which some users are in each status."""

    def setUp(self):
        self.start("--users", "400")

    def move(self, user, name, status=200, **query):
        return self.send("POST", f"{USERS}/{user}/lifecycle/{name}", status,
                         **query)

    def status(self, user):
        return self.get(f"{USERS}/{user}")["status"]
