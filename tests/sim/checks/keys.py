"""keys.py - key pairs and JWTs, made with the openssl program alone."""

import atexit
import base64
import functools
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile

FOLDER = tempfile.mkdtemp()
atexit.register(shutil.rmtree, FOLDER)
NUMBERS = itertools.count()
SIZES = {"P-256": 32, "P-384": 48, "P-521": 66}


def openssl(*arguments, data=None):
    return subprocess.run(
        ["openssl", *arguments], input=data, check=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def der_integers(der):
    """The two integers of an ECDSA signature."""
    def integer(at):
        assert der[at] == 2
        end = at + 2 + der[at + 1]
        return int.from_bytes(der[at + 2:end], "big"), end

    first, at = integer(2 if der[1] < 0x80 else 3)
    second, _ = integer(at)
    return first, second


class Key:
    """kind: "RSA", or a curve as in SIZES."""

    def __init__(self, kind="RSA", bits=2048):
        self.kind = kind
        self.path = os.path.join(FOLDER, f"{next(NUMBERS)}.pem")
        options = (
            ["RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"] if kind == "RSA" else
            ["EC", "-pkeyopt", "ec_paramgen_curve:" + kind])
        openssl("genpkey", "-algorithm", *options, "-out", self.path)

    @functools.cache
    def pem(self):
        return openssl("pkey", "-in", self.path, "-pubout").decode()

    def jwk(self, **more):
        return {**self.members(), **more}

    @functools.cache
    def members(self):
        """Those of the public key as a JWK."""
        if self.kind == "RSA":
            text = openssl("rsa", "-in", self.path, "-noout", "-modulus")
            n = bytes.fromhex(re.search("=([0-9A-F]+)", text.decode())[1])
            return {"kty": "RSA", "n": base64url(n), "e": "AQAB"}
        size = SIZES[self.kind]
        point = openssl("pkey", "-in", self.path, "-pubout",
                        "-outform", "DER")[-2 * size:]
        return {"kty": "EC", "crv": self.kind,
                "x": base64url(point[:size]), "y": base64url(point[size:])}

    def algorithm(self):
        return {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384",
                "P-521": "ES512"}[self.kind]

    def sign(self, text, algorithm):
        signature = openssl("dgst", "-sha" + algorithm[2:], "-sign", self.path,
                            data=text.encode())
        if self.kind == "RSA":
            return signature
        size = SIZES[self.kind]
        return b"".join(number.to_bytes(size, "big")
                        for number in der_integers(signature))

    def jwt(self, header, claims):
        """A value None leaves its member out."""
        algorithm = header.get("alg") or self.algorithm()
        parts = [{"alg": self.algorithm(), **header}, claims]
        text = ".".join(
            base64url(json.dumps(
                {k: v for k, v in part.items() if v is not None}).encode())
            for part in parts)
        if algorithm[2:] not in ("256", "384", "512"):
            algorithm = self.algorithm()
        return text + "." + base64url(self.sign(text, algorithm))
