"""changing.py - subjects that change a status, or save what they read: what is
told of it is true, and what was cut off can be gone on with."""

import pathlib

from subject import Subject


class Update(Subject):
    name = "update"

    def prepare(self):
        super().prepare()
        active = sorted(one["id"] for one in self.org.dump()["users"]
                        if one["status"] == "ACTIVE")
        self.changed, self.next = active[:2], active[2]

    def status(self, user):
        return next(one["status"] for one in self.org.dump()["users"]
                    if one["id"] == user)

    def suspend(self, users):
        self.db.execute("UPDATE users SET status = 'SUSPENDED' WHERE id IN "
                        f"({', '.join('?' * len(users))})", users)

    def act(self):
        self.db.execute("BEGIN")
        self.suspend(self.changed)
        self.db.execute("COMMIT")

    def problems(self, failed):
        told = dict(self.db.execute("SELECT path, state FROM idp_changes"))
        problems = []
        for user in self.changed:
            state = told.get(f"/api/v1/users/{user}/lifecycle/suspend",
                             "never told")
            is_suspended = self.status(user) == "SUSPENDED"
            if is_suspended and state not in ("changed", "unknown"):
                problems.append(f"{user} is suspended, and told as {state}")
            if not is_suspended and state == "changed":
                problems.append(f"{user} is active, and told as {state}")
            if not is_suspended and not failed:
                problems.append(f"COMMIT succeeded, and {user} is active")
        return problems

    def afterwards(self):
        problems = super().afterwards()
        self.suspend([self.next])
        if self.status(self.next) != "SUSPENDED":
            problems.append("afterwards nobody can be suspended")
        return problems

    def may_send(self):
        """It reads once more what may have changed."""
        return {f"GET /api/v1/users/{one}?" for one in self.changed}


class Refresh(Subject):
    name = "refresh"

    def __init__(self, org):
        path = pathlib.Path(org.home.name, "inventory.db")
        for file in path.parent.glob(path.name + "*"):
            file.unlink()
        super().__init__(org, path)

    def refresh(self):
        """All of it, so that each one sends the same."""
        self.db.execute(
            """SELECT idp_refresh('main', '{"full": true}')""").fetchall()

    def act(self):
        self.refresh()

    def saved(self):
        return sorted(row[0] for row in
                      self.db.execute("SELECT id FROM saved_users"))

    def problems(self, failed):
        if not failed and self.saved() != self.org.users:
            return ["it succeeded, and not all users are saved"]
        return []

    def afterwards(self):
        problems = super().afterwards()
        self.refresh()
        if self.saved() != self.org.users:
            problems.append("afterwards not all users are saved")
        return problems


class RefreshByLog(Refresh):
    """Of what changed at the org, while few users are due: what failed shows
    nothing of it, or all."""

    name = "refresh-log"

    def prepare(self):
        super().prepare()
        self.refresh()
        self.before = self.tokens()
        self.org.revoke(self.org.client_tokens[0])

    def tokens(self):
        return sorted(row[0] for row in
                      self.db.execute("SELECT id FROM saved_oauth_tokens"))

    def act(self):
        self.db.execute("SELECT idp_refresh()").fetchall()

    def problems(self, failed):
        now = sorted(one["id"] for one in self.org.dump()["tokens"])
        shown = self.tokens()
        if shown != now and not (failed and shown == self.before):
            return [f"{len(shown)} tokens are shown, and {len(now)} are there"]
        return []

    def afterwards(self):
        problems = Subject.afterwards(self)
        kind = self.db.execute("SELECT json_extract(idp_refresh(), '$.kind')")
        if kind.fetchone()[0] != "log":
            problems.append("afterwards it reads all")
        if self.db.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            problems.append("the file is harmed")
        return problems + self.problems(None)

    def may_send(self):
        """Some users are read in each refresh, by chance."""
        return {f"GET /api/v1/users/{one['userId']}/clients/{one['client_id']}"
                "/tokens?limit=200" for one in self.org.dump()["clients"]}


SUBJECTS = (Update, Refresh, RefreshByLog)
