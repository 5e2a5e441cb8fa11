"""inventory.py - a file that is filled, and brought up to date, against a scan
of the same tables. By itself: inventory.py USERS."""

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import urllib.request

from org import AUTHORIZATION, Org
from report import Table, judged
from run import sql

TABLES = ["users", "apps", "user_clients", "oauth_tokens", "grants"]
CHANGES = 10


class Neighbour(threading.Thread):
    """Somebody else who writes and reads the file all the time, and waits as
    SQLite does by itself. How long, in ms; what a disk takes is not counted."""

    waited = []  # of all

    def __init__(self, path):
        super().__init__()
        self.path, self.ended = path, False

    def run(self):
        db = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        db.execute("PRAGMA synchronous = OFF")
        db.execute("CREATE TABLE IF NOT EXISTS notes(x UNIQUE)")
        while not self.ended:
            begin = time.perf_counter()
            db.execute("INSERT OR REPLACE INTO notes VALUES (1)")
            db.execute("SELECT x FROM notes").fetchall()
            self.waited.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.02)
        db.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        self.join()


def refresh(org, path, options="{}"):
    """What a refresh of the file took, told and left: a run, what it said, and
    the size of the file."""
    with Neighbour(path):
        run = sql(org, f"ATTACH '{path}' AS inv;\n"
                       f"SELECT idp_refresh('inv', '{options}');\n")
    sql(org, f"ATTACH '{path}' AS inv;\nPRAGMA inv.wal_checkpoint(TRUNCATE);")
    return run, json.loads(run.rows[0]), os.path.getsize(path)


def revoke(org, token):
    path = (f"/api/v1/users/{token['userId']}/clients/{token['clientId']}"
            f"/tokens/{token['id']}")
    request = urllib.request.Request(org.own_url + path, method="DELETE")
    request.add_header(*AUTHORIZATION.split(": "))
    urllib.request.urlopen(request).close()


def measure(users):
    table = Table(f"inventory of {users:,} users at 20 ms", "calls", "time",
                  "measured", "limit")
    with Org(users=users, latency=20, events=100) as org, \
            tempfile.TemporaryDirectory() as folder:
        Neighbour.waited.clear()
        measure_refreshes(org, f"{folder}/inventory.db", table)
        waited = Neighbour.waited
        table.add(f"others of the file, {len(waited):,} times: longest wait, ms "
                  f"(median {statistics.median(waited):.1f})", "", "",
                  *judged(max(waited), 100, "{:.0f}"))
    return table


def measure_refreshes(org, path, table):
    tokens = org.control("dump")["tokens"]
    scan = sql(org, "".join(f"SELECT count(id) FROM {name};\n"
                            if name != "user_clients" else
                            f"SELECT count(client_id) FROM {name};\n"
                            for name in TABLES))
    of_scan = org.stats()["requests"]
    table.add("scan of the five tables", f"{of_scan:,}",
              f"{scan.seconds:.2f} s", "", "")
    run, told, full = refresh(org, path)
    calls, rows = told["calls"], told["rows"]
    for what, value, limit, form in [
            ("full refresh: calls, x the scan's", calls / of_scan, 1, "{:.2f}"),
            ("time, x the scan's", run.seconds / scan.seconds, 1.15, "{:.2f}"),
            ("memory, MiB", run.growth, 64, "{:.0f}"),
            ("size of the file, bytes for each row", full / rows, None,
             "{:.0f}")]:
        table.add(what, f"{calls:,}", f"{run.seconds:.2f} s",
                  *judged(value, limit, form))
    run, told, size = refresh(org, path, '{"full": true}')
    table.add("another: bytes for each unchanged row", f"{told['calls']:,}",
              f"{run.seconds:.2f} s",
              *judged(max(0, size - full) / rows, 8, "{:.1f}"))
    for changes in (0, CHANGES):
        for token in tokens[:changes * 50:50]:
            revoke(org, token)
        org_calls = org.stats()["by_route"]
        run, told, _ = refresh(org, path)
        grants = "GET /api/v1/users/{userId}/grants"
        of_grants = org.stats()["by_route"][grants] - org_calls[grants]
        table.add(f"by the log, {changes} tokens revoked: calls but those "
                  "for consents without events", f"{told['calls']:,}",
                  f"{run.seconds:.2f} s",
                  *judged(told["calls"] - of_grants, 200 + 20 * changes,
                          "{:,}"))
    table.add("its memory, MiB", f"{told['calls']:,}", f"{run.seconds:.2f} s",
              *judged(run.growth, 64, "{:.0f}"))


if __name__ == "__main__":
    measure(int(sys.argv[1]))
