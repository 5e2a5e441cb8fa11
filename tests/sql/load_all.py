"""load_all.py - loads the extension for all connections to come, and prints in
which of them it is.

Usage: load_all.py path/to/idp.so
"""

import os
import sqlite3
import sys
import threading


def connect(*load):
    connection = sqlite3.connect(":memory:")
    if load:
        connection.enable_load_extension(True)
        connection.execute("SELECT load_extension(?, ?)", load)
    return connection


def has_tables():
    connection = connect()
    found = connection.execute(
        "SELECT count(*) > 0 FROM pragma_table_info('users')").fetchone()[0]
    connection.close()
    return found


def look(found):
    for _ in range(20):
        found.append(has_tables())


print("before", has_tables())
for _ in range(2):
    connect(sys.argv[1], "sqlite3_idp_auto_init").close()
results = [[] for _ in range(4)]
threads = [threading.Thread(target=look, args=[one]) for one in results]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("threads", *(min(one) for one in results), flush=True)
if os.fork() == 0:
    print("child", has_tables(), flush=True)
    os._exit(0)
os.wait()
# By itself and by hand, on one connection.
connect(sys.argv[1], "sqlite3_idp_init").close()
print("again", has_tables())
os.environ["IDP_SCHEMA_PATH"] = "/nowhere"
try:
    connect()
except sqlite3.Error as error:
    print(error)
