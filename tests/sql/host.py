"""host.py - stops a statement as hosts do, and prints how that ended.

Usage: host.py path/to/idp.so HOW SQL, where HOW is
  key    Ctrl-C in Python, whose progress handler does nothing
  limit  a time limit of one second, as Datasette sets it
  shell  Ctrl-C in the sqlite3 shell, which prints that itself
For key and shell it is pressed once the file PRESS of the environment exists,
or without one after a second.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time

EXTENSION, HOW, SQL = sys.argv[1:]


def press(process):
    path = os.environ.get("PRESS")
    while path and not os.path.exists(path):
        time.sleep(0.01)
    if not path:
        time.sleep(1)
    os.kill(process, signal.SIGINT)


def press_for(process):
    threading.Thread(target=press, args=(process,), daemon=True).start()


def in_shell():
    words = ["sqlite3", "-batch", "-cmd", f".load {EXTENSION}", ":memory:", SQL]
    with subprocess.Popen(words) as shell:
        press_for(shell.pid)


def in_python():
    connection = sqlite3.connect(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension(EXTENSION)
    if HOW == "key":
        # Who runs the tests in the background may ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        connection.set_progress_handler(lambda: 0, 1000)
        press_for(os.getpid())
    else:
        end = time.perf_counter() + 1
        late = lambda: 1 if time.perf_counter() >= end else 0
        connection.set_progress_handler(late, 1000)
    try:
        print(connection.execute(SQL).fetchall())
    except sqlite3.OperationalError as error:
        print(error)
    connection.set_progress_handler(None, 1000)
    connection.close()


if HOW == "shell":
    in_shell()
else:
    in_python()
