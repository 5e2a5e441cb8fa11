"""apsw_host.py - apsw, whose older versions have other names of methods."""

import os

import apsw
import common


def open_connection():
    connection = apsw.Connection(":memory:")
    if "IDP_EXTENSION" in os.environ and hasattr(connection, "enableloadextension"):
        connection.enableloadextension(True)
        connection.loadextension(os.environ["IDP_EXTENSION"])
    else:
        common.load(connection)
    return connection


cursor = common.steps(open_connection)
