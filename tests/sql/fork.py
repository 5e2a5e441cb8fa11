"""fork.py - forks as servers and multiprocessing do, and prints what parent and
child saw.

Usage: fork.py path/to/idp.so HOW, where HOW is
  under_way  a child asks by a connection of its own, while calls of its parent
             are under way
  inherited  a child tries all that there is on its parent's connection
  served     workers are forked from a parent that has opened, and used, the
             connection already
  pool       multiprocessing, a connection in each of its workers
  update     a child goes on with a change that its parent has staged; the user
             is on standard input
A child that hangs is killed after a minute, and its words are missing.
"""

import multiprocessing
import os
import signal
import sqlite3
import sys

EXTENSION, HOW = sys.argv[1:]
COUNT = "SELECT count(*) FROM grants"


def connect(parallelism=16):
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.enable_load_extension(True)
    connection.load_extension(EXTENSION)
    connection.execute("SELECT idp_configure(?)",
                       [f'{{"parallelism": {parallelism}}}']).fetchall()
    return connection


def attempt(what, connection, sql):
    try:
        print(what, connection.execute(sql).fetchall())
    except sqlite3.Error as error:
        print(what, error)


def in_child(work):
    """Forks; the child does the work and ends, and its parent waits for it."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        signal.alarm(60)
        try:
            work()
            sys.stdout.flush()
        finally:
            os._exit(0)
    os.waitpid(process, 0)


def ask():
    print(connect(1).execute(COUNT).fetchone()[0])


def begin(connection):
    """A scan that has calls under way, and how many rows it has given: those of
    more than one user, as then it looks ahead."""
    cursor = connection.execute("SELECT id FROM grants")
    return cursor, len(cursor.fetchmany(10))


def under_way():
    cursor, rows = begin(connect())
    in_child(ask)
    print(rows + len(cursor.fetchall()))


def inherited():
    connection = connect()
    cursor, rows = begin(connection)
    connection.execute("BEGIN")
    connection.execute("DELETE FROM oauth_tokens WHERE userId IN "
                       "(SELECT id FROM users LIMIT 1)")

    def work():
        for what, sql in (
                ("SELECT", "SELECT id FROM users"),
                ("DELETE", "DELETE FROM grants WHERE userId IN ('00u1')"),
                ("configure", "SELECT idp_configure('{}')"),
                ("orgs", "SELECT * FROM idp_orgs"), ("COMMIT", "COMMIT")):
            attempt(what, connection, sql)
        try:
            print("next", len(cursor.fetchall()))
        except sqlite3.Error as error:
            print("next", error)
        cursor.close()
        connection.close()
        print("closed")

    in_child(work)
    print("parent", rows + len(cursor.fetchall()))
    connection.execute("COMMIT")
    print("parent", connection.execute(
        "SELECT count(*), count(nullif(state, 'revoked')) FROM idp_revocations"
    ).fetchone(), connection.execute(
        "SELECT sum(retries) FROM idp_requests").fetchone())


def served():
    connection = connect()
    connection.execute(COUNT).fetchall()

    def work():
        attempt("inherited", connection, COUNT)
        attempt("own", connect(), COUNT)

    for _ in range(2):
        in_child(work)
    attempt("parent", connection, COUNT)


def count(_):
    signal.alarm(60)
    with connect() as connection:
        return connection.execute(COUNT).fetchone()[0]


def pool():
    connect().execute(COUNT).fetchall()
    with multiprocessing.get_context("fork").Pool(3) as workers:
        print(*workers.map(count, range(6)))


def update():
    change = "UPDATE users SET status = 'SUSPENDED' WHERE id = ?"
    user = [sys.stdin.read()]
    connection = connect()
    connection.execute("BEGIN")
    connection.execute(change, user)

    def work():
        try:
            connection.execute(change, user)
        except sqlite3.Error as error:
            print("UPDATE", error)
        attempt("COMMIT", connection, "COMMIT")
        connection.close()

    in_child(work)
    connection.execute("COMMIT")
    attempt("parent", connection, "SELECT state FROM idp_changes")


{"under_way": under_way, "inherited": inherited, "served": served,
 "pool": pool, "update": update}[HOW]()
