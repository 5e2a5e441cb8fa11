"""datasette_sqlite_idp - shows the tables of sqlite-idp in Datasette.

What visitors write as SQL can't configure anything and can't revoke. A database
`idp`, which is in memory, has the tables where Datasette looks for them, facets
and canned queries.
"""

import os

import sqlite_idp
from datasette import hookimpl

DATABASE = "idp"

# The guards of each connection that this process opens. No SQL can lift what
# the environment sets. Here, since there is no second thread yet that reads it.
os.environ.update(IDP_CONFIGURE="off", IDP_WRITES="off")

FACETS = {
    "users": ["status"],
    "grants": ["clientId", "scopeId", "status"],
    "oauth_tokens": ["clientId", "status"],
    "clienttokens": ["clientId", "status"],
}

QUERIES = {
    "stale_tokens": {
        "title": "Refresh tokens that nobody used",
        "description": "For how many days, with their users and apps.",
        "sql": """
SELECT u.login, a.label AS app, t.clientId, t.id, t.lastUpdated, t.scopes
  FROM oauth_tokens t JOIN users u ON u.id = t.userId
  LEFT JOIN apps a ON a.client_id = t.clientId
 WHERE t.lastUpdated < date('now', '-' || coalesce(nullif(:days, ''), '90') || ' days')
 ORDER BY t.lastUpdated""",
    },
    "grants_of_leavers": {
        "title": "Consents of those who left",
        "description": "Users whose status is DEPROVISIONED.",
        "sql": """
SELECT u.login, u.statusChanged, g.clientId, g.scopeId, g.created
  FROM users u JOIN grants g ON g.userId = u.id
 WHERE u.status = 'DEPROVISIONED' ORDER BY u.statusChanged""",
    },
    "broad_scopes": {
        "title": "Consents to broad scopes",
        "description": "Scopes whose name has this word in it.",
        "sql": """
SELECT u.login, g.clientId, g.scopeId, g.created
  FROM grants g JOIN users u ON u.id = g.userId
 WHERE g.scopeId LIKE '%' || coalesce(nullif(:word, ''), 'manage') || '%'
 ORDER BY g.scopeId, u.login""",
    },
}


@hookimpl
def prepare_connection(conn):
    sqlite_idp.load(conn)


def create_tables(conn):
    names = conn.execute("SELECT DISTINCT resource FROM idp_methods").fetchall()
    for (name,) in names:
        conn.execute(f'CREATE VIRTUAL TABLE IF NOT EXISTS "{name}" '
                     f'USING "sqlite_idp_{name}"()')


@hookimpl
def startup(datasette):
    # To suggest facets, Datasette compares every column with everything, the
    # parameters of a call too: that is an error of these tables, and a call each.
    datasette._settings["suggest_facets"] = False

    async def add_database():
        await datasette.add_memory_database(DATABASE).execute_write_fn(
            create_tables)

    return add_database


@hookimpl
def canned_queries(database):
    return QUERIES if database == DATABASE else {}


@hookimpl
def get_metadata():
    tables = {name: {"facets": facets} for name, facets in FACETS.items()}
    return {"databases": {DATABASE: {
        "description": "The org, as its API shows it.", "tables": tables}}}
