"""release_test.py - what is promised of the binary that is published: it needs
libc alone, keeps to itself, and finds the CAs of the system that it runs on.

Usage: release_test.py path/to/idp.so
Beside the tests of what it does, which are those of any build.
"""

import json
import os
import pathlib
import re
import sqlite3
import ssl
import subprocess
import sys
import unittest

BINARY = os.path.realpath(sys.argv.pop(1))
os.environ["IDP_EXTENSION"] = BINARY
HOSTILE = pathlib.Path(__file__).resolve().parents[1] / "hostile"
sys.path.insert(0, str(HOSTILE))

from shell import TOKEN, shell  # noqa: E402
from tls import TlsCase  # noqa: E402

OLDEST_GLIBC = (2, 28)
LIBC = re.compile(r"(libc|libm|libpthread|libdl|librt|ld-linux-.*)\.so\.\d+")
ENTRY_POINTS = ["sqlite3_extension_init", "sqlite3_idp_auto_init",
                "sqlite3_idp_init"]
CA_FILES = ["/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem"]

# The shell in a system whose /etc has nothing but a file of CAs, if any.
SHELL = """#!/bin/sh
exec unshare --mount {rights} /bin/sh -euc '
  mount -t tmpfs none /etc
  if [ -n "{path}" ]; then
    mkdir -p "$(dirname "{path}")"
    cp "$0/{authority}.pem" "{path}"
  fi
  exec {sqlite} "$@"' "{folder}" "$@"
"""


def said_by(*words):
    return subprocess.run(words, check=True, capture_output=True,
                          text=True).stdout


class Needs(unittest.TestCase):
    def test_nothing_but_libc(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]",
                            said_by("readelf", "-d", BINARY))
        self.assertIn("libc.so.6", needed)
        self.assertEqual([n for n in needed if not LIBC.fullmatch(n)], [])

    def test_an_old_one(self):
        versions = {tuple(map(int, version.split(".")))
                    for version in re.findall(r"GLIBC_([0-9.]+)", said_by(
                        "readelf", "--version-info", "--wide", BINARY))}
        print("needs glibc", ".".join(map(str, max(versions))))
        self.assertLessEqual(max(versions), OLDEST_GLIBC)

    def test_every_symbol_is_its_own_or_libc_s(self):
        """So it takes nothing of its host's OpenSSL, and gives nothing."""
        exported = said_by("nm", "-D", "--defined-only", "-j", BINARY).split()
        self.assertEqual(exported, ENTRY_POINTS)
        for line in said_by("nm", "-D", "--undefined-only",
                            BINARY).splitlines():
            kind, name = line.split()
            self.assertTrue("@GLIBC_" in name or kind == "w", line)


class Host(unittest.TestCase):
    def versions(self):
        connection = sqlite3.connect(":memory:")
        connection.enable_load_extension(True)
        connection.load_extension(BINARY)
        return json.loads(connection.execute(
            "SELECT idp_version()").fetchone()[0])

    def test_libraries_of_its_own_beside_the_host_s(self):
        versions = self.versions()
        print(versions)
        self.assertIn("libcurl/nghttp2", versions)
        self.assertNotIn(versions["openssl"], ssl.OPENSSL_VERSION)
        import pycurl  # links libcurl, and checks which one it gets
        self.assertNotIn("libcurl/" + versions["libcurl"] + " ",
                         pycurl.version + " ")


class Authorities(TlsCase):
    def setUp(self):
        super().setUp()
        self.make_authority("good")
        self.make_authority("other")
        self.make_certificate("right")
        self.port = self.serve("right")
        self.sqlite = said_by("sh", "-c", "command -v sqlite3").strip()

    def ask(self, path="", authority="good", **variables):
        """What the shell says where that file has that authority."""
        rights = "" if os.getuid() == 0 else "--map-root-user"
        with open(f"{self.folder}/sqlite3", "w", encoding="utf-8") as file:
            file.write(SHELL.format(rights=rights, path=path,
                                    authority=authority, sqlite=self.sqlite,
                                    folder=self.folder))
        os.chmod(file.name, 0o755)
        before = os.environ["PATH"]
        os.environ["PATH"] = f"{self.folder}:{before}"
        try:
            return shell(
                "SELECT idp_configure('{\"max_retries\": 0}') IS NULL;\n"
                "SELECT count(*) FROM users;",
                {"OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{self.port}",
                 "OKTA_CLIENT_TOKEN": TOKEN, **variables})
        finally:
            os.environ["PATH"] = before

    def test_of_each_system(self):
        for path in CA_FILES:
            with self.subTest(path):
                self.assertEqual(self.ask(path), "0\n0\n")
                self.assertIn("certificate", self.ask(path, "other"))

    def test_what_is_set_wins(self):
        path = CA_FILES[0]
        for name in ("SSL_CERT_FILE", "IDP_CAFILE"):
            with self.subTest(name):
                good = {name: f"{self.folder}/good.pem"}
                other = {name: f"{self.folder}/other.pem"}
                self.assertEqual(self.ask(path, "other", **good), "0\n0\n")
                self.assertIn("certificate", self.ask(path, "good", **other))

    def test_none(self):
        self.assertIn("install the package ca-certificates", self.ask())


if __name__ == "__main__":
    unittest.main(verbosity=2)
