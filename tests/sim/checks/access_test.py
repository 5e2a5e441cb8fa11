"""access_test.py - what okta-sim's access tokens open."""

import json
import unittest

from case import RSA, USERS, Case, bearer
from client import Client
from simulator import Simulator


class AccessToken(Case):
    def test_missing_scope(self):
        answer = self.simulator.get("/api/v1/apps?limit=1",
                                    bearer(self.client.token()))
        self.check_challenge(answer, 403)
        org = "http://" + self.simulator.host
        self.assertEqual(
            answer.headers["WWW-Authenticate"],
            f'Bearer authorization_uri="{org}/oauth2/v1/authorize", '
            f'realm="{org}", scope="okta.apps.read", '
            'error="insufficient_scope", error_description="The access token '
            'provided does not contain the required scopes.", '
            'resource="/api/v1/apps"')
        self.assertIsNone(answer.headers["Content-Type"])

    def test_scope_of_each_operation(self):
        user = self.simulator.json("/_sim/dump")["users"][0]["id"]
        grants = f"{USERS}/{user}/grants"
        app = Client(self.simulator, RSA, scopes=[
            "okta.users.manage", "okta.apps.manage"])
        cases = (("GET", USERS, "okta.users.read"),
                 ("GET", f"{USERS}/{user}", "okta.users.read"),
                 ("GET", f"{USERS}/{user}/clients", "okta.users.read"),
                 ("GET", grants, "okta.users.read"),
                 ("DELETE", grants, "okta.users.manage"),
                 ("DELETE", f"{USERS}/{user}/sessions", "okta.users.manage"),
                 ("GET", "/api/v1/apps", "okta.apps.read"))
        scopes = ("okta.users.read", "okta.users.manage", "okta.apps.read",
                  "okta.apps.manage")
        tokens = {scope: app.token(scope=scope) for scope in scopes}
        for method, path, needed in cases:
            for scope, token in tokens.items():
                allowed = needed in (scope, scope.replace("manage", "read"))
                with self.subTest(method=method, path=path, scope=scope):
                    answer = self.simulator.call(method, path, [bearer(token)])
                    self.assertEqual(answer.status == 403, not allowed)
                    self.assertEqual(answer.status in (200, 204), allowed)

    def test_tokens_that_are_no_longer_good(self):
        for how, description in (("expire", "The token has expired."),
                                 ("revoke", "The access token has been "
                                  "revoked.")):
            with self.subTest(how):
                token = self.client.token()
                self.simulator.control("/_sim/access-tokens/" + how)
                answer = self.simulator.get(USERS, bearer(token))
                self.check_challenge(answer, 401, 'error="invalid_token"',
                                     f'error_description="{description}"')
                again = self.simulator.get(USERS, bearer(self.client.token()))
                self.assertEqual(again.status, 200)

    def test_lifetime(self):
        simulator = self.enterContext(Simulator("--token-lifetime", "7200"))
        client = Client(simulator, RSA)
        self.assertEqual(json.loads(client.ask().body)["expires_in"], 7200)
        token = client.token()
        simulator.control("/_sim/clock", {"offset": 7100})
        self.assertEqual(simulator.get(USERS, bearer(token)).status, 200)
        simulator.control("/_sim/clock", {"offset": 7300})
        self.check_challenge(simulator.get(USERS, bearer(token)), 401,
                             "The token has expired.")

    def test_unknown_token(self):
        self.check_challenge(self.simulator.get(USERS, bearer("nobody's")),
                             401, "The access token is invalid.")

    def test_missing_admin_role(self):
        token = Client(self.simulator, RSA, admin_role=False).token()
        answer = self.simulator.get(USERS, bearer(token))
        self.assertEqual((answer.status, json.loads(answer.body)["errorCode"]),
                         (403, "E0000006"))

    def test_api_token(self):
        # With and without a blank; SSWS is the word, and the token whole.
        for value, status, code in (
                ("SSWS sim-token", 200, None), ("SSWSsim-token", 200, None),
                ("SSWS other", 401, "E0000011"), ("SSWS", 401, "E0000011"),
                ("SSWSsim-token2", 401, "E0000011"),
                ("sim-token", 401, "E0000011"), ("", 403, "E0000005")):
            answer = self.simulator.get(USERS, ("Authorization", value))
            with self.subTest(value):
                self.assertEqual(answer.status, status)
                if code:
                    self.assertEqual(json.loads(answer.body)["errorCode"],
                                     code)
        self.assertEqual(self.simulator.get(
            USERS, bearer("sim-token")).status, 401)

    def test_no_credential(self):
        for headers in ((), (("X-Api-Key", "SSWS sim-token"),)):
            answer = self.simulator.get(USERS, *headers)
            body = json.loads(answer.body)
            self.assertEqual(
                (answer.status, body["errorCode"], body["errorSummary"]),
                (403, "E0000005", "Invalid session"))
            self.assertIn("x-rate-limit-limit", answer.headers)

    def test_requests_tell_the_scheme_but_no_token(self):
        for value in ("SSWSsim-token", "SSWS sim-token", "sim-token",
                      "Bearer x"):
            self.simulator.get(USERS, ("Authorization", value))
        text = self.simulator.get("/_sim/requests").body
        self.assertNotIn(b"sim-token", text)
        self.assertEqual([r["scheme"] for r in json.loads(text)[-4:]],
                         ["SSWS", "SSWS", "other", "Bearer"])

    def test_app_is_checked(self):
        for text in ("", "[]", "{}", '{"client_id": "x", "keys": []}',
                     '{"client_id": "x", "keys": [{"kty": "RSA"}]}',
                     json.dumps({"client_id": "x", "keys": [RSA.jwk()],
                                 "scope": []})):
            answer = self.simulator.call("POST", "/_sim/service-apps",
                                         body=text)
            self.assertEqual(answer.status, 400, text)


if __name__ == "__main__":
    unittest.main()
