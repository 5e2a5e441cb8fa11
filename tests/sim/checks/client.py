"""client.py - a service app that signs in, as Okta documents it."""

import hashlib
import json
import time
import uuid

from keys import base64url

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Client:
    def __init__(self, simulator, key, client_id="0oaService", kid="k1",
                 **app):
        """app: more members of the app that is registered."""
        self.simulator, self.key = simulator, key
        self.client_id, self.kid = client_id, kid
        self.endpoint = simulator.url + "/oauth2/v1/token"
        simulator.control("/_sim/service-apps", {
            "client_id": client_id, "keys": [key.jwk(kid=kid)],
            "scopes": ["okta.users.read", "okta.apps.manage"], **app})

    def assertion(self, header=None, key=None, **claims):
        now = int(time.time())
        return (key or self.key).jwt(
            {"kid": self.kid, **(header or {})},
            {"aud": self.endpoint, "iss": self.client_id,
             "sub": self.client_id, "iat": now, "exp": now + 300,
             "jti": str(uuid.uuid4()), **claims})

    def form(self, assertion=None, **more):
        form = {"grant_type": "client_credentials",
                "scope": "okta.users.read",
                "client_assertion_type": ASSERTION_TYPE,
                "client_assertion": assertion or self.assertion(), **more}
        return {k: v for k, v in form.items() if v is not None}

    def ask(self, form=None, *headers):
        return self.simulator.post_form("/oauth2/v1/token",
                                        form or self.form(), *headers)

    def token(self, *headers, **form):
        answer = self.ask(self.form(**form), *headers)
        assert answer.status == 200, answer
        return json.loads(answer.body)["access_token"]


class Prover:
    """Makes DPoP proofs with a key of its own."""

    def __init__(self, client, key):
        self.client, self.key, self.nonce = client, key, None

    def proof(self, method, path, header=None, **claims):
        return self.key.jwt(
            {"typ": "dpop+jwt", "jwk": self.key.jwk(), **(header or {})},
            {"htm": method, "htu": self.client.simulator.url + path,
             "iat": int(time.time()), "jti": str(uuid.uuid4()),
             "nonce": self.nonce, **claims})

    def token_proof(self, header=None, **claims):
        return ("DPoP", self.proof("POST", "/oauth2/v1/token", header,
                                   **claims))

    def sign_in(self):
        """The exchange with nonce; returns the second answer."""
        first = self.client.ask(None, self.token_proof())
        self.nonce = first.headers["dpop-nonce"]
        return self.client.ask(None, self.token_proof())

    def headers(self, token, method, path, header=None, **claims):
        ath = base64url(hashlib.sha256(token.encode()).digest())
        proof = self.proof(method, path, header,
                           **{"ath": ath, "nonce": None, **claims})
        return [("Authorization", "DPoP " + token), ("DPoP", proof)]
