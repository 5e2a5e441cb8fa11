"""python.py - Python's sqlite3, or the module that is named, as pysqlite3."""

import importlib
import sys

import common

sqlite3 = importlib.import_module(sys.argv[1] if len(sys.argv) > 1 else "sqlite3")


def open_connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    common.load(connection)
    return connection


cursor = common.steps(open_connection)
