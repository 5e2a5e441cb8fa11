"""allocation_test.py - makes the n-th allocation fail, of the extension's own
code and libcurl's, for each n: once, and from then on. Whatever a connection
was about, it gets an error that speaks of memory, or all that is true; then it
works as before.

Usage: allocation_test.py [--every K] [--only SUBJECT] [--at N]
Every allocation takes a quarter of an hour and more; with --every K it is each
K-th. --at N runs one alone, and tells what became of it.
failing_malloc.so is preloaded.
"""

import argparse
import ctypes
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

from subjects import SUBJECTS, Org

SECONDS = 30  # that no run takes, on the slowest machine
# Not by the proxy of which the runs have to keep away.
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Simulator:
    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["IDP_SIMULATOR"], "--users", "8", "--rate-limit",
             "0"], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def control(self, path, body=None):
        data = None if body is None else body.encode()
        with OPEN(f"{self.url}/_sim/{path}", data) as answer:
            return answer.read()

    def end(self):
        self.process.kill()
        self.process.wait()


class Memory:
    """What failing_malloc.cpp exports."""

    def __init__(self):
        # Its ranges are known once it is in memory, where it stays.
        ctypes.CDLL(os.environ["IDP_EXTENSION"])
        self.calls = ctypes.CDLL(None)
        for name in (b"/idp.so", b"/libcurl.so"):
            self.calls.faults_watch(ctypes.create_string_buffer(name))

    def arm(self, at, onwards):
        self.calls.faults_arm(ctypes.c_long(at), int(onwards))

    def disarm(self):
        return self.calls.faults_disarm()


def child(subject, org, memory, at, onwards):
    """What a run found: how many allocations there were, what is wrong, and
    how the statement ended."""
    found = {"problems": [], "ended": "well"}
    run = subject(org)
    run.prepare()
    memory.arm(at, onwards)
    try:
        run.act()
        failed = None
    except (sqlite3.Error, MemoryError) as error:
        failed = error
    found["count"] = memory.disarm()
    if failed is not None:
        found["ended"] = f"{type(failed).__name__}: {failed}"
        if not isinstance(failed, MemoryError) and \
                "memory" not in str(failed):
            found["problems"].append("the error is none of memory")
    found["problems"] += run.problems(failed)
    try:
        found["problems"] += run.afterwards()
    except (sqlite3.Error, MemoryError) as error:
        found["problems"].append(f"afterwards: {error}")
    return found


class Runs:
    def __init__(self, subject, memory):
        self.subject, self.memory = subject, memory
        self.simulator = Simulator()
        self.org = Org(self.simulator)
        # Where nothing may ever be sent.
        self.trap = socket.create_server(("127.0.0.1", 0))
        self.trap.setblocking(False)
        port = self.trap.getsockname()[1]
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            os.environ[name] = f"http://127.0.0.1:{port}"
        self.sent = None  # by a run of which nothing failed

    def requests(self):
        return {f"{one['method']} {one['path']}" for one in
                json.loads(self.simulator.control("requests"))}

    def run(self, at, onwards):
        self.simulator.control("reset", "")
        self.org.register()
        with tempfile.TemporaryFile() as said, \
                tempfile.TemporaryFile() as given:
            given.write(b"what the host reads")
            given.seek(0)
            read, write = os.pipe()
            process = os.fork()
            if process == 0:
                os.dup2(given.fileno(), 0)
                os.dup2(said.fileno(), 1)
                os.dup2(said.fileno(), 2)
                signal.alarm(SECONDS)
                found = child(self.subject, self.org, self.memory, at, onwards)
                os.write(write, json.dumps(found).encode())
                os._exit(0)
            os.close(write)
            with os.fdopen(read) as pipe:
                text = pipe.read()
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            problems, found = [], {"ended": f"exit {status}", "count": at}
            if status == -signal.SIGALRM:
                problems.append("it hangs")
            elif status != 0 or not text:
                problems.append(f"it ended the host ({status})")
            else:
                found = json.loads(text)
            if os.lseek(given.fileno(), 0, os.SEEK_CUR) != 0:
                problems.append("it read the host's standard input")
            said.seek(0)
            output = said.read().decode(errors="replace")
        for secret in self.org.secrets:
            if secret in output:
                problems.append("it printed a secret")
        if status != 0:
            problems.append(output[-300:])
        try:
            self.trap.accept()[0].close()
            problems.append("it went to a proxy")
        except BlockingIOError:
            pass
        sent = self.requests()
        if self.sent is None:
            self.sent = sent
        for other in sorted(sent - self.sent):
            problems.append(f"it sent {other}")
        found["problems"] = problems + found.get("problems", [])
        return found

    def end(self):
        self.simulator.end()
        self.trap.close()


def run_all(subject, memory, arguments):
    """How many runs failed."""
    runs = Runs(subject, memory)
    failures = 0
    began, count = time.monotonic(), 0
    if runs.run(10 ** 9, False)["problems"]:
        print(f"{subject.name}: it fails where nothing fails:",
              runs.run(10 ** 9, False))
        failures += 1
    for onwards in (False, True):
        at = arguments.at or 1
        while True:
            found = runs.run(at, onwards)
            count += 1
            how = " and onwards" if onwards else ""
            if found["problems"] or arguments.at:
                print(f"{subject.name}, at {at}{how}: {found['ended']}",
                      *found["problems"], sep="\n    ", flush=True)
            failures += bool(found["problems"])
            if found["count"] < at or arguments.at:
                break
            at += arguments.every
    runs.end()
    print(f"{subject.name}: {count} runs, {at} allocations, {failures} failed, "
          f"{time.monotonic() - began:.0f} s", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only")
    parser.add_argument("--at", type=int)
    arguments = parser.parse_args()
    memory = Memory()
    failures = sum(run_all(subject, memory, arguments) for subject in SUBJECTS
                   if arguments.only in (None, subject.name))
    sys.exit(1 if failures else 0)


main()
