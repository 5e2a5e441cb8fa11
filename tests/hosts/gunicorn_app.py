"""gunicorn_app.py - an application for gunicorn with --preload: the parent has
used the extension before it forks its workers."""

import os
import sqlite3
import threading

import sqlite_idp

COUNT = "SELECT count(*) FROM okta_grants WHERE userId = ?"
USER = os.environ["IDP_USER"]


def connect():
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    sqlite_idp.load(connection)
    return connection


inherited = connect()
inherited.execute(COUNT, (USER,)).fetchall()
own = threading.local()


def answer(path):
    if path == "/inherited":
        try:
            return inherited.execute(COUNT, (USER,)).fetchone()[0]
        except sqlite3.Error as error:
            return error
    if not hasattr(own, "connection"):
        own.connection = connect()
    return own.connection.execute(COUNT, (USER,)).fetchone()[0]


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(answer(environ["PATH_INFO"])).encode()]
