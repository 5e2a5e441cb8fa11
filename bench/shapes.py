"""shapes.py - joins as people write them: how many calls each takes, and how
long, against the fewest calls that could have answered it, and these alone."""

from dataclasses import dataclass, field

from floor import Plan
from org import Org, TOKEN
from report import Table, judged
from run import in_turns, sql
from speed import BY_APPS, BY_USERS

# Where the outer table is ours or an IN list is given; and elsewhere.
FEW, MANY = 1.2, 2.0
TIME = 1.5

# By size of the org the users that are asked about: all that many shapes show
# at 20,000 users is shown by some hundreds of them.
PARTS = {1_000: "status = 'ACTIVE'", 20_000: "status = 'LOCKED_OUT'"}


@dataclass
class Shape:
    name: str
    text: str           # PART is the part of the users
    fewest: str         # the name of a set of calls
    limit: float = FEW  # times the fewest calls
    local: list = field(default_factory=list)  # statements on tables l(id)
    time: float | None = TIME  # times the floor; none: nobody can know values


U = "(SELECT id FROM users WHERE PART)"
ON = "ON g.userId = u.id"
PAIR = "oauth_tokens t ON t.userId = u.id"


def count(rest):
    return "SELECT count(*) FROM " + rest


def local(name, rest, fewest, tables, **more):
    return Shape("l " + name, count("l " + rest), fewest, local=tables,
                 **{"limit": MANY, "time": None, **more})


TEN, THOUSANDS = "INSERT INTO l TEN", "INSERT INTO l THOUSANDS"

