"""neighbours.py - several processes at once on one org, under one rate limit."""

import math
from concurrent.futures import ThreadPoolExecutor

from org import Org
from report import Table, judged
from run import sql
from speed import SCAN


def measure(scale):
    """All of them finish, or sql() fails. The last window isn't used up, as
    there are no calls for it any more."""
    table = Table("several processes", "measured", "limit")
    limit, window = 600 // scale, 10
    for count, capacity in ((4, 100), (12, 100), (4, 25)):
        with Org(users=800 // scale, latency=20, rate_limit=limit,
                 window=window) as org, ThreadPoolExecutor(count) as pool:
            text = (f"SELECT idp_configure('{{\"max_api_capacity\": "
                    f"{capacity}}}') IS NULL;\n{SCAN.text}")
            runs = list(pool.map(lambda _: sql(org, text), range(count)))
            status = org.stats()["status"]
        refused = status.get("429", 0)
        seconds = max(run.seconds for run in runs)
        windows = max(1, math.floor(seconds / window))
        what = f"{count} with max_api_capacity {capacity}"
        table.add(f"{what}: refused with 429",
                  *judged(100 * refused / (status["200"] + refused), 1,
                          "{:.2f} %"))
        table.add(f"{what}: share used of the budget of {windows} windows",
                  *judged(100 * status["200"] / (limit * windows), 90,
                          "{:.1f} %", at_least=True))
    return table
