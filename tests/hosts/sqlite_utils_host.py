"""sqlite_utils_host.py - sqlite-utils, whose plugin loads each connection."""

import common
import sqlite_utils


class Database(sqlite_utils.Database):
    """BEGIN is the program's own, in sqlite-utils' own mode of connections."""

    def __init__(self):
        super().__init__(memory=True)

    def interrupt(self):
        self.conn.interrupt()


cursor = common.steps(Database, lambda database: database.table_names())
