"""oauth_test.py - okta-sim's token endpoint."""

import json
import time
import unittest
import urllib.parse

from case import RSA, USERS, Case, bearer
from client import Client
from keys import Key
from simulator import Simulator

OTHER = Key("RSA")


class TokenEndpoint(Case):
    def test_success(self):
        answer = self.client.ask()
        body = json.loads(answer.body)
        self.assertEqual(answer.status, 200)
        self.assertEqual(list(body),
                         ["token_type", "expires_in", "access_token", "scope"])
        self.assertEqual(
            (body["token_type"], body["expires_in"], body["scope"]),
            ("Bearer", 3600, "okta.users.read"))
        self.assertEqual(
            self.simulator.get(USERS, bearer(body["access_token"])).status,
            200)

    def test_every_algorithm_and_key_form(self):
        for kind, algorithms in (("RSA", ("RS256", "RS384", "RS512")),
                                 ("P-256", ("ES256",)), ("P-384", ("ES384",)),
                                 ("P-521", ("ES512",))):
            key = Key(kind)
            pem = [{"kid": "p1", "pem": key.pem()}]
            for form in ({}, {"kid": "p1", "keys": pem}):
                client = Client(self.simulator, key, "0oa" + kind, **form)
                for algorithm in algorithms:
                    with self.subTest(algorithm, form=form):
                        text = client.assertion({"alg": algorithm})
                        answer = client.ask(client.form(text))
                        self.assertEqual(answer.status, 200, answer.body)

    def test_bad_assertions(self):
        now = int(time.time())
        parse = "The parsing of the client_assertion failed."
        make = self.client.assertion
        cases = (
            ("one", parse), ("a.b.c", parse), (make() + ".x", parse),
            (make(iat="soon"), parse),
            (make(iss="0oaNobody"), "The issuer claim for client_assertion is "
             "not a valid client_id."),
            (make(sub="0oaNobody"), "The subject claim for client_assertion "
             "is not a valid client_id."),
            (make({"alg": "HS256"}), "The client_assertion JWT signature "
             "algorithm is invalid."),
            (make({"alg": "none"}), "The client_assertion JWT signature "
             "algorithm is invalid."),
            (make({"kid": "k2"}), "The client_assertion JWT kid is invalid."),
            (make(key=OTHER), "The client_assertion signature is invalid."),
            (make({"alg": "ES256"}), "The client_assertion signature is "
             "invalid."),
            (make()[:-8] + "AAAAAAAA", "The client_assertion signature is "
             "invalid."),
            (make(exp=None), "The client_assertion must contain the 'exp' "
             "claim as seconds since epoch."),
            (make(exp="3600"), "The client_assertion must contain the 'exp' "
             "claim as seconds since epoch."),
            (make(exp=now - 1), "The client_assertion token is expired."),
            (make(exp=now + 3700), "The client_assertion token has an "
             "expiration too far into the future."),
            (make(iat=now + 60), "The client_assertion token must be issued "
             "before the current time."),
        )
        for assertion, description in cases:
            with self.subTest(description):
                answer = self.client.ask(self.client.form(assertion))
                self.check_error(answer, 401, "invalid_client", description)

    def test_audience(self):
        endpoint = self.client.endpoint
        for audience, status in (
                (endpoint, 200), ([endpoint], 200), (endpoint + "/", 401),
                (self.simulator.url, 401), ("", 401), (None, 401),
                (endpoint.replace("http://", "https://"), 401)):
            with self.subTest(audience):
                answer = self.client.ask(
                    self.client.form(self.client.assertion(aud=audience)))
                self.assertEqual(answer.status, status, answer.body)
        self.check_error(answer, 401, "invalid_client",
                         "The audience claim for client_assertion must be the "
                         "endpoint invoked for the request.")

    def test_behind_tls(self):
        form = self.client.form(self.client.assertion(
            aud=self.client.endpoint.replace("http://", "https://")))
        proxied = ("X-Forwarded-Proto", "https")
        self.assertEqual(self.client.ask(form, proxied).status, 200)

    def test_optional_claims(self):
        for name in ("iat", "jti"):
            with self.subTest(name):
                text = self.client.assertion(**{name: None})
                self.assertEqual(
                    self.client.ask(self.client.form(text)).status, 200)

    def test_replay(self):
        form = self.client.form()
        self.assertEqual(self.client.ask(form).status, 200)
        self.check_error(self.client.ask(form), 401, "invalid_client",
                         "The client_assertion token has already been used.")

    def test_kid_of_several_keys(self):
        keys = [RSA.jwk(kid="k1"), OTHER.jwk(kid="k2")]
        client = Client(self.simulator, RSA, keys=keys)
        for key, kid, status in ((RSA, "k1", 200), (OTHER, "k2", 200),
                                 (RSA, "k2", 401), (RSA, None, 401)):
            with self.subTest(kid=kid, status=status):
                text = client.assertion({"kid": kid}, key)
                self.assertEqual(client.ask(client.form(text)).status, status)
        client = Client(self.simulator, RSA)
        text = client.assertion({"kid": None})
        self.assertEqual(client.ask(client.form(text)).status, 200)

    def test_form(self):
        form = self.client.form
        basic = ("Authorization", "Basic MG9hOnNlY3JldA==")
        cases = (
            (form(grant_type=None), (), 400, "invalid_request",
             "The required parameter 'grant_type' is missing."),
            (form(grant_type="password"), (), 400, "unsupported_grant_type",
             "The authorization grant type is not supported by the "
             "authorization server. Configured grant types: "
             "[client_credentials]."),
            (form(client_assertion_type="jwt"), (), 400, "invalid_request",
             "The client_assertion_type is invalid."),
            (form(client_assertion_type=None), (), 400, "invalid_request",
             "The client_assertion_type is invalid."),
            ({"grant_type": "client_credentials"}, (), 401, "invalid_client",
             "No client credentials found."),
            ({"grant_type": "client_credentials"}, (basic,), 401,
             "invalid_client",
             "Client Credentials requests to the Org Authorization Server "
             "must use the private_key_jwt token_endpoint_auth_method."),
            (form(client_id="0oaNobody"), (), 401, "invalid_client",
             "Invalid value for 'client_id' parameter."),
            ("grant_type=client_credentials&grant_type=client_credentials",
             (), 400, "invalid_request",
             "The request contained multiple parameters with the same name."),
            (form(scope=None), (), 400, "invalid_scope",
             "No scopes were requested."),
            (form(scope="openid"), (), 400, "invalid_scope",
             "Cannot request 'openid' scopes using client credentials."),
            (form(scope="okta.users.read users"), (), 400, "invalid_scope",
             "One or more scopes are not configured for the authorization "
             "server resource."),
            (form(scope="okta.users.manage okta.groups.read"), (), 400,
             "consent_required",
             "You are not allowed any of the requested scopes."),
        )
        for text, headers, status, error, description in cases:
            with self.subTest(description):
                self.check_error(self.client.ask(text, *headers), status,
                                 error, description)
        answer = self.client.ask(form(), basic)
        self.assertEqual(answer.status, 401)
        self.assertIn(b"Cannot supply multiple client credentials",
                      answer.body)

    def test_other_encodings_and_verbs(self):
        answer = self.simulator.call(
            "POST", "/oauth2/v1/token", [("Content-Type", "application/json")],
            json.dumps(self.client.form()))
        self.assertEqual(json.loads(answer.body)["errorCode"], "E0000021")
        self.assertEqual(self.simulator.get("/oauth2/v1/token").status, 405)

    def test_the_form_in_the_query(self):
        # As older versions of an SDK send it: all in the query, no body; and
        # some here, some there.
        form = self.client.form()
        names = list(form)
        for split in (0, 2, len(names)):
            form = self.client.form()
            query = urllib.parse.urlencode({n: form[n] for n in names[split:]})
            answer = self.simulator.post_form(
                "/oauth2/v1/token?" + query,
                {n: form[n] for n in names[:split]})
            with self.subTest(split):
                self.assertEqual(answer.status, 200, answer.body)
        twice = self.client.form()
        self.check_error(
            self.simulator.post_form(
                "/oauth2/v1/token?" + urllib.parse.urlencode(twice), twice),
            400, "invalid_request",
            "The request contained multiple parameters with the same name.")

    def test_scopes(self):
        for asked, granted in (
                ("okta.apps.read", "okta.apps.read"),  # through manage
                ("okta.users.manage okta.apps.manage okta.users.read",
                 "okta.apps.manage okta.users.read")):
            answer = self.client.ask(self.client.form(scope=asked))
            self.assertEqual(json.loads(answer.body)["scope"], granted)

    def test_rate_limit_of_the_endpoint(self):
        client = Client(self.enterContext(Simulator()), RSA)
        self.assertEqual(client.ask().headers["x-rate-limit-limit"], "150")


if __name__ == "__main__":
    unittest.main()
