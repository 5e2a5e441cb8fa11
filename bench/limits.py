"""limits.py - pace, CPU and memory, each against its limit."""

import os
import tempfile
import threading
import time

from org import Front, Org
from report import Table, judged
from run import in_turns, parse, save_bodies, sql
from speed import BY_USERS, SCAN


class Watch:
    """Notes, while it is open, how many requests the org has granted."""

    def __init__(self, org):
        self.org, self.counts = org, []
        self.closed = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.closed.wait(0.02):
            granted = self.org.stats()["status"].get("200", 0)
            self.counts.append((time.time(), granted))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closed.set()
        self.thread.join()

    def by(self, moment):
        return max((n for when, n in self.counts if when <= moment), default=0)


def pace(scale):
    """A scan of 3,000 calls and more under a rate limit. A call beforehand
    opens the first window and tells when it ends; each window follows upon the
    one before. The budget is that of the windows that were over before the
    scan was; calls after the last of them do not count as its use."""
    limit, window = 600 // scale, 5
    with Org(users=800 // scale, latency=20, rate_limit=limit,
             window=window) as org:
        end = int(org.get("/api/v1/users?limit=1")["x-rate-limit-reset"])
        with Watch(org) as watch:
            run = sql(org, SCAN.text)
            over = time.time()
        stats = org.stats()
    windows = 0
    while end + window * windows <= over:
        windows += 1
    used = watch.by(end + window * (windows - 1)) / (limit * windows)
    refused = stats["status"].get("429", 0)
    what = f"{stats['requests']:,} calls, {limit} allowed in {window} s"
    table = Table("rate limit", "measured", "limit")
    table.add(f"{what}: refused with 429", *judged(refused, 0, "{}"))
    table.add(f"{what}: share used of the budget of {windows} windows "
              f"({run.seconds:.1f} s)",
              *judged(used * 100, 95, "{:.1f} %", at_least=True))
    return table


# Orgs with more than 200,000 rows in a table, and what is asked of it. SELECT *
# has no limit: much of its time is the shell's, which prints the rows.
SCANS = [
    ({"users": 200_000}, [
        "SELECT count(id), max(status), max(created), max(profile) FROM users;",
        "SELECT * FROM users;"]),
    ({"users": 22, "clients": 1, "tokens": 10_000}, [
        "SELECT count(id), max(status), max(clientId), max(scopes) "
        "FROM oauth_tokens;",
        "SELECT * FROM oauth_tokens;"]),
]

# The simulator compresses its answers; behind this nginx it does not.
UNPACKED = 'proxy_set_header Accept-Encoding "";'


def cpu(scale):
    """Microseconds of CPU in user mode for a row, those of a shell that only
    loads the extension subtracted. The limit is 1.5 times what RapidJSON's
    reader takes for the same bytes, and 1 microsecond."""
    table = Table("CPU of a scan, for a row", "rows", "bodies unpacked",
                  "limit", "bodies in gzip", "RapidJSON alone")
    for flags, queries in SCANS:
        flags = {n: v // scale if v >= 10_000 else v for n, v in flags.items()}
        with tempfile.TemporaryDirectory() as folder, Org(**flags) as org:
            org.reset()
            answer = sql(org, BY_USERS + queries[0]).rows[-1]
            rows = int(answer.split("|")[0])
            bodies = os.path.join(folder, "bodies")
            size = save_bodies(org, org.targets(), bodies)

            def of(query):
                text = f"{BY_USERS}.output /dev/null\n{query}\n.output"
                return lambda: sql(org, text).cpu

            idle, *packed = in_turns([of("SELECT 1;"), *map(of, queries)])
            with Front(org, folder, tls=False, headers=UNPACKED):
                parsing, *unpacked = in_turns(
                    [lambda: parse(bodies), *map(of, queries)])
        micro = 1e6 / rows
        for query, inflating, plain in zip(queries, packed, unpacked):
            is_all = query.startswith("SELECT *")
            table.add(f"`{query}`", f"{rows:,}",
                      *judged((plain - idle) * micro,
                              None if is_all else 1.5 * parsing * micro + 1,
                              "{:.2f} us"),
                      f"{(inflating - idle) * micro:.2f} us",
                      f"{parsing * micro:.2f} us for {size / rows:.0f} bytes")
    return table


def memory(scale):
    """Peak memory above the loaded extension, by the number of users."""
    table = Table("memory of a scan", "users", "peak above idle", "limit")
    for name, query in (
            ("users", "SELECT count(*), max(profile) FROM users;"),
            ("grants", "SELECT count(*), max(scopeId) FROM grants;")):
        growth = []
        for users in (10_000 // scale, 100_000 // scale):
            with Org(users=users, clients=1, grants=1) as org:
                growth.append(sql(org, query).growth)
            table.add(name, f"{users:,}",
                      *judged(growth[-1], 64, "{:.1f} MiB"))
        table.add(name, "10 times as many",
                  *judged(growth[1] - growth[0], 4, "{:+.1f} MiB"))
    return table
