"""shapes.py - joins as people write them: how many calls each takes, and how
long, against curl with the fewest calls that could have answered it."""

from dataclasses import dataclass

from org import Org
from report import Table, judged
from run import curl, sql

# Behind these, values come from a table of ours, or in an IN list.
FEW, MANY = 1.2, 2.0
TIME = 1.5

SOME = "status = 'ACTIVE'"
LOCAL = ("CREATE TABLE l AS SELECT id FROM users WHERE " + SOME + ";"
         "SELECT idp_cache_clear();")


@dataclass
class Shape:
    name: str
    text: str
    limit: float   # times the fewest calls
    before: str = ""
    time: float | None = TIME  # times curl; none where nobody can know values


def grants_of(users):
    return f"SELECT count(*) FROM {users} JOIN grants g ON g.userId = u.id"


SHAPES = [
    Shape("u JOIN g", f"SELECT count(*) FROM users u JOIN grants g "
          f"ON g.userId = u.id WHERE u.{SOME}", FEW),
    Shape("g JOIN u", f"SELECT count(*) FROM grants g JOIN users u "
          f"ON g.userId = u.id WHERE u.{SOME}", FEW),
    Shape("u LEFT JOIN g", f"SELECT count(g.id) FROM users u LEFT JOIN grants g "
          f"ON g.userId = u.id WHERE u.{SOME}", FEW),
    Shape("IN (SELECT …)", "SELECT count(*) FROM grants WHERE userId IN "
          f"(SELECT id FROM users WHERE {SOME})", FEW),
    Shape("EXISTS", "SELECT count(*) FROM users u WHERE "
          f"u.{SOME} AND EXISTS (SELECT 1 FROM grants g WHERE g.userId = u.id)",
          FEW),
    Shape("NOT EXISTS", "SELECT count(*) FROM users u WHERE u." + SOME +
          " AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.userId = u.id)",
          FEW),
    Shape("correlated count", "SELECT sum((SELECT count(*) FROM grants g WHERE "
          f"g.userId = u.id)) FROM users u WHERE u.{SOME}", FEW),
    Shape("CTE", f"WITH u AS (SELECT id FROM users WHERE {SOME}) " +
          grants_of("u"), FEW),
    Shape("CTE MATERIALIZED", "WITH u AS MATERIALIZED (SELECT id FROM users "
          f"WHERE {SOME}) " + grants_of("u"), FEW),
    Shape("subquery, sorted", "SELECT count(*) FROM (SELECT id FROM users WHERE "
          f"{SOME} ORDER BY login LIMIT 1000) u CROSS JOIN grants g "
          "ON g.userId = u.id", FEW),
    Shape("subquery, DISTINCT", "SELECT count(*) FROM (SELECT DISTINCT id FROM "
          f"users WHERE {SOME}) u CROSS JOIN grants g ON g.userId = u.id",
          FEW),
    Shape("json_each", "SELECT count(*) FROM (SELECT json_group_array(id) AS "
          f"ids FROM users WHERE {SOME}) j, json_each(j.ids) e CROSS JOIN "
          "grants g ON g.userId = e.value", FEW),
    Shape("local table", "SELECT count(*) FROM l JOIN grants g ON "
          "g.userId = l.id", MANY, LOCAL, None),
    Shape("local table, ANALYZE", "SELECT count(*) FROM l JOIN grants g ON "
          "g.userId = l.id", MANY, LOCAL + "ANALYZE;", None),
    Shape("local table, IN list", "SELECT count(*) FROM l JOIN grants g ON "
          "g.userId = l.id AND g.userId IN (SELECT id FROM l)", FEW,
          LOCAL),
]


def measure(scale):
    table = Table("shape", "calls", "fewest", "x calls", "limit", "time",
                  "curl", "x curl", "limit", "most under way")
    with Org(users=1000 // scale, latency=20) as org:
        sql(org, f"SELECT count(*) FROM grants WHERE userId IN (SELECT id FROM "
            f"users WHERE {SOME});")
        fewest = org.targets()
        bound = min(curl(org, fewest) for _ in range(3))
        for shape in SHAPES:
            add(table, org, shape, fewest, bound)
    return table


def add(table, org, shape, fewest, bound):
    """What comes before the statement is measured alone, and left out."""
    org.reset()
    before, least = 0.0, len(fewest)
    if shape.before:
        before = sql(org, shape.before).seconds
        least -= len(org.targets())
        org.reset()
    seconds = sql(org, shape.before + shape.text + ";").seconds - before
    calls = len(org.targets()) - (len(fewest) - least)
    table.add(shape.name, f"{calls:,}", f"{least:,}",
              *judged(calls / least, shape.limit, "{:.1f}"),
              f"{seconds:.2f} s", f"{bound:.2f} s",
              *judged(seconds / bound, shape.time, "{:.2f}"),
              str(org.stats()["peak_in_flight"]))
