"""neighbours.py - several processes at once on one org, under one rate limit."""

import time
from concurrent.futures import ThreadPoolExecutor

from limits import Watch
from org import Org
from report import Table, judged
from run import sql
from speed import SCAN

# Processes, max_api_capacity of each, the limit of a window and for how many of
# them there are calls. Until processes know of each other some calls are
# refused; where the limit is small those are more than 1 %.
CASES = [(4, 100, 600, 5), (12, 100, 600, 5), (4, 25, 600, 5),
         (4, 100, 60, 12), (12, 100, 60, 12)]
WINDOW = 5


def scan(org, capacity):
    """When it was over. sql() fails, if the statement does."""
    sql(org, f"SELECT idp_configure('{{\"max_api_capacity\": {capacity}}}') "
             f"IS NULL;\n{SCAN.text}")
    return time.time()


def measure(scale):
    """Calls for some windows. The budget is that of those which were over
    before the first process was, since then there are fewer to use it; a call
    beforehand opens the first window and tells when it ends."""
    table = Table("several processes at once", "refused with 429", "limit",
                  "used of the budget", "limit", "windows")
    for count, capacity, limit, length in CASES:
        limit = limit if scale == 1 else 60
        users = round(length * limit / 3.9 / count)
        with Org(users=users, latency=20, rate_limit=limit,
                 window=WINDOW) as org, ThreadPoolExecutor(count) as pool:
            answer = org.get("/api/v1/users?limit=1")
            end = int(answer["x-rate-limit-reset"])
            with Watch(org) as watch:
                over = min(pool.map(lambda _: scan(org, capacity),
                                    range(count)))
            status = org.stats()["status"]
        refused = status.get("429", 0)
        windows = max(1, 1 + int(over - end) // WINDOW)
        used = watch.by(end + WINDOW * (windows - 1)) / (limit * windows)
        table.add(f"{count} with max_api_capacity {capacity}, {limit} calls "
                  f"in {WINDOW} s",
                  *judged(100 * refused / (status["200"] + refused),
                          1 if limit > 60 else None, "{:.2f} %"),
                  *judged(100 * used, 90, "{:.1f} %", at_least=True),
                  str(windows))
    return table
