"""tls_test.py - an org behind nginx with right and wrong certificates, and what
the org received."""

import unittest

from shell import TOKEN, shell
from tls import TlsCase


class Tls(TlsCase):
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
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout", "self.key",
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
