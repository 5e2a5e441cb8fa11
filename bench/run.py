"""run.py - runs what is measured: statements in the sqlite3 shell, and the
baselines over the very calls that a statement sent."""

import dataclasses
import http.client
import json
import os
import statistics
import subprocess
import tempfile
import time

from org import AUTHORIZATION, TOKEN, TOP
from report import first_line

PARALLELISM = 16
PEAK = ".system grep VmHWM /proc/$PPID/status"


@dataclasses.dataclass
class Run:
    seconds: float
    cpu: float       # of the shell's process, in user mode
    growth: float    # MiB of peak memory above the loaded extension
    rows: list       # what the statement printed


def sql(org, text):
    variables = dict(os.environ, OKTA_CLIENT_ORGURL=org.url,
                     OKTA_CLIENT_TOKEN=TOKEN, HOME="/nonexistent")
    if org.ca:
        variables["SSL_CERT_FILE"] = org.ca
    script = f".bail on\n.load {TOP}/build/idp\n{PEAK}\n{text}\n{PEAK}\n"
    with tempfile.TemporaryFile("w+") as into, \
            tempfile.TemporaryFile("w+") as out:
        into.write(script)
        into.seek(0)
        begin = time.perf_counter()
        shell = subprocess.Popen(
            ["sqlite3", "-batch", ":memory:"], stdin=into, stdout=out,
            env=variables)
        _, status, usage = os.wait4(shell.pid, 0)
        seconds = time.perf_counter() - begin
        shell.returncode = status
        out.seek(0)
        lines = out.read().splitlines()
    if status != 0:
        raise SystemExit(f"bench: failed: {text}")
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    rows = [line for line in lines if not line.startswith("VmHWM")]
    return Run(seconds, usage.ru_utime, (peaks[1] - peaks[0]) / 1024, rows)


def curl(org, targets):
    """Seconds that curl takes for these calls, many at once."""
    with tempfile.NamedTemporaryFile("w") as config:
        for target in targets:
            config.write(f'url = "{org.url}{target}"\noutput = "/dev/null"\n')
        config.flush()
        words = ["curl", "--silent", "--fail", "--parallel", "--parallel-max",
                 str(PARALLELISM), "-H", AUTHORIZATION,
                 "-H", "Accept-Encoding: gzip", "-K", config.name]
        if org.ca:
            words += ["--http2", "--cacert", org.ca]
        begin = time.perf_counter()
        subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - begin


def script_of_today(org, targets):
    """Seconds that a plain script takes for these calls, one after another."""
    connection = http.client.HTTPConnection(org.own_url.split("//")[1])
    name, value = AUTHORIZATION.split(": ")
    begin = time.perf_counter()
    for target in targets:
        connection.request("GET", target, headers={name: value})
        json.load(connection.getresponse())
    return time.perf_counter() - begin


def save_bodies(org, targets, file):
    """Saves what these calls answer, one behind the other; returns its bytes."""
    with tempfile.NamedTemporaryFile("w") as config, open(file, "wb") as bodies:
        config.writelines(f'url = "{org.own_url}{t}"\n' for t in targets)
        config.flush()
        subprocess.run(["curl", "--silent", "--fail", "-H", AUTHORIZATION,
                        "-K", config.name], check=True, stdout=bodies)
    return os.path.getsize(file)


def parse(file):
    """CPU seconds of RapidJSON's reader alone over such bodies, in user mode."""
    line = first_line(f"{TOP}/build/bench/sax-parse", file)
    return float(line.split()[1])


def in_turns(measurements, rounds=5):
    """The median of each of these, taken by turns: what else the machine does
    lasts for seconds, and is in all of them then."""
    taken = [[one() for one in measurements] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*taken)]
