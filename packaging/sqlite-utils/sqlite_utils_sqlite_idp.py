"""sqlite_utils_sqlite_idp - loads sqlite-idp into sqlite-utils' connections."""

import sqlite_idp
from sqlite_utils import hookimpl


@hookimpl
def prepare_connection(conn):
    sqlite_idp.load(conn)
