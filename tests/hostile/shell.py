"""shell.py - the stock sqlite3 shell with the extension loaded."""

import json
import os
import pathlib
import subprocess
import tempfile

TOKEN = "00-the-secret-of-home"


EXTENSION = os.environ["IDP_EXTENSION"]


def shell(sql, variables, load=True, settings=None):
    """All that it prints, errors included. It sees these variables, and of
    settings files only this text, none of whoever runs the tests."""
    with tempfile.TemporaryDirectory() as home:
        if settings is not None:
            folder = pathlib.Path(home, ".config", "sqlite-idp")
            folder.mkdir(parents=True)
            (folder / "config.json").write_text(settings)
        environment = {"PATH": os.environ["PATH"], "HOME": home, **variables}
        if "IDP_SHELL_PRELOAD" in os.environ:
            environment["LD_PRELOAD"] = os.environ["IDP_SHELL_PRELOAD"]
        script = f".load {EXTENSION}\n" if load else ""
        return subprocess.run(
            ["sqlite3", "-batch", ":memory:"], input=script + sql,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", env=environment, timeout=60).stdout


def org(peer, **variables):
    return {"OKTA_CLIENT_ORGURL": peer.url, "OKTA_CLIENT_TOKEN": TOKEN,
            **variables}


def service_app(peer):
    """As org(), signing in with a new private key."""
    key = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
         "ec_paramgen_curve:P-256"], check=True, capture_output=True,
        text=True).stdout
    return {"OKTA_CLIENT_ORGURL": peer.url, "OKTA_CLIENT_CLIENTID": "0oa1",
            "OKTA_CLIENT_AUTHORIZATIONMODE": "PrivateKey",
            "OKTA_CLIENT_PRIVATEKEY": key}


def access_token(value):
    """What a token endpoint answers."""
    return json.dumps({"token_type": "Bearer", "expires_in": 3600,
                       "access_token": value, "scope": "okta.users.read"})


def text(value):
    """A text in SQL, with whatever characters."""
    return "CAST(x'" + value.encode().hex() + "' AS TEXT)"
