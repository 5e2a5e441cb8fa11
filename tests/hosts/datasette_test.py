"""datasette_test.py - Datasette with our plugin, over HTTP, as visitors see it.

OKTA_SIM names the simulator; `datasette` is the one beside this Python.
"""

import json
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from run import TABLES, TOKEN, Org, first_with_grants
from server import Server


class Datasette(Server):
    """Nobody reads its log of accesses."""

    def __init__(self, org):
        super().__init__(org, TOKEN,
                         ["datasette", "serve", "--memory", "--port", "0"],
                         "running on ")

    def get(self, path, **parameters):
        """The JSON of a page, also of one that says what is wrong."""
        query = urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(f"{self.url}{path}?{query}") as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def sql(self, sql, database="idp", **parameters):
        return self.get(f"/{database}.json", sql=sql, _shape="objects", **parameters)


class DatasetteCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.org = Org()
        cls.datasette = Datasette(cls.org)
        cls.user, cls.grants = first_with_grants(cls.org.json("/_sim/dump"))

    @classmethod
    def tearDownClass(cls):
        cls.datasette.stop()
        cls.org.__exit__()


class DatasetteTest(DatasetteCase):
    def test_lists_the_tables_and_the_queries(self):
        page = self.datasette.get("/idp.json")
        self.assertEqual(sorted(table["name"] for table in page["tables"]),
                         TABLES.split(","))
        self.assertEqual(sorted(query["name"] for query in page["queries"]),
                         ["broad_scopes", "grants_of_leavers", "stale_tokens"])

    def test_shows_rows_with_facets_and_filters(self):
        page = self.datasette.get("/idp/grants.json", userId=self.user["id"],
                                  _shape="objects")
        self.assertEqual(sorted(row["id"] for row in page["rows"]),
                         sorted(grant["id"] for grant in self.grants))
        facets = page["facet_results"]
        facets = facets.get("results", facets)
        self.assertEqual(sum(r["count"] for r in facets["scopeId"]["results"]),
                         len(self.grants))

    def test_answers_the_queries(self):
        dump = self.org.json("/_sim/dump")
        left = {user["id"] for user in dump["users"]
                if user["status"] == "DEPROVISIONED"}
        mine = [grant for grant in dump["grants"] if grant["userId"] in left]
        page = self.datasette.get("/idp/grants_of_leavers.json", _shape="objects")
        self.assertTrue(mine)
        self.assertEqual(len(page["rows"]), len(mine))
        word = dump["grants"][0]["scopeId"][:5]
        page = self.datasette.get("/idp/broad_scopes.json", word=word,
                                  _shape="objects")
        self.assertEqual(
            {row["scopeId"] for row in page["rows"]},
            {grant["scopeId"] for grant in dump["grants"]
             if word.lower() in grant["scopeId"].lower()})

    def test_is_locked(self):
        settings = json.dumps({"orgUrl": "https://evil.example.com", "token": "x"})
        for database in ("idp", "_memory"):
            answer = self.datasette.sql(
                f"select idp_configure('{settings}')", database)
            self.assertIn("it is turned off here by IDP_CONFIGURE", str(answer))
            answer = self.datasette.sql("select * from idp_orgs", database)
            self.assertNotIn(TOKEN, str(answer))
            answer = self.datasette.sql("delete from okta_grants where userId = "
                                        f"'{self.user['id']}'", database)
            self.assertIn("Statement must be a SELECT", str(answer))
        self.assertEqual(self.org.changes(), [])

    def test_no_connection_can_revoke(self):
        code = """
import datasette_sqlite_idp, sqlite3, sys
connection = sqlite3.connect(":memory:")
datasette_sqlite_idp.prepare_connection(connection)
try:
    connection.execute("DELETE FROM okta_grants WHERE userId = ?", sys.argv[1:])
except sqlite3.OperationalError as error:
    print(error)"""
        environment = {"OKTA_CLIENT_ORGURL": self.org.url,
                       "OKTA_CLIENT_TOKEN": TOKEN, "IDP_WRITES": "on"}
        said = subprocess.run([sys.executable, "-c", code, self.user["id"]],
                              env=environment, capture_output=True, text=True)
        self.assertIn("this connection may only read", said.stdout + said.stderr)
        self.assertEqual(self.org.changes(), [])

    def test_a_time_limit_ends_what_takes_long(self):
        # The apps take a minute.
        began = time.monotonic()
        answer = self.datasette.sql("select count(*) from okta_apps")
        self.assertIn("SQL query took too long", str(answer))
        self.assertLess(time.monotonic() - began, 30)


if __name__ == "__main__":
    unittest.main()