SHAPES = [
    Shape("u JOIN g", count(f"users u JOIN grants g {ON} WHERE u.PART"), "g"),
    Shape("g JOIN u", count(f"grants g JOIN users u {ON} WHERE u.PART"), "g"),
    Shape("u LEFT JOIN g", "SELECT count(g.id) FROM users u LEFT JOIN grants g "
          f"{ON} WHERE u.PART", "g"),
    Shape("g RIGHT JOIN u", "SELECT count(g.id) FROM (SELECT id, userId FROM "
          f"grants WHERE userId IN {U}) g RIGHT JOIN {U} u {ON}", "g"),
    Shape("IN (SELECT …)", count(f"grants WHERE userId IN {U}"), "g"),
    Shape("NOT IN (SELECT …)", count(
        "users WHERE PART AND id NOT IN (SELECT userId FROM grants WHERE "
        f"userId IN {U})"), "g"),
    Shape("EXISTS", count("users u WHERE u.PART AND EXISTS (SELECT 1 FROM "
                          "grants g WHERE g.userId = u.id)"), "g"),
    Shape("NOT EXISTS", count("users u WHERE u.PART AND NOT EXISTS (SELECT 1 "
                              "FROM grants g WHERE g.userId = u.id)"), "g"),
    Shape("correlated count", "SELECT sum((SELECT count(*) FROM grants g WHERE "
          "g.userId = u.id)) FROM users u WHERE u.PART", "g"),
    Shape("CTE", f"WITH u AS {U} " + count(f"u JOIN grants g {ON}"), "g"),
    Shape("CTE MATERIALIZED", f"WITH u AS MATERIALIZED {U} " +
          count(f"u JOIN grants g {ON}"), "g"),
    Shape("subquery in FROM", count(f"{U} u JOIN grants g {ON}"), "g"),
    Shape("subquery, sorted", count(
        "(SELECT id FROM users WHERE PART ORDER BY login LIMIT 100000) u "
        f"CROSS JOIN grants g {ON}"), "g"),
    Shape("subquery, DISTINCT", count(
        "(SELECT DISTINCT id FROM users WHERE PART) u "
        f"CROSS JOIN grants g {ON}"), "g"),
    Shape("ORDER BY", "SELECT g.id FROM users u JOIN grants g "
          f"{ON} WHERE u.PART ORDER BY u.login, g.id LIMIT 1", "g"),
    Shape("SELECT DISTINCT", "SELECT DISTINCT g.clientId FROM users u JOIN "
          f"grants g {ON} WHERE u.PART", "g"),
    Shape("UNION", f"SELECT g.id FROM users u JOIN grants g {ON} WHERE u.PART "
          f"UNION SELECT g.id FROM grants g JOIN users u {ON} WHERE u.PART",
          "g"),
    Shape("UNION ALL in FROM", count(
        f"(SELECT id FROM users WHERE PART UNION ALL SELECT id FROM users "
        f"WHERE PART AND login < 'b') u JOIN grants g {ON}"), "g"),
    Shape("GROUP BY", "SELECT g.clientId, count(*) FROM users u JOIN grants g "
          f"{ON} WHERE u.PART GROUP BY 1", "g"),
    Shape("GROUP BY, HAVING", f"SELECT u.id FROM users u JOIN grants g {ON} "
          "WHERE u.PART GROUP BY u.id HAVING count(*) > 3", "g"),
    Shape("json_each", "SELECT count(*) FROM (SELECT json_group_array(id) AS "
          "ids FROM users WHERE PART) j, json_each(j.ids) e CROSS JOIN grants "
          "g ON g.userId = e.value", "g"),
    Shape("json_each, IN list", "WITH j AS MATERIALIZED (SELECT "
          "json_group_array(id) AS ids FROM users WHERE PART) SELECT count(*) "
          "FROM json_each((SELECT ids FROM j)) e CROSS JOIN grants g ON "
          "g.userId = e.value AND g.userId IN (SELECT value FROM "
          "json_each((SELECT ids FROM j)))", "g"),
    Shape("residual filter", count(
        f"users u JOIN grants g {ON} WHERE u.PART AND u.login LIKE '%1%'"),
        "g of LIKE", MANY, time=None),
    Shape("residual filter, LIMIT", "SELECT g.id FROM users u CROSS JOIN "
          f"grants g {ON} WHERE u.PART AND u.login LIKE '%7%' LIMIT 20",
          "g of LIMIT", MANY, time=None),
    Shape("u JOIN c", count(
        "users u JOIN user_clients c ON c.userId = u.id WHERE u.PART"), "c"),
    Shape("u JOIN t", count(f"users u JOIN {PAIR} WHERE u.PART"), "t", MANY),
    Shape("t JOIN u", count("oauth_tokens t JOIN users u ON t.userId = u.id "
                            "WHERE u.PART"), "t", MANY),
    Shape("t JOIN a", count("oauth_tokens t JOIN apps a ON "
                            "a.client_id = t.clientId"), "t by apps"),
    Shape("u JOIN c JOIN t", count(
        f"users u JOIN user_clients c ON c.userId = u.id JOIN {PAIR} "
        "AND t.clientId = c.client_id WHERE u.PART"), "c and t", MANY),
    Shape("g JOIN u by id", count(
        f"grants g JOIN users u {ON} WHERE g.userId IN {U}"), "g", MANY),
    local("JOIN g, 10 rows", "JOIN grants g ON g.userId = l.id", "g of 10",
          [TEN]),
    local("JOIN g, 10 rows, ANALYZE", "JOIN grants g ON g.userId = l.id",
          "g of 10", [TEN, "ANALYZE"]),
    local("JOIN g, 10 rows, IN list", "JOIN grants g ON g.userId = l.id AND "
          "g.userId IN (SELECT id FROM l)", "g of 10", [TEN], limit=FEW,
          time=TIME),
    local("JOIN u, 10 rows", "JOIN users u ON u.id = l.id", "u of 10", [TEN]),
    local("JOIN c, 10 rows", "JOIN user_clients c ON c.userId = l.id",
          "c of 10", [TEN]),
    local("JOIN g, 10,000 rows", "JOIN grants g ON g.userId = l.id",
          "g of l", [THOUSANDS]),
    local("JOIN g, 10,000 rows, ANALYZE", "JOIN grants g ON g.userId = l.id",
          "g of l", [THOUSANDS, "ANALYZE"]),
    local("JOIN g, 10,000 rows, IN list", "JOIN grants g ON g.userId = l.id "
          "AND g.userId IN (SELECT id FROM l)", "g of l", [THOUSANDS],
          limit=FEW, time=TIME),
    local("JOIN u, 10,000 rows", "JOIN users u ON u.id = l.id", "u of l",
          [THOUSANDS]),
]

TWO = Shape("u JOIN g in two orgs", count(
    "users u JOIN grants g ON g.userId = u.id AND g.subdomain = u.subdomain "
    "WHERE u.subdomain IN ('one', 'two') AND u.PART"), "g")


