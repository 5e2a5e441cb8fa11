"""descriptors_test.py - a host with standard input, output and error closed:
nothing of the extension's gets their numbers, whatever some code prints there.
"""

import json
import os
import pathlib
import sqlite3
import subprocess
import tempfile
import unittest
import urllib.request

EXTENSION = os.environ["IDP_EXTENSION"]


def host(home, result):
    """In a process of its own."""
    os.closerange(0, 3)
    found = {}
    try:
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.enable_load_extension(True)
        db.load_extension(EXTENSION)
        found["users"] = db.execute("SELECT count(*) FROM users").fetchone()[0]
        user, client = db.execute("SELECT userId, client_id FROM user_clients "
                                  "WHERE userId = (SELECT id FROM users "
                                  "LIMIT 1)").fetchone()
        db.execute("DELETE FROM oauth_tokens WHERE userId = ? AND clientId = ?",
                   [user, client])
        found["revoked"] = db.execute("SELECT count(*) FROM idp_revocations "
                                      "WHERE state = 'revoked'").fetchone()[0]
    except sqlite3.Error as error:
        found["error"] = str(error)
    found["standard"] = []
    for number in range(3):
        try:
            found["standard"].append(os.readlink(f"/proc/self/fd/{number}"))
        except FileNotFoundError:
            pass
    os.write(result, json.dumps(found).encode())
    os._exit(0)


class Descriptors(unittest.TestCase):
    def test_a_host_that_has_closed_them(self):
        simulator = subprocess.Popen(
            [os.environ["IDP_SIMULATOR"], "--users", "5"], text=True,
            stdout=subprocess.PIPE)
        self.addCleanup(simulator.wait)
        self.addCleanup(simulator.kill)
        self.addCleanup(simulator.stdout.close)
        url = simulator.stdout.readline().split()[-1]
        # So long that progress is shown.
        fault = {"match": {"method": "DELETE"}, "delay_ms": 3000}
        urllib.request.urlopen(f"{url}/_sim/faults", json.dumps(
            {"faults": [fault]}).encode()).close()
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        log = home / "audit"
        settings = home / "settings"
        settings.write_text(json.dumps(
            {"orgUrl": url, "audit_log": str(log), "progress": "on",
             "token": {"command": ["printf", "sim-token"]}}))
        settings.chmod(0o600)
        os.environ.update(HOME=str(home), IDP_CONFIG=str(settings))
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            host(home, write)
        os.close(write)
        with os.fdopen(read) as pipe:
            found = json.loads(pipe.read())
        os.waitpid(process, 0)
        self.assertNotIn("error", found)
        self.assertEqual(found["users"], 5)
        self.assertGreater(found["revoked"], 0)
        self.assertLessEqual(set(found["standard"]), {"/dev/null"})
        for line in log.read_text().splitlines():
            json.loads(line)


if __name__ == "__main__":
    unittest.main()
