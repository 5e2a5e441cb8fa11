"""subjects.py - what connections are about while memory runs out, and what is
true then."""

import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
EXTENSION = os.environ["IDP_EXTENSION"]
TOKEN = "sim-token"
SECRET = "the-command-said-this"


class Org:
    """The simulator's, and what is in it at the start."""

    def __init__(self, simulator):
        self.simulator = simulator
        self.url = simulator.url
        self.secrets = [TOKEN, SECRET]
        self.home = tempfile.mkdtemp()
        self.key = None
        dump = self.dump()
        self.users = sorted(one["id"] for one in dump["users"])
        first, second = dump["clients"][:2]
        self.user = first["userId"]
        self.client = first["client_id"]
        self.others = self.users[:3]
        self.next_client = second["client_id"]
        assert second["userId"] == self.user

    def dump(self):
        return json.loads(self.simulator.control("dump"))

    def tokens(self, client):
        return sorted(
            one["id"] for one in self.dump()["tokens"]
            if one["userId"] == self.user and
            client in one["_links"]["client"]["href"])

    def register(self):
        """The service app, which a reset forgets."""
        if self.key is None:
            openssl = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
                       "ec_paramgen_curve:P-256"]
            self.key = subprocess.run(openssl, check=True, capture_output=True,
                                      text=True).stdout
            self.public = subprocess.run(
                ["openssl", "pkey", "-pubout"], input=self.key, check=True,
                capture_output=True, text=True).stdout
        self.simulator.control("service-apps", json.dumps(
            {"client_id": "0oa1", "keys": [{"kid": "k1", "pem": self.public}],
             "scopes": ["okta.users.read"], "dpop_bound_access_tokens": True,
             "admin_role": True}))


class Subject:
    """A connection with the org's token, and one call at a time in the end: a
    place in the org's budget that was lost is a wait without an end."""

    settings = {"parallelism": 2, "max_retries": 1}

    def __init__(self, org):
        self.org = org
        os.environ["HOME"] = org.home
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.enable_load_extension(True)

    def load(self):
        self.db.load_extension(EXTENSION)

    def configure(self, **more):
        settings = {"orgUrl": self.org.url, "token": TOKEN, **self.settings,
                    **more}
        return self.db.execute("SELECT idp_configure(?)",
                               [json.dumps(settings)]).fetchone()[0]

    def prepare(self):
        self.load()
        self.configure()

    def act(self):
        raise NotImplementedError

    def problems(self, failed):
        return []

    def afterwards(self):
        self.configure(parallelism=1)
        rows = self.db.execute("SELECT id FROM users").fetchall()
        if sorted(row[0] for row in rows) != self.org.users:
            return [f"afterwards there are {len(rows)} users"]
        return []


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
        self.expected = None

    def act(self):
        for row in self.db.execute(self.sql()):
            self.rows.append(row)

    def problems(self, failed):
        expected = self.db.execute(self.sql()).fetchall()
        rows = self.rows
        if not failed and sorted(rows) != sorted(expected):
            return [f"{len(rows)} rows of {len(expected)}, and no error"]
        if not set(rows) <= set(expected):
            return ["rows that are none"]
        return []


class Page(Query):
    """Of several."""

    name = "page"

    def prepare(self):
        super().prepare()
        self.org.simulator.control("faults", json.dumps({"faults": [
            {"match": {"method": "GET", "path": "/api/v1/users"},
             "short_page": True}]}))

    def sql(self):
        return "SELECT id, login, status FROM users"


class Join(Query):
    name = "join"

    def sql(self):
        users = ", ".join(f"'{one}'" for one in self.org.others)
        return ("SELECT u.login, c.client_id, t.id FROM users u JOIN "
                "user_clients c ON c.userId = u.id JOIN oauth_tokens t ON "
                "t.userId = u.id AND t.clientId = c.client_id WHERE u.id IN "
                f"({users})")


class In(Query):
    name = "in"

    def sql(self):
        return ("SELECT userId, id FROM grants WHERE userId IN (SELECT value "
                f"FROM json_each('{json.dumps(self.org.others)}'))")


class SignIn(Query):
    name = "sign-in"

    def prepare(self):
        self.load()
        self.rows = []
        self.configure_app()

    def configure_app(self):
        self.db.execute("SELECT idp_configure(?)", [json.dumps(
            {"orgUrl": self.org.url, "clientId": "0oa1", "privateKeyId": "k1",
             "privateKey": self.org.key, **self.settings})])

    def sql(self):
        return ("SELECT id, login FROM users WHERE id = "
                f"'{self.org.user}'")


class Secret(Query):
    """The settings are read, and a command asked for the token."""

    name = "secret"

    def prepare(self):
        folder = pathlib.Path(self.org.home, ".config", "sqlite-idp")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(
            {"orgUrl": self.org.url, **self.settings,
             "token": {"command": ["printf", "sim-token"]}}))
        os.chmod(folder / "config.json", 0o600)
        self.load()
        self.rows = []

    def sql(self):
        return f"SELECT id, login FROM users WHERE id = '{self.org.user}'"


class Delete(Subject):
    """What is gone is told, and what is told is gone."""

    name = "delete"
    end = "COMMIT"

    def prepare(self):
        super().prepare()
        self.before = self.org.tokens(self.org.client)
        assert self.before

    def delete(self, client):
        self.db.execute("DELETE FROM oauth_tokens WHERE userId = ? AND "
                        "clientId = ? AND status = 'ACTIVE'",
                        [self.org.user, client])

    def act(self):
        self.db.execute("BEGIN")
        self.delete(self.org.client)
        self.db.execute(self.end)

    def problems(self, failed):
        told = dict(self.db.execute(
            "SELECT tokenId, state FROM idp_revocations").fetchall())
        self.told = told
        left = self.org.tokens(self.org.client)
        problems = []
        for token in self.before:
            state = told.get(token, "never told")
            if token not in left and state not in ("revoked", "already gone",
                                                   "unknown"):
                problems.append(f"{token} is gone, and told as {state}")
            if token in left and state in ("revoked", "already gone"):
                problems.append(f"{token} is there, and told as {state}")
        if not failed and left:
            problems.append(f"COMMIT succeeded, and {left} are there")
        return problems

    def afterwards(self):
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        problems = super().afterwards()
        self.delete(self.org.next_client)
        left = self.org.tokens(self.org.next_client)
        return problems + [f"afterwards {one} can't be revoked" for one in left]


class Audited(Delete):
    name = "audit"

    def prepare(self):
        self.file = os.path.join(self.org.home, "audit")
        os.environ["IDP_AUDIT_LOG"] = self.file
        super().prepare()

    def problems(self, failed):
        problems = super().problems(failed)
        path = pathlib.Path(self.file)
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        asked = {key for one in map(json.loads, lines)
                 if one["event"] == "attempt" for key in one["keys"]}
        gone = set(self.before) - set(self.org.tokens(self.org.client))
        for token in gone:
            if not any(token in key for key in asked):
                problems.append(f"the audit log lacks {token}")
        return problems


class Rollback(Delete):
    name = "rollback"
    end = "ROLLBACK"

    def problems(self, failed):
        left = self.org.tokens(self.org.client)
        return [] if left == self.before else ["a ROLLBACK revoked"]


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


SUBJECTS = (Load, Configure, Page, Join, In, SignIn, Secret, Delete, Audited,
            Rollback, Close)
