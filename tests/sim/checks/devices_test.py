"""devices_test.py - okta-sim's devices and their users."""

import json
import re
import unittest
import urllib.parse

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
DEVICES = "/api/v1/devices"


class Devices(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", "--users", "60"))
        self.devices = self.get(DEVICES)

    def get(self, path, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        answer = self.simulator.get(path, TOKEN)
        self.assertEqual(answer.status, 200, answer.body)
        return json.loads(answer.body)

    def do(self, method, device, end=""):
        answer = self.simulator.call(
            method, f"{DEVICES}/{device['id']}{end}", [TOKEN], "")
        return answer.status, answer.body and json.loads(answer.body)

    def one(self, status):
        return next(d for d in self.devices if d["status"] == status)

    def test_shape(self):
        self.assertEqual({d["status"] for d in self.devices},
                         {"ACTIVE", "DEACTIVATED", "SUSPENDED"})
        for device in self.devices:
            self.assertEqual(
                list(device),
                ["id", "status", "created", "lastUpdated", "profile",
                 "resourceType", "resourceDisplayName", "resourceId",
                 "resourceAlternateId", "_links"])
            self.assertRegex(device["id"], "^guo")
            self.assertEqual(device, self.get(f"{DEVICES}/{device['id']}"))

    def test_pages(self):
        rows, path = [], DEVICES + "?limit=7"
        while path:
            answer = self.simulator.get(path, TOKEN)
            rows += json.loads(answer.body)
            links = dict(reversed(re.fullmatch(
                '<([^>]*)>; rel="(.*)"', line).groups())
                for line in answer.headers.get_all("Link"))
            path = links.get("next")
            path = path and path[path.index("/api"):]
        self.assertEqual(rows, self.devices)
        answer = self.simulator.get(DEVICES + "?after=x", TOKEN)
        error = json.loads(answer.body)
        self.assertEqual((answer.status, error["errorCode"],
                          error["errorCauses"]),
                         (400, "E0000031",
                          [{"errorSummary": "Invalid cursor."}]))

    def test_search(self):
        some = self.devices[2]
        serial = some["profile"]["serialNumber"]
        for search in (f'profile.serialNumber eq "{serial.lower()}"',
                       f'profile.displayName co "{serial}" and status pr',
                       f'id eq "{some["id"]}"'):
            self.assertEqual(self.get(DEVICES, search=search), [some])
        found = self.get(DEVICES, search='status eq "SUSPENDED"')
        self.assertEqual(found, [d for d in self.devices
                                 if d["status"] == "SUSPENDED"])
        answer = self.simulator.get(DEVICES + "?search=resourceType+pr", TOKEN)
        self.assertEqual(answer.status, 400)

    def test_both_ways(self):
        pairs = set()
        for device in self.get(DEVICES, expand="user"):
            own = self.get(f"{DEVICES}/{device['id']}/users")
            self.assertEqual(own, device["_embedded"]["users"])
            pairs |= {(device["id"], use["user"]["id"]) for use in own}
        users = self.simulator.json("/_sim/dump")["users"]
        other, counts = set(), set()
        for user in users:
            rows = self.get(f"/api/v1/users/{user['id']}/devices")
            counts.add(len(rows))
            for row in rows:
                self.assertEqual(list(row),
                                 ["created", "deviceUserId", "device"])
                other.add((row["device"]["id"], user["id"]))
        self.assertEqual(pairs, other)
        self.assertLessEqual({0, 1, 2}, counts)
        held = [device for device, _ in pairs]
        self.assertTrue(any(held.count(d) == 2 for d in held))
        short = self.get(DEVICES, expand="userSummary", limit=1)
        self.assertEqual(set(short[0]["_embedded"]["users"][0]["user"]),
                         {"id", "profile"})

    def test_moves(self):
        device = self.one("ACTIVE")
        for end, status, after in (
                ("/lifecycle/unsuspend", 400, "ACTIVE"),
                ("/lifecycle/activate", 400, "ACTIVE"),
                ("/lifecycle/suspend", 204, "SUSPENDED"),
                ("/lifecycle/suspend", 400, "SUSPENDED"),
                ("/lifecycle/unsuspend", 204, "ACTIVE"),
                ("/lifecycle/deactivate", 204, "DEACTIVATED"),
                ("/lifecycle/deactivate", 400, "DEACTIVATED"),
                ("/lifecycle/activate", 204, "ACTIVE")):
            with self.subTest(end, after=after):
                answer = self.do("POST", device, end)
                self.assertEqual(answer[0], status)
                if status == 400:
                    self.assertEqual(answer[1]["errorCode"], "E0000001")
                now = self.get(f"{DEVICES}/{device['id']}")
                self.assertEqual(now["status"], after)
        # What it lost doesn't come back.
        self.assertEqual(self.get(f"{DEVICES}/{device['id']}/users"), [])

    def test_deletion(self):
        device = self.one("ACTIVE")
        self.assertEqual(self.do("DELETE", device)[0], 400)
        self.do("POST", device, "/lifecycle/deactivate")
        self.assertEqual(self.do("DELETE", device)[0], 204)
        status, error = self.do("DELETE", device)
        self.assertEqual((status, error["errorCode"]), (404, "E0000007"))
        self.assertNotIn(device["id"], [d["id"] for d in self.get(DEVICES)])
        self.simulator.control("/_sim/reset")
        self.assertEqual(self.get(DEVICES), self.devices)


if __name__ == "__main__":
    unittest.main()
