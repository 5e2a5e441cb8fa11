"""interrupt.py - presses Ctrl-C in the shell while it reads a whole org.

Prints what the shell says to that, and to the next query. Usage:
interrupt.py path/to/idp.so URL-of-the-simulator; its org must be the one of
the environment, in which the sixth list of grants, and all that are asked for
after it, take longer than anybody waits.
"""

import os
import pty
import select
import sys
import time
import urllib.request

EXTENSION, URL = sys.argv[1:]
CONTROL_C = b"\x03"
MOST_SECONDS = 60  # less than what the sixth list takes
pending = b""


def requests():
    with urllib.request.urlopen(URL + "/_sim/requests") as answer:
        return answer.read().count(b'"path"')


def read_until(text):
    """What the shell printed up to that text; the rest is for the next call."""
    global pending
    while text not in pending:
        if not select.select([terminal], [], [], MOST_SECONDS)[0]:
            sys.exit(f"no {text} in {pending}")
        pending += os.read(terminal, 4096)
    seen, pending = pending.split(text, 1)
    return seen.decode()


def line_with(text):
    """The rest of the next line that has the text, from there on."""
    read_until(text)
    return (text.decode() + read_until(b"\n")).strip()


shell, terminal = pty.fork()
if shell == 0:
    os.environ["TERM"] = "dumb"
    os.execvp("sqlite3", ["sqlite3", "-interactive", "-init", os.devnull])
os.write(terminal, f".mode list\n.load {EXTENSION}\nSELECT count(*) FROM grants;\n".encode())
# The users, five lists of grants, and one that won't come.
while requests() < 7:
    time.sleep(0.01)
os.write(terminal, CONTROL_C)
pressed = time.monotonic()
# Before SQLite 3.39 the shell says "Error", without "Runtime".
print(line_with(b"rror: "))
print(f"after {1000 * (time.monotonic() - pressed):.0f} ms", file=sys.stderr)
os.write(terminal, b"SELECT 'next', count(*) FROM users;\n")
print(line_with(b"next|"))
os.close(terminal)
os.waitpid(shell, 0)
