"""slashid_test.py - okta-sim as a SlashID organization."""

import json
import unittest
import uuid

from simulator import Simulator

ORG = "af5fbd30-7ce7-4548-8b30-4cd59cb2aba1"
ORG_ID = ("SlashID-OrgID", ORG)
KEY = ("SlashID-API-Key", "the-key")
CLIENTS = "/oauth2/clients"
REQUIRED = ["client_id", "client_name", "grant_types", "response_types",
            "scopes", "public"]
FIELDS = ["client_id", "client_name", "grant_types", "response_types",
          "scopes", "access_token_duration", "refresh_token_duration",
          "public", "redirect_uris", "created_at", "last_used"]


class SlashId(unittest.TestCase):
    def start(self, *flags):
        return self.enterContext(Simulator(
            "--provider", "slashid", "--token", "the-key", *flags))

    def setUp(self):
        self.simulator = self.start("--clients", "7")

    def body(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.body)
        return json.loads(answer.body)

    def list(self, simulator=None, query=""):
        simulator = simulator or self.simulator
        return self.body(simulator.get(CLIENTS + query, ORG_ID, KEY))

    def check_error(self, answer, status):
        body = self.body(answer, status)
        self.assertEqual(list(body), ["meta", "errors"])
        self.assertEqual(body["errors"][0]["httpcode"], status)
        self.assertTrue(body["errors"][0]["message"])

    def test_list(self):
        body = self.list()
        self.assertEqual(list(body), ["meta", "errors", "result"])
        self.assertEqual(body["meta"], {"pagination": {
            "limit": 7, "offset": 0, "total_count": 7}})
        self.assertEqual((body["errors"], len(body["result"])), ([], 7))
        self.assertEqual(body["result"], self.list(query="?limit=2")["result"])

    def test_fields(self):
        clients = self.list()["result"]
        for client in clients:
            self.assertEqual(list(client),
                             [name for name in FIELDS if name in client])
            self.assertEqual([name for name in REQUIRED if name in client],
                             REQUIRED)
            self.assertEqual(str(uuid.UUID(client["client_id"])),
                             client["client_id"])
            for types in client["response_types"]:
                self.assertIsInstance(types, list)
        everywhere = set.intersection(*(set(client) for client in clients))
        somewhere = set.union(*(set(client) for client in clients))
        self.assertEqual(everywhere, {*REQUIRED, "created_at"})
        self.assertEqual(somewhere, set(FIELDS))
        self.assertIn([["code"], ["code", "id_token"]],
                      [client["response_types"] for client in clients])

    def test_one(self):
        client = self.list()["result"][3]
        path = f"{CLIENTS}/{client['client_id']}"
        body = self.body(self.simulator.get(path, ORG_ID, KEY))
        self.assertEqual(body["result"], client)

    def test_delete(self):
        first, *others = self.list()["result"]
        path = f"{CLIENTS}/{first['client_id']}"
        answer = self.simulator.call("DELETE", path, [ORG_ID, KEY])
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertEqual(self.list()["result"], others)
        self.assertEqual(self.simulator.json("/_sim/dump"),
                         {"clients": others})
        for method in ("DELETE", "GET"):
            self.check_error(
                self.simulator.call(method, path, [ORG_ID, KEY]), 404)
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.list()["result"], [first, *others])

    def test_credentials(self):
        another = ("SlashID-OrgID", str(uuid.uuid4()))
        for headers, status in (((), 400), ((KEY,), 400),
                                ((KEY, ("SlashID-OrgID", "acme")), 400),
                                ((ORG_ID,), 401),
                                ((ORG_ID, ("SlashID-API-Key", "x")), 401),
                                ((KEY, another), 403)):
            with self.subTest(headers):
                for path in (CLIENTS, f"{CLIENTS}/{ORG}"):
                    self.check_error(self.simulator.get(path, *headers),
                                     status)

    def test_bad_id(self):
        self.check_error(
            self.simulator.get(CLIENTS + "/seven", ORG_ID, KEY), 400)

    def test_unknown_path(self):
        for path in ("/", "/oauth2", CLIENTS + "/a/b", "/api/v1/users",
                     "/oauth2/v1/token"):
            answer = self.simulator.get(path, ORG_ID, KEY)
            self.assertEqual((answer.status, answer.body),
                             (404, b"404 page not found\n"), path)
            self.assertTrue(
                answer.headers["Content-Type"].startswith("text/plain"))

    def test_pages(self):
        simulator = self.start("--clients", "7", "--slashid-page", "3")
        seen, offset = [], 0
        while True:
            body = self.list(simulator, f"?limit=1000&offset={offset}")
            self.assertEqual(body["meta"]["pagination"], {
                "limit": 3, "offset": offset, "total_count": 7})
            seen += body["result"]
            offset += len(body["result"])
            if not body["result"]:
                break
        self.assertEqual(seen, self.list()["result"])
        page = self.list(simulator, "?limit=2&offset=1")
        self.assertEqual(page["result"], seen[1:3])

    def test_faults(self):
        self.simulator.control("/_sim/faults", {"faults": [
            {"match": {"method": "DELETE"}, "status": 408},
            {"status": 500}, {"status": 503, "body": "busy"}]})
        self.check_error(self.simulator.get(CLIENTS, ORG_ID, KEY), 500)
        self.assertEqual(self.simulator.get(CLIENTS, ORG_ID, KEY).body,
                         b"busy")
        self.check_error(self.simulator.call(
            "DELETE", f"{CLIENTS}/{ORG}", [ORG_ID, KEY]), 408)
        self.assertEqual(
            self.simulator.json("/_sim/stats")["by_route"],
            {"GET /oauth2/clients": 2, "DELETE /oauth2/clients/{id}": 1})

    def test_another_seed(self):
        other = self.start("--clients", "7", "--seed", "2")
        ids = {client["client_id"] for client in self.list(other)["result"]}
        mine = {client["client_id"] for client in self.list()["result"]}
        self.assertEqual((len(ids | mine), ids & mine), (14, set()))


if __name__ == "__main__":
    unittest.main()
