"""browser_test.py - Datasette with our plugin in a real browser, as visitors
see it.

OKTA_SIM names the simulator, CHROMIUM the browser (else it is found). Where
SCREENSHOT names a file, a picture of a page is written there.
"""

import html
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest

from datasette_test import DatasetteCase
from run import TABLES

# It asks for nothing but the page.
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--disable-dev-shm-usage", "--window-size=1100,720")
MOST_SECONDS = 300


class BrowserTest(DatasetteCase):
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")

    def browse(self, path, what="--dump-dom"):
        with tempfile.TemporaryDirectory() as profile:
            return subprocess.run(
                [self.browser, *FLAGS, f"--user-data-dir={profile}", what,
                 self.datasette.url + path],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                timeout=MOST_SECONDS, check=True).stdout

    def text(self, path):
        """What stands on the page, without its scripts and marks."""
        page = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ",
                      self.browse(path))
        return re.sub(r"\s+", " ", html.unescape(page))

    def test_the_tables_and_queries_are_listed(self):
        page = self.text("/idp")
        for name in TABLES.split(","):
            self.assertIn(f" {name} ", page)
        for title in ("Refresh tokens that nobody used",
                      "Consents of those who left", "Consents to broad scopes"):
            self.assertIn(title, page)

    def test_a_table_has_rows_and_facets(self):
        path = f"/idp/grants?userId={self.user['id']}"
        page = self.text(path)
        for grant in self.grants:
            self.assertIn(grant["id"], page)
        self.assertRegex(page, r"scopeId \d+ ")
        if "SCREENSHOT" in os.environ:
            self.browse(path + "&_col=scopeId&_col=clientId&_col=created",
                        f"--screenshot={os.environ['SCREENSHOT']}")

    def test_a_query_is_answered(self):
        page = self.text("/idp/broad_scopes?word=" + self.grants[0]["scopeId"][:5])
        self.assertIn(self.grants[0]["scopeId"], page)

    def test_a_page_that_takes_long_says_so(self):
        # The apps take a minute.
        began = time.monotonic()
        page = self.text("/idp?sql=select+count(*)+from+okta_apps")
        self.assertIn("SQL query took too long", page)
        self.assertLess(time.monotonic() - began, 50)


if __name__ == "__main__":
    unittest.main()
