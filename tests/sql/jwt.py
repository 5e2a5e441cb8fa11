"""jwt.py - key pairs and checks of JWTs, by the openssl program alone.

jwt.py make KIND FORM..  of one new key pair prints {"private": what each of
                         the forms is, "public": a PEM}; KIND is RSA, RSA1024,
                         Ed25519 or a curve, FORM one of FORMS
jwt.py verify            of the JSON on standard input, {"jwts": [..],
                         "public": ..}, prints the header and the claims of
                         each, or fails. Without a key it is the P-256 one in
                         the header
"""

import base64
import json
import os
import sys
import tempfile

# The sanitizers' libraries are for programs that load the extension.
os.environ.pop("LD_PRELOAD", None)

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "sim", "checks"))
from keys import Key, base64url, openssl  # noqa: E402

SPKI_P256 = bytes.fromhex(
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def integers(der):
    """Those of a PKCS#1 private key: a SEQUENCE of INTEGERs."""
    at, found = 4, []
    while at < len(der):
        length, at = der[at + 1], at + 2
        if length >= 0x80:
            count = length - 0x80
            length, at = int.from_bytes(der[at:at + count], "big"), at + count
        found.append(der[at:at + length].lstrip(b"\0"))
        at += length
    return found


def jwk(key, **more):
    """The private key as a JWK (RFC 7518, 6)."""
    if key.kind == "RSA":
        der = openssl("rsa", "-in", key.path, "-traditional", "-outform",
                      "DER")
        names = ("n", "e", "d", "p", "q", "dp", "dq", "qi")
        numbers = dict(zip(names, map(base64url, integers(der)[1:])))
    else:
        der = openssl("ec", "-in", key.path, "-outform", "DER")
        start = der.index(b"\x02\x01\x01\x04") + 4
        numbers = {"d": base64url(der[start + 1:start + 1 + der[start]])}
    return json.dumps({**key.jwk(), **numbers, **more})


def pem_of(der, label):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"


def damaged(key):
    """One bit of the modulus, or of the point, is another."""
    lines = openssl("pkey", "-in", key.path).splitlines()
    der = bytearray(base64.b64decode(b"".join(lines[1:-1])))
    der[100] ^= 1
    return pem_of(der, "PRIVATE KEY")


def mixed(key):
    """The private number is another key's."""
    def sec1(of):
        return openssl("ec", "-in", of.path, "-outform", "DER")
    own, other = sec1(key), sec1(Key(key.kind))
    start = own.index(b"\x02\x01\x01\x04") + 5
    end = start + own[start - 1]
    return pem_of(own[:start] + other[start:end] + own[end:], "EC PRIVATE KEY")


def run(*arguments):
    return lambda key: openssl(*arguments, "-in", key.path).decode()


FORMS = {
    "pkcs8": run("pkey"),
    "pkcs1": run("rsa", "-traditional"),
    "sec1": run("ec"),
    "escaped": lambda key: run("pkey")(key).replace("\n", "\\n"),
    "jwk": jwk,
    "jwk-kid": lambda key: jwk(key, kid="in-the-jwk"),
    "jwk-RS384": lambda key: jwk(key, alg="RS384"),
    "jwk-RS512": lambda key: jwk(key, alg="RS512"),
    "jwk-least": lambda key: json.dumps(
        {name: value for name, value in json.loads(jwk(key)).items()
         if name in ("kty", "crv", "n", "e", "d", "x", "y")}),
    "jwk-public": lambda key: json.dumps(key.jwk()),
    "jwks": lambda key: json.dumps({"keys": [json.loads(jwk(key))]}),
    "encrypted": run("pkey", "-aes256", "-passout", "pass:secret"),
    "encrypted-pkcs1": run("rsa", "-traditional", "-aes256", "-passout",
                           "pass:secret"),
    "public": Key.pem,
    "damaged": damaged,
    "mixed": mixed,
}


def make(kind, *forms):
    if kind == "Ed25519":
        key = Key("P-256")
        openssl("genpkey", "-algorithm", kind, "-out", key.path)
    elif kind.startswith("RSA"):
        key = Key("RSA", int(kind.removeprefix("RSA") or 2048))
    else:
        key = Key(kind)
    print(json.dumps({"private": [FORMS[form](key) for form in forms],
                      "public": key.pem()}))


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der_signature(raw):
    """An ECDSA signature as OpenSSL takes it."""
    def integer(data):
        data = data.lstrip(b"\0")
        data = b"\0" + data if data[:1] >= b"\x80" else data
        return bytes([2, len(data)]) + data

    half = len(raw) // 2
    body = integer(raw[:half]) + integer(raw[half:])
    size = bytes([len(body)]) if len(body) < 0x80 else bytes([0x81, len(body)])
    return b"\x30" + size + body


def verify(jwt, public=None):
    signed, signature = jwt.rsplit(".", 1)
    header, claims = (json.loads(decode(part)) for part in signed.split("."))
    signature = decode(signature)
    if header["alg"].startswith("ES"):
        signature = der_signature(signature)
    with tempfile.TemporaryDirectory() as folder:
        key = os.path.join(folder, "key")
        if public is None:
            point = decode(header["jwk"]["x"]) + decode(header["jwk"]["y"])
            public = pem_of(SPKI_P256 + point, "PUBLIC KEY")
        with open(key, "w") as file:
            file.write(public)
        with open(key + ".sig", "wb") as file:
            file.write(signature)
        openssl("dgst", "-sha" + header["alg"][2:], "-verify", key,
                "-signature", key + ".sig", data=signed.encode())
    return {"header": header, "claims": claims}


if sys.argv[1] == "make":
    make(*sys.argv[2:])
else:
    given = json.load(sys.stdin)
    print(json.dumps([verify(one, given.get("public"))
                      for one in given["jwts"]]))
