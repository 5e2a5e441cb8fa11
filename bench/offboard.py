"""offboard.py - taking all of a user's access away by one DELETE, against curl
sending the very calls that it sent, which it need not find out."""

import statistics
import subprocess
import tempfile
import time

from org import AUTHORIZATION, Org
from report import Table, judged
from run import PARALLELISM, sql

CLIENTS, TOKENS = 40, 3
ROUNDS = 5


def calls(org):
    """Verb, and path with query, of every request since the last reset."""
    return [(call["method"],
             call["path"] + ("?" + call["query"] if call["query"] else ""))
            for call in org.control("requests")]


def curl(org, sent):
    """Seconds that curl takes for these calls, many at once."""
    with tempfile.NamedTemporaryFile("w") as config:
        config.write("next\n".join(
            f'url = "{org.url}{target}"\nrequest = "{verb}"\n'
            f'header = "{AUTHORIZATION}"\noutput = "/dev/null"\n'
            for verb, target in sent))
        config.flush()
        begin = time.perf_counter()
        subprocess.run(
            ["curl", "--silent", "--fail", "--parallel", "--parallel-max",
             str(PARALLELISM), "-K", config.name], check=True,
            stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin


def measure():
    table = Table("offboarding at 20 ms", "calls", "time", "curl --parallel",
                  "x curl", "limit")
    with Org(users=2, clients=CLIENTS, tokens=TOKENS, latency=20) as org:
        user = org.control("dump")["users"][0]["id"]
        ours, bounds = [], []
        for _ in range(ROUNDS):
            org.reset()
            ours.append(sql(
                org, f"DELETE FROM oauth_tokens WHERE userId = '{user}';"))
            sent = calls(org)
        for _ in range(ROUNDS):
            org.reset()
            bounds.append(curl(org, sent))
    seconds, bound = statistics.median(r.seconds for r in ours), min(bounds)
    table.add(f"a user with {CLIENTS} clients, {TOKENS} tokens each",
              str(len(sent)), f"{seconds:.2f} s", f"{bound:.2f} s",
              *judged(seconds / bound, 1.5, "{:.2f}"))
    return table
