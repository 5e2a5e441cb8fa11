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


def parse_bodies(org, targets):
    """RapidJSON's reader alone over the bodies of these calls: their bytes, and
    CPU seconds in user mode."""
    with tempfile.NamedTemporaryFile() as bodies, \
            tempfile.NamedTemporaryFile("w") as config:
        config.writelines(f'url = "{org.own_url}{t}"\n' for t in targets)
        config.flush()
        subprocess.run(["curl", "--silent", "--fail", "-H", AUTHORIZATION,
                        "-K", config.name], check=True, stdout=bodies)
        lines = [subprocess.run(
            [f"{TOP}/build/bench/sax-parse", bodies.name], check=True,
            capture_output=True, text=True).stdout for _ in range(3)]
    return (int(lines[0].split()[0]),
            statistics.median(float(line.split()[1]) for line in lines))
