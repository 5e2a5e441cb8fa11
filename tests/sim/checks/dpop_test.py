"""dpop_test.py - DPoP at okta-sim: proofs, nonces, and bound tokens."""

import json
import time
import unittest

from client import Client, Prover
from keys import Key
from simulator import Simulator

RSA = Key("RSA")
PROOF = Key("P-256")
OTHER = Key("P-256")
USERS = "/api/v1/users"
DAY = 86400


class Case(unittest.TestCase):
    def setUp(self):
        self.simulator = self.enterContext(Simulator("--rate-limit", "0"))
        self.client = Client(self.simulator, RSA,
                             dpop_bound_access_tokens=True)
        self.prover = Prover(self.client, PROOF)

    def check_error(self, answer, error, description):
        self.assertEqual(
            (answer.status, json.loads(answer.body)),
            (400, {"error": error, "error_description": description}))

    def check_proof_error(self, header, description):
        self.check_error(self.client.ask(None, header), "invalid_dpop_proof",
                         description)


class TokenEndpoint(Case):
    def test_the_exchange(self):
        first = self.client.ask(None, self.prover.token_proof())
        self.check_error(first, "use_dpop_nonce",
                         "Authorization server requires nonce in DPoP proof.")
        self.prover.nonce = first.headers["dpop-nonce"]
        second = self.client.ask(None, self.prover.token_proof())
        self.assertEqual(second.status, 200, second.body)
        self.assertEqual(json.loads(second.body)["token_type"], "DPoP")
        self.assertEqual(second.headers["dpop-nonce"], self.prover.nonce)

    def test_the_assertion_is_used_up_by_then(self):
        form = self.client.form()
        first = self.client.ask(form, self.prover.token_proof())
        self.prover.nonce = first.headers["dpop-nonce"]
        answer = self.client.ask(form, self.prover.token_proof())
        self.assertEqual(
            (answer.status, json.loads(answer.body)),
            (401, {"error": "invalid_client", "error_description":
                   "The client_assertion token has already been used."}))

    def test_behind_tls(self):
        # As a reverse proxy that ends TLS sends it on.
        secure = ("X-Forwarded-Proto", "https")
        base = self.simulator.url.replace("http://", "https://")
        endpoint = base + "/oauth2/v1/token"

        def ask():
            form = self.client.form(self.client.assertion(aud=endpoint))
            proof = self.prover.token_proof(htu=endpoint)
            return self.client.ask(form, proof, secure)
        self.prover.nonce = ask().headers["dpop-nonce"]
        token = json.loads(ask().body)["access_token"]
        for htu, status in ((base, 200), (self.simulator.url, 400)):
            headers = self.prover.headers(token, "GET", USERS,
                                          htu=htu + USERS)
            self.assertEqual(
                self.simulator.get(USERS, *headers, secure).status, status)

    def test_without_a_proof(self):
        self.check_error(self.client.ask(), "invalid_dpop_proof",
                         "The DPoP proof JWT header is missing.")

    def test_a_proof_that_is_not_required_binds(self):
        self.client = Client(self.simulator, RSA)
        answer = Prover(self.client, PROOF).sign_in()
        self.assertEqual(json.loads(answer.body)["token_type"], "DPoP")

    def test_every_algorithm(self):
        for kind, algorithms in (("RSA", ("RS256", "RS384", "RS512")),
                                 ("P-256", ("ES256",)), ("P-384", ("ES384",)),
                                 ("P-521", ("ES512",))):
            prover = Prover(self.client, Key(kind))
            prover.sign_in()
            for algorithm in algorithms:
                with self.subTest(algorithm):
                    answer = self.client.ask(
                        None, prover.token_proof({"alg": algorithm}))
                    self.assertEqual(answer.status, 200, answer.body)

    def test_bad_proofs(self):
        self.prover.sign_in()
        now = int(time.time())
        make = self.prover.token_proof
        url = self.client.endpoint
        private = PROOF.jwk(d="c2VjcmV0")
        cases = (
            (("DPoP", "one"), "The DPoP proof JWT cannot be parsed."),
            (make({"typ": "JWT"}), "'typ' must be 'dpop+jwt' in the DPoP "
             "proof JWT."),
            (make({"typ": None}), "'typ' must be 'dpop+jwt' in the DPoP "
             "proof JWT."),
            (make({"alg": "HS256"}), "The DPoP proof JWT signature algorithm "
             "is invalid."),
            (make({"jwk": None}), "The DPoP proof JWT is invalid."),
            (make({"jwk": private}), "The DPoP proof JWT is invalid."),
            (make({"jwk": OTHER.jwk()}), "The DPoP proof JWT signature is "
             "invalid."),
            (make(htm="GET"), "'htm' claim in the DPoP proof JWT is invalid."),
            (make(htm="post"), "'htm' claim in the DPoP proof JWT is "
             "invalid."),
            (make(htu=url + "/"), "'htu' claim in the DPoP proof JWT is "
             "invalid."),
            (make(htu=None), "'htu' claim in the DPoP proof JWT is invalid."),
            (make(iat=None), "'iat' claim in the DPoP proof JWT is invalid."),
            (make(iat=now + 60), "The DPoP proof JWT is issued in the "
             "future."),
            (make(iat=now - 310), "The DPoP proof JWT is issued more than "
             "five minutes in the past."),
            (make(exp=now - 1), "The DPoP proof JWT is expired."),
            (make(jti=None), "'jti' claim in the DPoP proof JWT is invalid."),
            (make(jti=7), "'jti' claim in the DPoP proof JWT is invalid."),
        )
        for header, description in cases:
            with self.subTest(description):
                self.check_proof_error(header, description)

    def test_two_proofs(self):
        self.prover.sign_in()
        answer = self.client.ask(None, self.prover.token_proof(),
                                 self.prover.token_proof())
        self.check_error(answer, "invalid_dpop_proof",
                         "Multiple DPoP proof JWT headers are not allowed.")

    def test_replay(self):
        self.prover.sign_in()
        proof = self.prover.token_proof()
        self.assertEqual(self.client.ask(None, proof).status, 200)
        self.check_proof_error(proof,
                               "The DPoP proof JWT has already been used.")

    def test_nonces_grow_old(self):
        self.prover.sign_in()

        def ask_after(days):
            offset = int(days * DAY)
            self.simulator.control("/_sim/clock", {"offset": offset})
            now = int(time.time()) + offset
            text = self.client.assertion(iat=now, exp=now + 300)
            return self.client.ask(self.client.form(text),
                                   self.prover.token_proof(iat=now))

        later = ask_after(1)
        self.assertEqual(later.status, 200)
        self.assertNotEqual(later.headers["dpop-nonce"], self.prover.nonce)
        self.assertEqual(ask_after(2).status, 200)
        old = ask_after(3)
        self.assertEqual(json.loads(old.body)["error"], "use_dpop_nonce")
        self.prover.nonce = "made-up"
        self.assertEqual(ask_after(0).status, 400)


