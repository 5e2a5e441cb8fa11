"""browser_test.py - Datasette with our plugin in a real browser, as visitors
see it.

OKTA_SIM names the simulator, CHROMIUM the browser (else it is found). Where
SCREENSHOT names a file, a picture of a page is written there.
"""

import os
import time
import unittest

from browser import browse, text_of
from datasette_test import DatasetteCase
from run import TABLES


class BrowserTest(DatasetteCase):
    def browse(self, path, what="--dump-dom"):
        return browse(self.datasette.url + path, what)

    def text(self, path):
        return text_of(self.browse(path))

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
