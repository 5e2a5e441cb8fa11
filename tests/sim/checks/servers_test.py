"""servers_test.py - okta-sim's authorization servers and their tokens."""

import json
import re
import unittest

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
SERVERS = "/api/v1/authorizationServers"


class Servers(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", "--users", "40"))
        self.servers = self.get(SERVERS)

    def do(self, method, path):
        answer = self.simulator.call(method, path, [TOKEN], "")
        return answer.status, answer.body and json.loads(answer.body)

    def get(self, path):
        status, body = self.do("GET", path)
        self.assertEqual(status, 200, body)
        return body

    def tokens(self):
        """Of all servers by the new paths, and of the dump."""
        found = {}
        for server in self.servers:
            clients = f"{SERVERS}/{server['id']}/clients"
            for client in self.get(clients):
                path = f"{clients}/{client['client_id']}/tokens"
                for token in self.get(path):
                    found[token["id"]] = token
        dump = self.simulator.json("/_sim/dump")["tokens"]
        return found, {token["id"]: token for token in dump
                       if token["issuer"] != self.simulator.url}

    def test_list(self):
        self.assertEqual([s["name"] for s in self.servers],
                         ["default", "Cars", "Buses & Trams"])
        answer = self.simulator.get(SERVERS, TOKEN)
        self.assertIn("?limit=-1>", answer.headers["Link"])
        answer = self.simulator.get(SERVERS + "?limit=2", TOKEN)
        links = answer.headers.get_all("Link")
        self.assertEqual(len(links), 2)
        path = re.match("<http://[^/]*([^>]*)>", links[1]).group(1)
        self.assertEqual(self.get(path), self.servers[2:])
        self.assertEqual(self.get(SERVERS + "?q=car"), self.servers[1:2])
        self.assertEqual(self.get(SERVERS + "/default"), self.servers[0])
        for server in self.servers:
            self.assertEqual(self.get(f"{SERVERS}/{server['id']}"), server)

    def test_all_tokens_of_custom_servers(self):
        found, expected = self.tokens()
        self.assertTrue(expected)
        self.assertEqual(set(found), set(expected))
        for key, token in found.items():
            links = token.pop("_links")
            theirs = expected[key].pop("_links")
            self.assertEqual(token, expected[key])
            for name in ("self", "revoke"):
                self.assertIn("/authorizationServers/", links[name]["href"])
                del links[name], theirs[name]
            self.assertEqual(links, theirs)

    def test_one(self):
        found, _ = self.tokens()
        token = next(iter(found.values()))
        path = token["_links"]["self"]["href"]
        path = path[path.index("/api"):]
        self.assertEqual(self.get(path), token)
        # The same by its user.
        other = (f"/api/v1/users/{token['userId']}/clients/{token['clientId']}"
                 f"/tokens/{token['id']}")
        self.assertEqual(self.get(other)["id"], token["id"])
        self.assertEqual(self.do("DELETE", path)[0], 204)
        for gone in (path, other):
            status, error = self.do("GET", gone)
            self.assertEqual((status, error["errorCode"]), (404, "E0000007"))
            self.assertIn("(OAuth2RefreshTokenTx)", error["errorSummary"])

    def test_all_of_a_client(self):
        clients = f"{SERVERS}/default/clients"
        client = self.get(clients)[0]["client_id"]
        path = f"{clients}/{client}/tokens"
        page = self.get(path + "?limit=1")
        self.assertEqual(page, self.get(path)[:1])
        before, _ = self.tokens()
        taken = {token["id"] for token in self.get(path)}
        self.assertEqual(self.do("DELETE", path)[0], 204)
        self.assertEqual(self.get(path), [])
        self.assertEqual(self.do("DELETE", path)[0], 204)
        after, expected = self.tokens()
        self.assertEqual(set(before) - set(after), taken)
        self.assertEqual(set(after), set(expected))
        self.assertNotIn(client, [c["client_id"] for c in self.get(clients)])

    def test_what_is_not_there(self):
        for path, kind in (("/ausNone", "AuthorizationServer"),
                           ("/ausNone/clients", "AuthorizationServer"),
                           ("/default/clients/x/tokens", "PublicClientApp")):
            status, error = self.do("GET", SERVERS + path)
            self.assertEqual(status, 404)
            self.assertIn(f"({kind})", error["errorSummary"])
        clients = self.get(SERVERS + "/default/clients")
        answer = self.simulator.get(SERVERS + "/default/clients", TOKEN)
        self.assertIsNone(answer.headers["Link"])
        self.assertTrue(clients)


if __name__ == "__main__":
    unittest.main()
