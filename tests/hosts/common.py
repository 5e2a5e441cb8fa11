"""common.py - the steps of run.py for hosts of Python that speak DB-API."""

import os
import threading

USER, GRANT = os.environ["IDP_USER"], os.environ["IDP_GRANT"]

COUNT = "SELECT count(*) FROM okta_grants WHERE userId = ?"
DELETE = "DELETE FROM okta_grants WHERE userId = ? AND id = ?"
JOIN = """SELECT u.login, count(*) FROM users u JOIN grants g ON g.userId = u.id
           WHERE u.id = ? GROUP BY u.login"""
SUSPEND = "UPDATE okta_users SET status = 'SUSPENDED' WHERE id = ?"
STATUS = "SELECT status FROM okta_users WHERE id = ?"
NAMES = "SELECT name FROM sqlite_master ORDER BY name"
VERSION = "SELECT sqlite_version()"


def load(connection):
    """From our package, or where there is none from a path."""
    if "IDP_EXTENSION" not in os.environ:
        import sqlite_idp
        sqlite_idp.load(connection)
        return
    connection.enable_load_extension(True)
    connection.load_extension(os.environ["IDP_EXTENSION"])
    connection.enable_load_extension(False)


def value(connection, sql, *parameters):
    return connection.execute(sql, parameters).fetchone()[0]


def message(connection, sql):
    """Of the error that it ends with."""
    try:
        connection.execute(sql).fetchall()
    except Exception as error:
        return error
    return "no error"


def stop(connection, interrupt):
    timer = threading.Timer(0.5, interrupt)
    timer.start()
    said = message(connection, "SELECT count(*) FROM okta_apps")
    timer.join()
    return said


def steps(open_connection, tables=None):
    """open_connection() gives a connection in autocommit mode, loaded;
    tables(connection) the names of its tables."""
    connection = open_connection()
    print("sqlite:", value(connection, VERSION))
    connection.execute("SELECT idp_create_tables('main')").fetchall()
    names = (tables(connection) if tables else
             [name for (name,) in connection.execute(NAMES)])
    print("tables:", ",".join(sorted(names)))
    print("join:", *connection.execute(JOIN, (USER,)).fetchone())
    print("error:", message(
        connection, "SELECT id FROM okta_grants WHERE userId = 'me'"))
    print("stop:", stop(connection, connection.interrupt))
    for end in ("rollback", "commit"):
        connection.execute("BEGIN")
        connection.execute(DELETE, (USER, GRANT))
        connection.execute(end.upper())
        print(f"{end}:", value(connection, COUNT, USER))
    connection.execute("BEGIN")
    connection.execute(SUSPEND, (USER,))
    status = value(connection, STATUS, USER)
    connection.execute("ROLLBACK")
    print("update:", status, value(connection, STATUS, USER))
    second = open_connection()
    print("two:", value(second, COUNT, USER))
    cursor = second.execute("SELECT id FROM okta_users")
    print("open:", cursor.fetchone()[0])
    return cursor
