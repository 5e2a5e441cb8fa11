"""inventory_test.py - an inventory read by tools without the extension, with
what docs/dashboards has for them.

IDP_EXTENSION is the path of idp.so, OKTA_SIM the simulator, CHROMIUM the
browser (else it is found). Where INVENTORY_SCREENSHOT names a file, a picture of
a page is written there.
"""

import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import urllib.request

import yaml

from browser import browse, text_of
from run import TOKEN, Simulator
from server import Server

DASHBOARDS = pathlib.Path(__file__).parents[2] / "docs" / "dashboards"
DATABASE = yaml.safe_load((DASHBOARDS / "datasette.yml").read_text())[
    "databases"]["inventory"]


def shell(file, org, *statements):
    subprocess.run(
        ["sqlite3", "-bail", file, f".load {os.environ['IDP_EXTENSION']}",
         *statements], check=True, stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent",
             "OKTA_CLIENT_ORGURL": org.url, "OKTA_CLIENT_TOKEN": TOKEN})


def rows_of(file, sql, parameters=()):
    with contextlib.closing(sqlite3.connect(file)) as inventory:
        return inventory.execute(sql, parameters).fetchall()


class InventoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        cls.orgs = [Simulator("--port", "0", "--users", "60", "--rate-limit",
                              "0", "--seed", str(seed), "--token", TOKEN)
                    for seed in (1, 2)]
        cls.files = [folder / "inventory.db", folder / "other.db"]
        for org, file in zip(cls.orgs, cls.files):
            shell(file, org, "SELECT idp_refresh()")
        token = rows_of(cls.files[0],
                        "SELECT userId, clientId FROM saved_oauth_tokens")[0]
        shell(cls.files[0], cls.orgs[0],
              "DELETE FROM oauth_tokens WHERE userId = '%s' AND clientId = '%s'"
              % token, "SELECT idp_refresh()")
        user = rows_of(cls.files[0], "SELECT u.login, g.clientId FROM "
                       "saved_grants g JOIN saved_users u ON u.id = g.userId")[0]
        cls.parameters = {"login": user[0][:3], "app": user[1]}
        cls.datasette = Server(
            cls.orgs[0], TOKEN,
            ["datasette", "serve", cls.files[0], "--metadata",
             DASHBOARDS / "datasette.yml", "--port", "0"], "running on ")

    @classmethod
    def tearDownClass(cls):
        cls.datasette.stop()
        for org in cls.orgs:
            org.__exit__()
        cls.folder.cleanup()

    def get(self, path, **parameters):
        query = urllib.parse.urlencode({"_shape": "objects", **parameters})
        with urllib.request.urlopen(f"{self.datasette.url}{path}?{query}") as page:
            return json.load(page)

    def test_every_question_is_answered(self):
        for name, question in DATABASE["queries"].items():
            with self.subTest(name):
                answered = self.get(f"/inventory/{name}.json", **self.parameters)
                rows = rows_of(self.files[0], question["sql"], self.parameters)
                self.assertEqual(
                    [tuple(row.values()) for row in answered["rows"]],
                    rows[:len(answered["rows"])])
                # Nobody gave a consent between the refreshes.
                self.assertEqual(rows == [], name == "new_consents")

    def test_every_table_has_its_facets(self):
        for name, table in DATABASE["tables"].items():
            with self.subTest(name):
                page = self.get(f"/inventory/{name}.json")
                self.assertEqual(sorted(page["facet_results"]),
                                 sorted(table["facets"]))
                (count,), = rows_of(self.files[0],
                                    f"SELECT min(count(*), 100) FROM {name}")
                self.assertEqual(len(page["rows"]), count)

    def test_a_browser_shows_it(self):
        page = text_of(browse(self.datasette.url + "/inventory"))
        for question in DATABASE["queries"].values():
            self.assertIn(question["title"], page)
        page = text_of(browse(self.datasette.url + "/inventory/saved_grants"))
        self.assertRegex(page, r"scopeId \d+ ")
        if "INVENTORY_SCREENSHOT" in os.environ:
            browse(self.datasette.url + "/inventory/apps",
                   f"--screenshot={os.environ['INVENTORY_SCREENSHOT']}")

    def test_spark_reads_many(self):
        shown = subprocess.run(
            [sys.executable, DASHBOARDS / "spark.py", *self.files], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "PYSPARK_PYTHON": sys.executable}).stdout
        lines = [[cell.strip() for cell in line.strip("|\n").split("|")]
                 for line in shown.splitlines() if line.startswith("|")]
        self.assertEqual(lines[0], ["scopeId", "orgs", "users"])
        wanted = {}
        for file in self.files:
            for scope, users in rows_of(
                    file, "SELECT scopeId, count(DISTINCT userId) FROM "
                    "saved_grants GROUP BY 1"):
                orgs, before = wanted.get(scope, (0, 0))
                wanted[scope] = (orgs + 1, before + users)
        self.assertEqual({line[0]: (int(line[1]), int(line[2]))
                          for line in lines[1:]}, wanted)


if __name__ == "__main__":
    unittest.main()
