"""shell.py - the stock sqlite3 shell with the extension loaded."""

import os
import subprocess
import tempfile

TOKEN = "00-the-secret-of-home"


def shell(sql, variables, load=True):
    """All that it prints, errors included. It sees these variables, and no
    settings of whoever runs the tests."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, **variables}
        if "IDP_SHELL_PRELOAD" in os.environ:
            environment["LD_PRELOAD"] = os.environ["IDP_SHELL_PRELOAD"]
            environment["ASAN_OPTIONS"] = "detect_leaks=0"
        script = f".load {os.environ['IDP_EXTENSION']}\n" if load else ""
        return subprocess.run(
            ["sqlite3", "-batch", ":memory:"], input=script + sql,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", env=environment, timeout=60).stdout


def org(peer, **variables):
    return {"OKTA_CLIENT_ORGURL": peer.url, "OKTA_CLIENT_TOKEN": TOKEN,
            **variables}


def text(value):
    """A text in SQL, with whatever characters."""
    return "CAST(x'" + value.encode().hex() + "' AS TEXT)"
