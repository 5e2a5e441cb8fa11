"""pandas_host.py - pandas, which reads by a connection of sqlite3."""

import sqlite3

import common
import pandas


def open_connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    common.load(connection)
    return connection


def read(connection, sql, *parameters):
    return pandas.read_sql(sql, connection, params=parameters)


connection = open_connection()
print("sqlite:", read(connection, common.VERSION).iloc[0, 0])
read(connection, "SELECT idp_create_tables('main')")
print("tables:", ",".join(read(connection, common.NAMES)["name"]))
print("join:", *read(connection, common.JOIN, common.USER).iloc[0])
for step, sql in (("error", "SELECT id FROM okta_grants WHERE userId = 'me'"),
                  ("stop", "SELECT count(*) FROM okta_apps")):
    import threading
    if step == "stop":
        threading.Timer(0.5, connection.interrupt).start()
    try:
        read(connection, sql)
    except pandas.errors.DatabaseError as error:
        print(f"{step}:", " ".join(str(error).split()))
for end in ("rollback", "commit"):
    connection.execute("BEGIN")
    connection.execute(common.DELETE, (common.USER, common.GRANT))
    connection.execute(end)
    print(f"{end}:", read(connection, common.COUNT, common.USER).iloc[0, 0])
connection.execute("BEGIN")
connection.execute(common.SUSPEND, (common.USER,))
status = read(connection, common.STATUS, common.USER).iloc[0, 0]
connection.execute("ROLLBACK")
print("update:", status, read(connection, common.STATUS, common.USER).iloc[0, 0])
print("two:", read(open_connection(), common.COUNT, common.USER).iloc[0, 0])
chunks = pandas.read_sql("SELECT id FROM okta_users", connection, chunksize=1)
print("open:", next(chunks)["id"][0])
