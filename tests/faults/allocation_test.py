"""allocation_test.py - makes the n-th allocation fail, of the extension's own
code and libcurl's, for each n: once, and from then on. Whatever a connection
was about, it gets an error that speaks of memory, or all that is true; then it
works as before.

Usage: allocation_test.py [--sample K] [--only reading|revoking|SUBJECT]
                          [--at N]
All of them take long; with --sample it is K of each subject's, evenly spread.
--at N runs one alone, and tells what became of it. failing_malloc.so is
preloaded.
"""

import argparse
import ctypes
import json
import os
import signal
import socket
import sqlite3
import sys
import tempfile
import time

import changing
import reading
import revoking
from org import TOKEN, Org

SECONDS = 60  # that no run takes, on the slowest machine
NEVER = 10 ** 9
GROUPS = {"reading": reading.SUBJECTS, "revoking": revoking.SUBJECTS,
          "changing": changing.SUBJECTS}
ERRORS = (sqlite3.Error, MemoryError)


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


def told_of_memory(error):
    return isinstance(error, MemoryError) or "memory" in str(error)


def act(run, memory, at, onwards):
    """What a run found: how many allocations there were, how it ended, and
    what is wrong."""
    run.prepare()
    failed, problems = None, []
    memory.arm(at, onwards)
    try:
        run.act()
    except ERRORS as error:
        failed = error
    count = memory.disarm()
    if failed and not told_of_memory(failed):
        problems.append("the error is none of memory")
    try:
        problems += run.problems(failed)
        problems += run.afterwards()
    except ERRORS as error:
        problems.append(f"afterwards: {error!r}")
    return {"count": count, "problems": problems, "ended": repr(failed),
            "may_send": sorted(run.may_send())}


class Host:
    """A process of its own for one run."""

    def __init__(self, work):
        self.given, self.said = tempfile.TemporaryFile(), \
            tempfile.TemporaryFile()
        self.given.write(b"what the host reads")
        self.given.seek(0)
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            for number, file in enumerate((self.given, self.said, self.said)):
                os.dup2(file.fileno(), number)
            signal.alarm(SECONDS)
            os.write(write, json.dumps(work()).encode())
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.found = pipe.read()
        self.status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def read_result(self, at):
        found = {"count": at, "problems": [], "ended": f"exit {self.status}",
                 "may_send": []}
        if self.status == 0 and self.found:
            found = json.loads(self.found)
        problems = found["problems"]
        self.said.seek(0)
        output = self.said.read().decode(errors="replace")
        if self.status == -signal.SIGALRM:
            problems.append("it hangs")
        elif self.status != 0:
            problems.append(f"it ended the host: {output[-300:]}")
        if os.lseek(self.given.fileno(), 0, os.SEEK_CUR) != 0:
            problems.append("it read the host's standard input")
        if TOKEN in output:
            problems.append("it printed a secret")
        self.given.close()
        self.said.close()
        return found


class Runs:
    def __init__(self, subject, memory):
        self.subject, self.memory = subject, memory
        self.org = Org()
        # Where nothing may ever be sent.
        self.trap = socket.create_server(("127.0.0.1", 0))
        self.trap.setblocking(False)
        port = self.trap.getsockname()[1]
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            os.environ[name] = f"http://127.0.0.1:{port}"
        self.usual = None  # requests of a run of which nothing failed

    def run(self, at, onwards=False):
        self.org.reset()
        found = Host(lambda: act(self.subject(self.org), self.memory, at,
                                 onwards)).read_result(at)
        try:
            self.trap.accept()[0].close()
            found["problems"].append("it went to a proxy")
        except BlockingIOError:
            pass
        sent = self.org.requests()
        self.usual = self.usual or sent | set(found["may_send"])
        found["problems"] += [f"it sent {other}"
                              for other in sorted(sent - self.usual)]
        return found

    def end(self):
        self.org.end()
        self.trap.close()


def run_all(subject, memory, arguments):
    """How many runs failed."""
    runs = Runs(subject, memory)
    began, count, failures = time.monotonic(), 0, 0
    whole = runs.run(NEVER)
    if whole["problems"]:
        print(f"{subject.name}: where nothing fails:", whole, flush=True)
        failures += 1
    step = max(1, whole["count"] // (arguments.sample or NEVER))
    for onwards in (False, True):
        # A sample of what fails once is none of what fails from then on.
        at = arguments.at or (1 + onwards * step // 2)
        while True:
            found = runs.run(at, onwards)
            count += 1
            if found["problems"] or arguments.at:
                how = " and onwards" if onwards else ""
                print(f"{subject.name}, at {at}{how}: {found['ended']}",
                      *found["problems"], sep="\n    ", flush=True)
            failures += bool(found["problems"])
            if found["count"] < at or arguments.at:
                break
            at += step
    runs.end()
    print(f"{subject.name}: {count} runs, {whole['count']} allocations, "
          f"{failures} failed, {time.monotonic() - began:.0f} s", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    parser.add_argument("--only")
    parser.add_argument("--at", type=int)
    arguments = parser.parse_args()
    memory = Memory()
    failures = sum(run_all(subject, memory, arguments)
                   for group, subjects in GROUPS.items()
                   for subject in subjects
                   if arguments.only in (None, group, subject.name))
    sys.exit(1 if failures else 0)


main()
