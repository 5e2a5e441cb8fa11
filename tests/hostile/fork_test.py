"""fork_test.py - a child closes a connection that its parent has in use: what
that does to the TLS that both could write into."""

import json
import os
import subprocess
import time
import unittest

from peer import Answer, Peer
from shell import EXTENSION, TOKEN
from tls import TlsCase

USERS = [f"00u{i}" for i in range(20)]


class Org(Peer):
    """Users, and a grant for each of them, which takes longer from one to the
    next: when there are rows of some, calls are under way."""

    def note(self, request):
        super().note(request)
        path = request.split(b" ")[1].decode().split("?")[0]
        if path == "/api/v1/users":
            return Answer(json.dumps([{"id": user} for user in USERS]))
        user = path.split("/")[4]
        time.sleep(0.1 * USERS.index(user))
        return Answer(json.dumps([{"id": "oag" + user}]))


# What a host does; prints the rows, then what was sent for them.
HOST = """
import os, sqlite3, sys
connection = sqlite3.connect(":memory:")
connection.enable_load_extension(True)
connection.load_extension(sys.argv[1])
cursor = connection.execute("SELECT id FROM grants")
rows = cursor.fetchmany(3)
child = os.fork()
if child == 0:
    cursor.close()
    connection.close()
    os._exit(0)
print("child", os.waitpid(child, 0)[1])
rows += cursor.fetchall()
print(*(row[0] for row in rows))
print(*connection.execute(
    "SELECT count(*), sum(retries) FROM idp_requests").fetchone())
"""


class Fork(TlsCase):
    def setUp(self):
        super().setUp()
        self.home = self.enterContext(Org())
        self.make_authority("good")
        self.make_certificate("right")

    def check(self, protocol):
        port = self.serve("right", protocol)
        variables = {"OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{port}",
                     "OKTA_CLIENT_TOKEN": TOKEN, "HOME": self.folder,
                     "SSL_CERT_FILE": f"{self.folder}/good.pem"}
        if "IDP_SHELL_PRELOAD" in os.environ:
            variables["LD_PRELOAD"] = os.environ["IDP_SHELL_PRELOAD"]
            variables["ASAN_OPTIONS"] = "detect_leaks=0"
        host = subprocess.run(
            ["/usr/bin/python3", "-c", HOST, EXTENSION], env=variables,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=100)
        rows = " ".join("oag" + user for user in USERS)
        self.assertEqual(host.stdout, f"child 0\n{rows}\n21 0\n")
        self.assertEqual(len(self.home.received), 21)

    def test_a_connection_for_each_call(self):
        self.check("ssl")

    def test_one_connection_for_all(self):
        self.check("ssl http2")


if __name__ == "__main__":
    unittest.main()
