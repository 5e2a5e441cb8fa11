"""sqlalchemy_host.py - SQLAlchemy: an engine whose connections are loaded."""

import threading

import common
import sqlalchemy
from sqlalchemy import event, inspect, text


def engine():
    made = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
    event.listen(made, "connect", lambda connection, _: common.load(connection))
    return made


def count(connection):
    sql = text("SELECT count(*) FROM okta_grants WHERE userId = :user")
    return connection.execute(sql, {"user": common.USER}).scalar()


def message(connection, sql):
    try:
        connection.execute(text(sql)).fetchall()
    except sqlalchemy.exc.DBAPIError as error:
        return error.orig
    return "no error"


first = engine()
with first.begin() as connection:
    print("sqlite:", connection.execute(text(common.VERSION)).scalar())
    connection.execute(text("SELECT idp_create_tables('main')")).fetchall()
print("tables:", ",".join(sorted(inspect(first).get_table_names())))
connection = first.connect()
grants = sqlalchemy.Table("grants", sqlalchemy.MetaData(), autoload_with=first)
users = sqlalchemy.Table("users", sqlalchemy.MetaData(), autoload_with=first)
print("join:", *connection.execute(
    sqlalchemy.select(users.c.login, sqlalchemy.func.count())
    .join(grants, grants.c.userId == users.c.id)
    .where(users.c.id == common.USER).group_by(users.c.login)).fetchone())
print("error:", message(connection, "SELECT id FROM okta_grants WHERE userId = 'me'"))
timer = threading.Timer(0.5, connection.connection.driver_connection.interrupt)
timer.start()
print("stop:", message(connection, "SELECT count(*) FROM okta_apps"))
connection.rollback()
delete = text("DELETE FROM okta_grants WHERE userId = :user AND id = :id")
for end in ("rollback", "commit"):
    connection.execute(delete, {"user": common.USER, "id": common.GRANT})
    getattr(connection, end)()
    print(f"{end}:", count(connection))
# Those that reflection finds are read-only.
writable = sqlalchemy.table("okta_users", *map(sqlalchemy.column, ("id", "status")))
connection.execute(sqlalchemy.update(writable).values(status="SUSPENDED")
                   .where(writable.c.id == common.USER))
status = sqlalchemy.select(users.c.status).where(users.c.id == common.USER)
changed = connection.execute(status).scalar()
connection.rollback()
print("update:", changed, connection.execute(status).scalar())
print("two:", count(engine().connect()))
rows = connection.execute(text("SELECT id FROM okta_users"))
print("open:", rows.fetchone()[0])
