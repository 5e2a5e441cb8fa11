"""python.py - Python's sqlite3, or the module that is named, as pysqlite3."""

import importlib
import pathlib
import sys
import tempfile

import common

REFRESH = """SELECT idp_refresh('main', '{"tables": ["grants"]}')"""
SAVED = "SELECT count(*) FROM saved_grants WHERE userId = ?"

sqlite3 = importlib.import_module(sys.argv[1] if len(sys.argv) > 1 else "sqlite3")


def open_connection(file=":memory:"):
    connection = sqlite3.connect(file, isolation_level=None)
    common.load(connection)
    return connection


def saved():
    """The user's grants by a connection that has no extension loaded."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "inventory.db"
        connection = open_connection(str(file))
        common.value(connection, REFRESH)
        connection.close()
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)
        count = common.value(connection, SAVED, common.USER)
        connection.close()
        return count


cursor = common.steps(open_connection)
print("saved:", saved())