class Sets:
    """The fewest calls, by name: sent once by statements that need no others,
    and what they take by themselves."""

    def __init__(self, org, part):
        self.org, self.part, self.plans = org, part, {}
        self.ids = sql(org, f"SELECT id FROM users WHERE {part};").rows

    def statements(self, name):
        """Of several ways, the one with the fewest calls counts."""
        users = "SELECT count(*) FROM users WHERE PART;"
        clients = f"SELECT count(*) FROM user_clients WHERE userId IN {U};"
        tokens = f"SELECT count(*) FROM oauth_tokens WHERE userId IN {U};"
        by_apps = BY_APPS + "SELECT count(*) FROM oauth_tokens;"
        ways = {
            "g": [count(f"grants WHERE userId IN {U};")],
            "g of LIKE": [count(
                "grants WHERE userId IN (SELECT id FROM users WHERE PART AND "
                "login LIKE '%1%');")],
            "c": [clients],
            "t": [users + by_apps, BY_USERS + tokens],
            "t by apps": [by_apps + "SELECT count(*) FROM apps;"],
            "c and t": [clients + by_apps, BY_USERS + tokens],
        }
        for some, ids in (("10", self.ids[:10]), ("l", self.ids)):
            listed = ", ".join(f"'{one}'" for one in ids)
            ways |= {f"g of {some}": [count(
                         f"grants WHERE userId IN ({listed});")],
                     f"c of {some}": [count(
                         f"user_clients WHERE userId IN ({listed});")],
                     f"u of {some}": [count(
                         f"users WHERE id IN ({listed});"),
                         "SELECT count(id) FROM users;"]}
        return ways[name]

    def of_limit(self, shape):
        """Up to the user with whose grants the LIMIT is reached."""
        text = shape.text.replace("SELECT g.id", "SELECT u.id", 1)
        ids = sql(self.org, text.replace("PART", self.part) + ";").rows
        self.org.reset()
        sql(self.org, "SELECT id FROM users WHERE " + self.part + " LIMIT 1;" +
            "SELECT count(*) FROM grants WHERE userId IN (" +
            ", ".join(f"'{one}'" for one in ids) + ");")
        return self.org.targets()

    def plan(self, shape):
        if shape.fewest not in self.plans:
            sets = []
            if shape.fewest == "g of LIMIT":
                sets.append(self.of_limit(shape))
            else:
                for text in self.statements(shape.fewest):
                    self.org.reset()
                    sql(self.org, text.replace("PART", self.part))
                    sets.append(self.org.targets())
            self.plans[shape.fewest] = Plan(self.org, min(sets, key=len))
        return self.plans[shape.fewest]


def table_of(ids, statement):
    """SQL for a table of values of one's own: TEN of them, or THOUSANDS of
    rows with them."""
    if not statement.startswith("INSERT"):
        return statement + ";"
    if statement == TEN:
        rows = ids[:10]
    else:
        rows = [ids[i % len(ids)] for i in range(10_000)]
    return ("CREATE TABLE l(id TEXT); INSERT INTO l VALUES " +
            ", ".join(f"('{one}')" for one in rows) + ";")


def measure(scale, only=None):
    table = Table("users", "shape", "calls", "fewest", "x calls", "limit",
                  "time", "floor", "x floor", "limit", "most under way")
    for users, part in PARTS.items():
        with Org(users=users // scale, latency=20) as org:
            sets = Sets(org, part)
            for shape in SHAPES:
                if only is None or only in shape.name:
                    add(table, users, org, shape, sets)
    if only is None:
        two_orgs(table, scale)
    return table


class Ours:
    """A statement, the most calls that it sent, and had under way."""

    def __init__(self, orgs, before, text):
        self.orgs, self.before, self.text = orgs, before, text
        self.calls = self.peak = 0

    def idle(self):
        """What makes a table of one's own sends nothing, and is left out."""
        return sql(self.orgs[0], self.before).seconds

    def run(self):
        for org in self.orgs:
            org.reset()
        seconds = sql(self.orgs[0], self.before + self.text + ";").seconds
        self.calls = max(self.calls,
                         sum(len(org.targets()) for org in self.orgs))
        self.peak = max(self.peak, *(org.stats()["peak_in_flight"]
                                     for org in self.orgs))
        return seconds


def add(table, users, org, shape, sets):
    before = "".join(table_of(sets.ids, one) for one in shape.local)
    text = shape.text.replace("PART", sets.part)
    note(table, users, shape, Ours([org], before, text), [sets.plan(shape)])


def note(table, users, shape, ours, plans):
    idle, seconds, *floors = in_turns(
        [ours.idle, ours.run, *(plan.run for plan in plans)],
        3 if shape.time else 1)
    seconds -= idle
    fewest = sum(len(plan.targets) for plan in plans)
    table.add(f"{users:,}", shape.name, f"{ours.calls:,}", f"{fewest:,}",
              *judged(ours.calls / fewest, shape.limit, "{:.2f}"),
              f"{seconds:.2f} s", f"{max(floors):.2f} s",
              *judged(seconds / max(floors), shape.time, "{:.2f}"),
              str(ours.peak))


def two_orgs(table, scale):
    """Each org has its own connections; together they have 16 calls under way
    to each, so that the floor is that of the slower one."""
    users, part = 1_000, PARTS[1_000]
    with Org(users=users // scale, latency=20) as one, \
            Org(users=users // scale, latency=20, seed=2) as two:
        plans = [Sets(org, part).plan(TWO) for org in (one, two)]
        configure = "".join(
            "SELECT idp_configure('{\"orgUrl\": \"%s\", \"token\": \"%s\", "
            "\"subdomain\": \"%s\"}') IS NULL;" % (org.own_url, TOKEN, name)
            for org, name in ((one, "one"), (two, "two")))
        note(table, users, TWO,
             Ours([one, two], configure, TWO.text.replace("PART", part)), plans)
