"""tls_test.py - an org behind nginx with right and wrong certificates, and what
the org received."""

import os
import socket
import subprocess
import tempfile
import time
import unittest

from peer import Peer
from shell import TOKEN, shell

NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/{name}.pem;
    ssl_certificate_key {folder}/key.pem;
    location / {{ proxy_pass {home}; proxy_set_header Connection ""; }}
  }}
}}
"""

AUTHORITY = """
[ca]
default_ca = authority
[authority]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


class Tls(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.home = self.enterContext(Peer())

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True,
                       stderr=subprocess.DEVNULL)

    def write(self, name, content):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(content)

    def make_authority(self, name):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     f"{name}.key", "-out", f"{name}.pem", "-days", "2",
                     "-subj", f"/CN={name}")

    def make_certificate(self, name, names="IP:127.0.0.1", authority="good",
                         begins="20250101000000Z", ends="20990101000000Z"):
        """Signed by that authority, in force between those times."""
        self.write("authority.conf", AUTHORITY)
        self.write("index", "")
        self.write("serial", "01\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
                     "-out", "request.pem", "-subj", "/CN=org", "-addext",
                     f"subjectAltName={names}")
        self.openssl("ca", "-batch", "-notext", "-config", "authority.conf",
                     "-cert", f"{authority}.pem", "-keyfile",
                     f"{authority}.key", "-in", "request.pem", "-out",
                     f"{name}.pem", "-startdate", begins, "-enddate", ends)

    def serve(self, name):
        """nginx with that certificate; its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.write("nginx.conf", NGINX.format(
            folder=self.folder, port=port, name=name, home=self.home.url))
        process = subprocess.Popen(
            ["nginx", "-p", self.folder, "-c", f"{self.folder}/nginx.conf"],
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"},
            stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return port
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise AssertionError("nginx did not start")

    def ask(self, port, trusted="good"):
        variables = {"OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{port}",
                     "OKTA_CLIENT_TOKEN": TOKEN}
        if trusted:
            variables["SSL_CERT_FILE"] = f"{self.folder}/{trusted}.pem"
        return shell("SELECT idp_configure('{\"max_retries\": 0}') IS NULL;\n"
                     "SELECT count(*) FROM users;", variables)

    def assert_refused(self, said, why):
        self.assertRegex(said, why)
        self.assertNotIn(TOKEN, said)
        self.assertEqual(self.home.received, [])

    def test_a_right_certificate(self):
        """Without this, the others would prove nothing."""
        self.make_authority("good")
        self.make_certificate("right")
        self.assertEqual(self.ask(self.serve("right")), "0\n0\n")
        self.assertEqual(self.home.header("Authorization"), ["SSWS " + TOKEN])

    def test_a_right_certificate_of_an_authority_that_is_not_trusted(self):
        self.make_authority("good")
        self.make_authority("other")
        self.make_certificate("stranger", authority="other")
        self.assert_refused(self.ask(self.serve("stranger")), "certificate")

    def test_the_system_does_not_trust_it(self):
        self.make_authority("good")
        self.make_certificate("right")
        self.assert_refused(self.ask(self.serve("right"), None), "certificate")

    def test_a_wrong_name(self):
        self.make_authority("good")
        for names in ("DNS:acme.okta.com", "IP:127.0.0.2", "DNS:127.0.0.1"):
            with self.subTest(names):
                self.make_certificate("name", names)
                self.assert_refused(
                    self.ask(self.serve("name")),
                    "no alternative certificate subject name matches")

    def test_an_expired_certificate(self):
        self.make_authority("good")
        self.make_certificate("expired", ends="20250102000000Z")
        self.assert_refused(self.ask(self.serve("expired")),
                            "certificate has expired")

    def test_a_certificate_of_the_future(self):
        self.make_authority("good")
        self.make_certificate("early", begins="20980101000000Z")
        self.assert_refused(self.ask(self.serve("early")),
                            "certificate is not yet valid")

    def test_a_self_signed_certificate(self):
        self.make_authority("good")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem",
                     "-out", "self.pem", "-days", "2", "-subj", "/CN=127.0.0.1",
                     "-addext", "subjectAltName=IP:127.0.0.1")
        self.assert_refused(self.ask(self.serve("self")),
                            "self.signed certificate")

    def test_a_file_of_authorities_that_is_not_there(self):
        self.make_authority("good")
        self.make_certificate("right")
        self.assert_refused(self.ask(self.serve("right"), "missing"),
                            "missing.pem")

    def test_an_org_that_speaks_no_tls(self):
        said = self.ask(self.home.port, None)
        self.assertIn("failed", said)
        (hello,) = self.home.received
        self.assertNotIn(TOKEN.encode(), hello)


if __name__ == "__main__":
    unittest.main()
