"""gunicorn_test.py - gunicorn with --preload, two workers and eight threads.

OKTA_SIM names the simulator; `gunicorn` is the one beside this Python.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import unittest
import urllib.request

from run import TOKEN, Org, first_with_grants

HERE = pathlib.Path(__file__).parent


class GunicornTest(unittest.TestCase):
    def setUp(self):
        self.org = Org()
        self.addCleanup(self.org.__exit__)
        user, self.grants = first_with_grants(self.org.json("/_sim/dump"))
        program = pathlib.Path(sys.executable).parent / "gunicorn"
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
                       "OKTA_CLIENT_ORGURL": self.org.url,
                       "OKTA_CLIENT_TOKEN": TOKEN, "IDP_USER": user["id"]}
        self.process = subprocess.Popen(
            [program, "--preload", "--workers", "2", "--threads", "8",
             "--bind", "127.0.0.1:0", "--chdir", HERE, "--no-control-socket",
             "gunicorn_app:application"],
            env=environment, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if "Listening at: " in line:
                break
        else:
            raise AssertionError("".join(said))
        self.url = said[-1].split("Listening at: ")[1].split()[0]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()

    def get(self, path):
        with urllib.request.urlopen(self.url + path) as answer:
            process, said = answer.read().decode().split(" ", 1)
            return process, said

    def test_each_thread_of_a_worker_has_its_own_connection(self):
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(self.get, ["/"] * 160))
        self.assertEqual({said for _, said in answers}, {str(len(self.grants))})

    def test_the_parents_connection_is_refused(self):
        _, said = self.get("/inherited")
        self.assertIn("this connection was opened before the fork", said)
        self.assertEqual(self.get("/")[1], str(len(self.grants)))


if __name__ == "__main__":
    unittest.main()