class BoundToken(Case):
    def setUp(self):
        super().setUp()
        self.token = json.loads(self.prover.sign_in().body)["access_token"]

    def get(self, path, headers):
        return self.simulator.get(path, *headers)

    def check_challenge(self, answer, status, error, description):
        self.assertEqual((answer.status, answer.body), (status, b""))
        text = answer.headers["WWW-Authenticate"]
        self.assertTrue(text.startswith(
            'DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", '
            'authorization_uri="http://'), text)
        self.assertIn(f'error="{error}", error_description="{description}", '
                      f'resource="{USERS}"', text)

    def test_a_call(self):
        headers = self.prover.headers(self.token, "GET", USERS)
        self.assertEqual(self.get(USERS + "?limit=2", headers).status, 200)

    def test_bad_proofs(self):
        url = self.simulator.url + USERS
        cases = (
            ({"htu": url + "?limit=2"}, "'htu' claim in the DPoP proof JWT is "
             "invalid."),
            ({"htu": url + "/"}, "'htu' claim in the DPoP proof JWT is "
             "invalid."),
            ({"htm": "DELETE"}, "'htm' claim in the DPoP proof JWT is "
             "invalid."),
            ({"ath": None}, "'ath' claim in the DPoP proof does not match the "
             "presented access_token."),
            ({"ath": "AAAA"}, "'ath' claim in the DPoP proof does not match "
             "the presented access_token."),
            ({"jti": None}, "'jti' claim in the DPoP proof JWT is invalid."),
        )
        for claims, description in cases:
            with self.subTest(claims):
                headers = self.prover.headers(self.token, "GET", USERS,
                                              **claims)
                self.check_challenge(self.get(USERS + "?limit=2", headers),
                                     400, "invalid_dpop_proof", description)

    def test_the_path_is_named_decoded(self):
        # As it is sent, as the proof names it, and whether that is taken.
        cases = (
            ("joe%40example.com", "joe@example.com", True),
            ("joe@example.com", "joe@example.com", True),
            ("joe%40example.com", "joe%40example.com", False),
            ("joe@example.com", "joe%40example.com", False),
            ("a%2Bb%27%C3%A9%3F%3b", "a+b'\u00e9?;", True),
            ("a+b", "a b", False),
            ("a%2Fb", "a/b", True),
            ("a%20b%22c%23d%25e", "a%20b%22c%23d%25e", True),
            ("a%20b", "a b", False),
            ("a%2540b", "a%2540b", True),
            ("a%2540b", "a%40b", False),
        )
        for sent, named, taken in cases:
            with self.subTest(sent=sent, named=named):
                answer = self.get(f"{USERS}/{sent}", self.prover.headers(
                    self.token, "GET", f"{USERS}/{named}"))
                self.assertEqual(answer.status, 404 if taken else 400)
                challenge = answer.headers.get("WWW-Authenticate", "")
                self.assertEqual("'htu' claim" in challenge, not taken)

    def test_replay(self):
        headers = self.prover.headers(self.token, "GET", USERS)
        self.assertEqual(self.get(USERS, headers).status, 200)
        self.check_challenge(self.get(USERS, headers), 400,
                             "invalid_dpop_proof",
                             "The DPoP proof JWT has already been used.")

    def test_another_key(self):
        thief = Prover(self.client, OTHER)
        headers = thief.headers(self.token, "GET", USERS)
        self.check_challenge(
            self.get(USERS, headers), 400, "invalid_dpop_proof",
            "The access_token is not bound to the provided DPoP proof.")

    def test_without_a_proof(self):
        headers = self.prover.headers(self.token, "GET", USERS)[:1]
        self.check_challenge(self.get(USERS, headers), 400, "invalid_request",
                             "The resource request requires a DPoP proof.")

    def test_as_bearer(self):
        answer = self.get(USERS, [("Authorization", "Bearer " + self.token)])
        self.assertEqual((answer.status, answer.body), (400, b""))
        self.assertIn(
            'error="invalid_request", error_description="The resource request '
            "must use the DPoP authentication scheme when using a DPoP bound "
            'token."', answer.headers["WWW-Authenticate"])

    def test_a_bearer_token_with_proof(self):
        token = Client(self.simulator, RSA, "0oaBearer").token()
        headers = self.prover.headers(token, "GET", USERS)
        self.check_challenge(self.get(USERS, headers), 401, "invalid_token",
                             "The presented access_token is not DPoP bound.")

    def test_missing_scope(self):
        headers = self.prover.headers(self.token, "GET", "/api/v1/apps")
        answer = self.get("/api/v1/apps", headers)
        self.assertEqual((answer.status, answer.body), (403, b""))
        self.assertIn('DPoP algs=', answer.headers["WWW-Authenticate"])

    def test_a_429_uses_up_the_proof(self):
        simulator = self.enterContext(Simulator("--rate-limit", "1"))
        client = Client(simulator, RSA)
        prover = Prover(client, PROOF)
        first = client.ask(None, prover.token_proof())
        prover.nonce = first.headers["dpop-nonce"]
        simulator.control("/_sim/clock", {"offset": 61})
        now = int(time.time()) + 61
        answer = client.ask(
            client.form(client.assertion(iat=now, exp=now + 300)),
            prover.token_proof(iat=now))
        token = json.loads(answer.body)["access_token"]
        for status in (200, 429):
            headers = prover.headers(token, "GET", USERS, iat=now)
            self.assertEqual(simulator.get(USERS, *headers).status, status)
        self.assertEqual(simulator.get(USERS, *headers).status, 400)


if __name__ == "__main__":
    unittest.main()
