"""report.py - tables, what was measured beside its limit, and the machine."""

import datetime
import os
import subprocess

from org import TOP

README = f"{TOP}/bench/README.md"
MARK = "<!-- measured -->\n"
MISSED = "**missed**"


class Table:
    """Prints each row as it comes."""

    def __init__(self, *heads):
        self.lines = []
        self.add(*heads)
        self.lines.append("|---" * len(heads) + "|")
        print(self.lines[-1])

    def add(self, *cells):
        self.lines.append("| " + " | ".join(cells) + " |")
        print(self.lines[-1], flush=True)

    def text(self):
        return "\n".join(self.lines) + "\n"


def judged(value, limit, form, at_least=False):
    """Two cells: what was measured, and its limit, if it has one."""
    measured = form.format(value)
    if limit is None:
        return measured, ""
    held = value >= limit if at_least else value <= limit
    words = ("at least " if at_least else "at most ") + form.format(limit)
    return measured, words if held else f"{words}: {MISSED}"


def first_line(*words):
    return subprocess.run(words, capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


def machine():
    with open("/proc/cpuinfo") as file:
        models = {line.split(":", 1)[1].strip() for line in file
                  if line.startswith("model name")}
    shell = first_line("sqlite3", "--version").split()[0]
    libcurl = first_line("curl", "--version").split()[3]
    return (f"Measured on {datetime.date.today()}: {os.cpu_count()} cores of "
            f"{' and '.join(models) or 'an unnamed model'}, SQLite {shell}, "
            f"{libcurl}.\n")


def write(text):
    with open(README, encoding="utf-8") as file:
        head = file.read().split(MARK)[0]
    with open(README, "w", encoding="utf-8") as file:
        file.write(head + MARK + "\n" + text)
