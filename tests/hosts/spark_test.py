"""spark_test.py - Spark in local mode: over JDBC, and with the users' ids given
out to tasks.

IDP_EXTENSION is the path of idp.so, OKTA_SIM the simulator, SQLITE_JDBC the
driver's file.
"""

import os
import pathlib
import sys
import tempfile
import unittest

from pyspark.sql import SparkSession

from run import TOKEN, Org, first_with_grants

EXTENSION = os.environ["IDP_EXTENSION"]
TASKS = 4


def read_grants(batches):
    """A task: the grants of the users that it is given. It has a connection of
    its own; the settings are in its environment."""
    import sqlite3

    import pandas

    connection = sqlite3.connect(":memory:")
    connection.enable_load_extension(True)
    connection.load_extension(EXTENSION)
    for batch in batches:
        ids = list(batch["id"])
        if not ids:
            continue
        marks = ",".join("?" * len(ids))
        yield pandas.read_sql(
            f"SELECT userId, id FROM okta_grants WHERE userId IN ({marks})",
            connection, params=ids)
    connection.close()


def read_settings(batches):
    import json
    import sqlite3

    import pandas

    for _ in batches:
        connection = sqlite3.connect(":memory:")
        connection.enable_load_extension(True)
        connection.load_extension(EXTENSION)
        text = connection.execute("SELECT idp_configure('{}')").fetchone()[0]
        yield pandas.DataFrame({"share": [json.loads(text)["max_api_capacity"]]})
        connection.close()


class SparkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.org = Org()
        dump = cls.org.json("/_sim/dump")
        cls.users = sorted(user["id"] for user in dump["users"])
        cls.user, _ = first_with_grants(dump)
        cls.grants = sorted((one["userId"], one["id"]) for one in dump["grants"])
        cls.folder = tempfile.TemporaryDirectory()
        cls.file = pathlib.Path(cls.folder.name) / "okta.db"
        os.environ["PYSPARK_PYTHON"] = sys.executable
        os.environ["OKTA_CLIENT_ORGURL"] = cls.org.url
        os.environ["OKTA_CLIENT_TOKEN"] = TOKEN
        cls.spark = (
            SparkSession.builder.master(f"local[{TASKS}]")
            .config("spark.driver.extraClassPath", os.environ["SQLITE_JDBC"])
            .config("spark.executorEnv.IDP_MAX_API_CAPACITY", 100 // TASKS)
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", TASKS)
            .getOrCreate())
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.load()

    @classmethod
    def load(cls):
        """Into each connection that Spark's process opens from now on, and the
        tables into a file."""
        connection = cls.spark._jvm.java.sql.DriverManager.getConnection(
            f"jdbc:sqlite:{cls.file}?enable_load_extension=true")
        statement = connection.createStatement()
        statement.execute(
            f"SELECT load_extension('{EXTENSION}', 'sqlite3_idp_auto_init')")
        statement.execute("SELECT idp_create_tables('main')")
        connection.close()

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.org.__exit__()
        cls.folder.cleanup()

    def setUp(self):
        self.org.control("/_sim/reset")

    def calls(self):
        return [call["path"] for call in self.org.json("/_sim/requests")]

    def jdbc(self, **options):
        return (self.spark.read.format("jdbc")
                .option("url", f"jdbc:sqlite:{self.file}")
                .option("driver", "org.sqlite.JDBC").options(**options))

    def pairs(self, frame):
        return sorted((row["userId"], row["id"]) for row in frame.collect())

    def test_jdbc_reads_a_table(self):
        frame = self.jdbc(dbtable="grants").load()
        self.assertEqual(self.pairs(frame.select("userId", "id")), self.grants)

    def test_jdbc_lists_the_tables(self):
        names = "org.apache.spark.sql.execution.datasources.v2.jdbc.JDBCTableCatalog"
        conf = self.spark.conf
        conf.set("spark.sql.catalog.idp", names)
        conf.set("spark.sql.catalog.idp.url", f"jdbc:sqlite:{self.file}")
        conf.set("spark.sql.catalog.idp.driver", "org.sqlite.JDBC")
        one = self.spark.sql(
            f"SELECT login FROM idp.users WHERE id = '{self.user['id']}'")
        self.assertEqual(one.collect()[0][0], self.user["profile"]["login"])

    def test_jdbc_sends_filters_and_joins(self):
        grants = self.jdbc(dbtable="grants").load()
        mine = grants.where(grants.userId == self.user["id"])
        expected = [pair for pair in self.grants if pair[0] == self.user["id"]]
        self.assertEqual(self.pairs(mine.select("userId", "id")), expected)
        self.assertEqual(len(self.calls()), 1)
        query = f"""SELECT u.login, g.id FROM users u
            JOIN grants g ON g.userId = u.id WHERE u.id = '{self.user["id"]}'"""
        rows = self.jdbc(query=query).load().collect()
        self.assertEqual(sorted(row["id"] for row in rows),
                         [grant for _, grant in expected])

    def test_jdbc_reads_in_parts(self):
        parts = [self.users[i::TASKS] for i in range(TASKS)]
        predicates = ["userId IN (" + ",".join(f"'{one}'" for one in part) + ")"
                      for part in parts]
        frame = self.spark.read.jdbc(
            f"jdbc:sqlite:{self.file}", "grants", predicates=predicates,
            properties={"driver": "org.sqlite.JDBC"})
        self.assertEqual(self.pairs(frame.select("userId", "id")), self.grants)
        # Each user once, and no list of users.
        self.assertEqual(len(self.calls()), len(self.users))

    def test_tasks_are_given_ids(self):
        ids = self.jdbc(query="SELECT id FROM users").load().repartition(TASKS)
        frame = ids.mapInPandas(read_grants, "userId string, id string")
        self.assertEqual(self.pairs(frame), self.grants)
        self.assertEqual(len(self.calls()), 1 + len(self.users))

    def test_tasks_share_the_rate_limit(self):
        ids = self.spark.range(TASKS).repartition(TASKS)
        shares = {row["share"]
                  for row in ids.mapInPandas(read_settings, "share int").collect()}
        self.assertEqual(shares, {100 // TASKS})

    def test_an_error_is_read(self):
        with self.assertRaises(Exception) as raised:
            self.jdbc(query="SELECT id FROM grants WHERE userId = 'me'").load().collect()
        self.assertIn("userId = 'me' is refused", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
