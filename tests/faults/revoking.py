"""revoking.py - subjects that revoke: what is gone is told, and what is told
is gone."""

import json
import os
import pathlib
import sqlite3

from subject import Subject


class Delete(Subject):
    name = "delete"
    end = "COMMIT"
    condition = " AND status = 'ACTIVE'"  # so that rows go one by one

    def prepare(self):
        super().prepare()
        self.before = self.tokens()

    def tokens(self, client=None):
        return self.org.tokens(self.org.user, client or self.org.client)

    def delete(self, client):
        self.db.execute("DELETE FROM oauth_tokens WHERE userId = ? AND "
                        "clientId = ?" + self.condition,
                        [self.org.user, client])

    def act(self):
        self.db.execute("BEGIN")
        self.delete(self.org.client)
        self.db.execute(self.end)

    def problems(self, failed):
        told = dict(self.db.execute(
            "SELECT tokenId, state FROM idp_revocations").fetchall())
        left = self.tokens()
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
        problems = super().afterwards()
        self.delete(self.org.next_client)
        left = self.tokens(self.org.next_client)
        return problems + [f"afterwards {one} can't be revoked" for one in left]

    def may_send(self):
        """It reads once more what may be gone."""
        return {f"GET {self.path()}?limit=200",
                *(f"GET {self.path()}/{one}?"
                  for one in self.org.client_tokens)}

    def path(self):
        return (f"/api/v1/users/{self.org.user}/clients/{self.org.client}"
                "/tokens")


class Bulk(Delete):
    """By one call for the whole list; or row by row, where there is no memory
    to prove that it is the same."""

    name = "bulk"
    condition = ""

    def may_send(self):
        return super().may_send() | {f"DELETE {self.path()}/{one}?"
                                     for one in self.org.client_tokens}


class Audited(Delete):
    name = "audit"

    def prepare(self):
        self.file = pathlib.Path(self.org.home.name, "audit")
        os.environ["IDP_AUDIT_LOG"] = str(self.file)
        super().prepare()

    def problems(self, failed):
        problems = super().problems(failed)
        text = self.file.read_text() if self.file.exists() else ""
        self.file.unlink(missing_ok=True)
        asked = [key for one in map(json.loads, text.splitlines())
                 if one["event"] == "attempt" for key in one["keys"]]
        for token in set(self.before) - set(self.tokens()):
            if not any(token in key for key in asked):
                problems.append(f"the audit log lacks {token}")
        return problems


class Rollback(Delete):
    name = "rollback"
    end = "ROLLBACK"

    def problems(self, failed):
        return [] if self.tokens() == self.before else ["a ROLLBACK revoked"]


class Savepoint(Delete):
    """What is taken back, or couldn't be staged, isn't revoked; what was staged
    before it is."""

    name = "savepoint"

    def prepare(self):
        super().prepare()
        self.spared = self.tokens(self.org.next_client)

    def act(self):
        self.db.execute("BEGIN")
        self.delete(self.org.client)
        try:
            self.db.execute("SAVEPOINT one")
            self.delete(self.org.next_client)
            self.db.execute("ROLLBACK TO one")
        except (sqlite3.Error, MemoryError):
            # Nothing stays of this statement; or SQLite has ended it all.
            if not self.db.in_transaction:
                raise
        self.db.execute("COMMIT")

    def problems(self, failed):
        problems = super().problems(failed)
        if self.tokens(self.org.next_client) != self.spared:
            problems.append("it revoked what was taken back")
        return problems


SUBJECTS = (Delete, Bulk, Audited, Rollback, Savepoint)
