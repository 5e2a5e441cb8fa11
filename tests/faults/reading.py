"""reading.py - subjects that load, configure and read."""

import json
import os
import pathlib

from org import TOKEN
from subject import Subject


class Load(Subject):
    name = "load"

    def prepare(self):
        pass

    def act(self):
        self.load()

    def afterwards(self):
        self.load()
        return super().afterwards()


class Configure(Subject):
    name = "configure"

    def prepare(self):
        self.load()
        self.said = None
        self.expected = self.configure(max_retries=2)
        self.before = self.configure()

    def act(self):
        self.said = self.configure(max_retries=2)

    def problems(self, failed):
        now = self.db.execute("SELECT idp_configure('{}')").fetchone()[0]
        if now != (self.before if failed else self.expected) or \
                (not failed and self.said != self.expected):
            return [f"the settings are {now}"]
        return []


class Query(Subject):
    """Its rows are all, or an error comes after the first of them."""

    def prepare(self):
        super().prepare()
        self.rows = []

    def act(self):
        for row in self.db.execute(self.sql()):
            self.rows.append(row)

    def problems(self, failed):
        expected = self.db.execute(self.sql()).fetchall()
        if not failed and sorted(self.rows) != sorted(expected):
            return [f"{len(self.rows)} rows of {len(expected)}, and no error"]
        if not set(self.rows) <= set(expected):
            return ["rows that are none"]
        return []


class Page(Query):
    """Of several: the first is a short one."""

    name = "page"

    def prepare(self):
        super().prepare()
        self.org.control("faults", {"faults": [
            {"match": {"method": "GET", "path": "/api/v1/users"},
             "short_page": True}]})

    def sql(self):
        return "SELECT id, login, status FROM users"


class Join(Query):
    name = "join"

    def sql(self):
        users = ", ".join(f"'{one}'" for one in self.org.users[:3])
        return ("SELECT u.login, c.client_id, t.id FROM users u JOIN "
                "user_clients c ON c.userId = u.id JOIN oauth_tokens t ON "
                "t.userId = u.id AND t.clientId = c.client_id WHERE u.id IN "
                f"({users})")

    def may_send(self):
        """One call may earn another one of the list of all tokens."""
        return {f"GET /api/v1/apps/{app}/tokens?limit=200"
                for app in self.org.apps}


class In(Query):
    name = "in"

    def sql(self):
        return ("SELECT userId, id FROM grants WHERE userId IN (SELECT value "
                f"FROM json_each('{json.dumps(self.org.users[:3])}'))")


class Methods(Query):
    """Rows that are made without a call."""

    name = "methods"

    def sql(self):
        return ("SELECT m.resource, m.path, m.scope, o.source FROM idp_methods "
                "m, idp_orgs o")


class SignIn(Query):
    name = "sign-in"

    def prepare(self):
        self.load()
        self.rows = []
        self.db.execute("SELECT idp_configure(?)", [json.dumps(
            {"orgUrl": self.org.url, "clientId": "0oa1", "privateKeyId": "k1",
             "privateKey": self.org.key, **self.settings})])

    def sql(self):
        return f"SELECT id, login FROM users WHERE id = '{self.org.user}'"


class Secret(SignIn):
    """The settings are read, and a command asked for the token."""

    name = "secret"

    def prepare(self):
        file = pathlib.Path(self.org.home.name, "settings.json")
        file.write_text(json.dumps(
            {"orgUrl": self.org.url, **self.settings,
             "token": {"command": ["printf", TOKEN]}}))
        file.chmod(0o600)
        os.environ["IDP_CONFIG"] = str(file)
        self.load()
        self.rows = []


class Close(Subject):
    """In the middle of a scan, with what other statements left."""

    name = "close"

    def act(self):
        self.db.execute(In.sql(self)).fetchall()
        scan = self.db.execute("SELECT id FROM users")
        scan.fetchone()
        del scan
        self.db.close()

    def afterwards(self):
        super().__init__(self.org)
        self.prepare()
        return super().afterwards()


SUBJECTS = (Load, Configure, Page, Join, In, Methods, SignIn, Secret, Close)
