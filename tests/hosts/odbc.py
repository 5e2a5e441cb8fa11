"""odbc.py - ODBC: unixODBC and libsqliteodbc, by pyodbc.

The driver keeps connections apart only by a file: in memory each is its own.
"""

import os

import common
import pyodbc

pyodbc.pooling = False
TEXT = f"Driver=SQLite3;Database=:memory:;LoadExt={os.environ['IDP_EXTENSION']}"


class Connection:
    """Messages and parameters as in DB-API, BEGIN as autocommit off."""

    def __init__(self):
        self.odbc = pyodbc.connect(TEXT, autocommit=True)

    def execute(self, sql, parameters=()):
        if sql == "BEGIN":
            self.odbc.autocommit = False
        elif sql in ("ROLLBACK", "COMMIT"):
            getattr(self.odbc, sql.lower())()
            self.odbc.autocommit = True
        else:
            self.cursor = self.odbc.cursor()
            return self.cursor.execute(sql, *parameters)

    def interrupt(self):
        self.cursor.cancel()


def tables(connection):
    return [row.table_name for row in connection.odbc.cursor().tables()
            if not row.table_name.startswith("sqlite_")]


cursor = common.steps(Connection, tables)
