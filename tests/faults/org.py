"""org.py - the simulator, and what is in its org at the start."""

import json
import os
import re
import subprocess
import tempfile
import urllib.request

TOKEN = "sim-token"
# Not by the proxy of which the runs have to keep away.
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Org:
    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["IDP_SIMULATOR"], "--users", "8", "--rate-limit",
             "0"], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.home = tempfile.TemporaryDirectory()
        self.key, self.public = keys()
        dump = self.dump()
        self.users = sorted(one["id"] for one in dump["users"])
        self.apps = sorted({one["_links"]["app"]["href"].rsplit("/", 1)[1]
                            for one in dump["tokens"]})
        # A user with two clients, the first of which has several tokens.
        self.user, self.client, self.next_client = next(
            (one["userId"], one["client_id"], other["client_id"])
            for one in dump["clients"] for other in dump["clients"]
            if one["userId"] == other["userId"] and one is not other
            and len(self.tokens(one["userId"], one["client_id"])) > 1
            and self.tokens(other["userId"], other["client_id"]))
        self.client_tokens = self.tokens(self.user, self.client)

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        with OPEN(f"{self.url}/_sim/{path}", data) as answer:
            return answer.read()

    def dump(self):
        return json.loads(self.control("dump"))

    def requests(self):
        """Without the times that the log is asked for."""
        return {re.sub(r"(since|until)=[^&]*&", "",
                       f"{one['method']} {one['path']}?{one['query']}")
                for one in json.loads(self.control("requests"))}

    def tokens(self, user, client):
        return sorted(one["id"] for one in self.dump()["tokens"]
                      if one["userId"] == user and
                      client in one["_links"]["client"]["href"])

    def revoke(self, token):
        """A token of the first client: somebody else, elsewhere."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/users/{self.user}/clients/{self.client}/tokens/"
            f"{token}", method="DELETE",
            headers={"Authorization": f"SSWS {TOKEN}"})
        OPEN(request).close()

    def reset(self):
        self.control("reset", {})
        self.control("service-apps", {
            "client_id": "0oa1", "keys": [{"kid": "k1", "pem": self.public}],
            "scopes": ["okta.users.read"], "dpop_bound_access_tokens": True,
            "admin_role": True})

    def end(self):
        self.process.kill()
        self.process.wait()
        self.home.cleanup()


def keys():
    key = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
         "ec_paramgen_curve:P-256"], check=True, capture_output=True,
        text=True).stdout
    public = subprocess.run(["openssl", "pkey", "-pubout"], input=key,
                            check=True, capture_output=True, text=True).stdout
    return key, public
