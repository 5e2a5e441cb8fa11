"""subject.py - what a connection is about while memory runs out."""

import json
import os
import sqlite3

from org import TOKEN


class Subject:
    """Ends with one call at a time: a place in the org's budget that was lost
    is a wait without an end."""

    settings = {"parallelism": 2, "max_retries": 1}

    def __init__(self, org, path=":memory:"):
        self.org = org
        os.environ["HOME"] = org.home.name
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.enable_load_extension(True)

    def load(self):
        self.db.load_extension(os.environ["IDP_EXTENSION"])

    def configure(self, **more):
        settings = {"orgUrl": self.org.url, "token": TOKEN, **self.settings,
                    **more}
        return self.db.execute("SELECT idp_configure(?)",
                               [json.dumps(settings)]).fetchone()[0]

    def prepare(self):
        """Before memory runs out."""
        self.load()
        self.configure()

    def act(self):
        raise NotImplementedError

    def problems(self, failed):
        """What isn't true now. `failed`: the error of act(), or None."""
        return []

    def afterwards(self):
        """What doesn't work any more."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")
        self.configure(parallelism=1)
        rows = self.db.execute("SELECT id FROM users").fetchall()
        if sorted(row[0] for row in rows) != self.org.users:
            return [f"afterwards there are {len(rows)} users"]
        return []

    def may_send(self):
        """Requests that it sends only where something fails."""
        return set()
