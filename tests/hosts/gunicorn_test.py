"""gunicorn_test.py - gunicorn with --preload, two workers and eight threads.

OKTA_SIM names the simulator; `gunicorn` is the one beside this Python.
"""

import concurrent.futures
import pathlib
import unittest
import urllib.request

from run import TOKEN, Org, first_with_grants
from server import Server

HERE = pathlib.Path(__file__).parent


class GunicornTest(unittest.TestCase):
    def setUp(self):
        self.org = Org()
        self.addCleanup(self.org.__exit__)
        user, self.grants = first_with_grants(self.org.json("/_sim/dump"))
        self.server = Server(
            self.org, TOKEN,
            ["gunicorn", "--preload", "--workers", "2", "--threads", "8",
             "--bind", "127.0.0.1:0", "--chdir", HERE, "--no-control-socket",
             "--graceful-timeout", "1",
             "gunicorn_app:application"],
            "Listening at: ", IDP_USER=user["id"])
        self.addCleanup(self.server.stop)

    def get(self, path):
        with urllib.request.urlopen(self.server.url + path) as answer:
            return answer.read().decode()

    def test_each_thread_of_a_worker_has_its_own_connection(self):
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(self.get, ["/"] * 160))
        self.assertEqual(set(answers), {str(len(self.grants))})

    def test_the_parents_connection_is_refused(self):
        self.assertIn("this connection was opened before the fork",
                      self.get("/inherited"))
        self.assertEqual(self.get("/"), str(len(self.grants)))


if __name__ == "__main__":
    unittest.main()
