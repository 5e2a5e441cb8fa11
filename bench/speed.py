"""speed.py - the time of statements over a whole org, against that of curl for
the very calls that they sent, which it need not find out."""

import itertools
import statistics
import tempfile
from dataclasses import dataclass

from org import Front, Org
from report import Table, judged
from run import curl, script_of_today, sql

BY_USERS = """SELECT idp_configure('{"route": "users"}');\n"""
BY_APPS = """SELECT idp_configure('{"route": "apps"}');\n"""


@dataclass
class Statement:
    name: str
    text: str
    limit: float | None  # times curl, at 20 ms
    rounds: int


def join(order):
    tables = {"users": "users u", "clients": "user_clients c",
              "tokens": "oauth_tokens t"}
    return Statement(
        "join " + ", ".join(order),
        f"{BY_USERS}SELECT count(*) FROM {', '.join(tables[t] for t in order)} "
        "WHERE c.userId = u.id AND t.userId = u.id "
        "AND t.clientId = c.client_id;", 1.5, 1)


SCAN = Statement(
    "scan", BY_USERS + "SELECT count(*) FROM oauth_tokens;", 1.25, 3)
IN = Statement(
    "IN (SELECT …)",
    BY_USERS + "CREATE TABLE mine AS SELECT id FROM users; SELECT count(*) "
    "FROM oauth_tokens WHERE userId IN (SELECT id FROM mine);", 1.3, 3)
JOINS = [join(order)
         for order in itertools.permutations(("users", "clients", "tokens"))]
BY_APP = Statement(
    "scan by apps", BY_APPS + "SELECT count(*) FROM oauth_tokens;", None, 1)

FEW = {"HTTP/1.1": [SCAN, JOINS[0]], "HTTP/2": [SCAN, JOINS[0]]}
ALL = {"HTTP/1.1": [SCAN, IN, *JOINS, BY_APP],
       "HTTP/2": [SCAN, IN, JOINS[0], JOINS[-1], BY_APP]}

# By latency: users, and what runs over each protocol.
RACES = {0: (1000, FEW), 20: (1000, ALL), 100: (100, FEW)}


class Bounds:
    """How fast curl gets sets of URLs: the fastest of at least three runs,
    since its parallel mode now and then waits for half a second at its end."""

    def __init__(self, org):
        self.org, self.seconds = org, {}

    def of(self, targets):
        calls = frozenset(targets)
        if calls not in self.seconds:
            self.seconds[calls] = min(
                curl(self.org, targets) for _ in range(3))
        return self.seconds[calls]


def races(table, org, protocol, latency, statements):
    """Returns the stats and the calls of the first statement."""
    bounds, first = Bounds(org), None
    for statement in statements:
        ours = []
        for _ in range(statement.rounds):
            org.reset()
            ours.append(sql(org, statement.text).seconds)
        stats, targets = org.stats(), org.targets()
        ours, bound = statistics.median(ours), bounds.of(targets)
        table.add(f"{protocol}, {latency} ms", statement.name,
                  f"{len(targets):,}", f"{ours:.2f} s", f"{bound:.2f} s",
                  *judged(ours / bound, statement.limit if latency == 20
                          else None, "{:.2f}"))
        first = first or (stats, targets)
    return first


def measure(scale):
    """The table of all races, and what else they showed."""
    table = Table("link", "statement", "calls", "time", "curl --parallel",
                  "x curl", "limit")
    lines = []
    for latency, (users, statements) in RACES.items():
        with Org(users=users // scale, latency=latency) as org:
            plain = statements["HTTP/1.1"]
            _, targets = races(table, org, "HTTP/1.1", latency, plain)
            if latency == 20:
                lines.append(today(org, targets))
            with tempfile.TemporaryDirectory() as folder, \
                    Front(org, folder) as front:
                tls = statements["HTTP/2"]
                stats, _ = races(table, org, "HTTP/2", latency, tls)
                if latency == 20:
                    runs = sum(statement.rounds for statement in tls)
                    lines.append(multiplexing(front, runs, stats))
    return table, lines


def today(org, targets):
    sample = targets[:300]
    a_call = script_of_today(org, sample) / len(sample)
    return (f"A script as it is written today, one call after another on one "
            f"connection, takes {a_call * 1e3:.1f} ms a call at 20 ms (the "
            f"first {len(sample)} calls of the scan): "
            f"{a_call * len(targets):.0f} s for all {len(targets):,}.")


def multiplexing(front, runs, stats):
    """Whether one connection carries many requests at once."""
    counts = front.connections("sqlite-idp/")
    requests = sum(sum(by.values()) for by in counts.values())
    connections = sum(len(by) for by in counts.values())
    return (f"HTTP/2, as nginx counted it: {runs} statements sent "
            f"{requests:,} requests by {' and '.join(counts)} on {connections} "
            f"connections, the scan up to {stats['peak_in_flight']} at once.")
