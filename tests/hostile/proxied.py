"""proxied.py - an org with TLS, and proxies of the real world before it."""

import base64

from relay import Relay
from shell import TOKEN, shell
from tls import TlsCase, free_port

TINYPROXY = """
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 20
LogFile "{folder}/tinyproxy.log"
LogLevel Info
"""

USER, PASSWORD = "anne", "the-password-of-the-proxy"
COUNT = "SELECT count(*) FROM users;\n"
ONCE = """SELECT idp_configure('{"max_retries": 0}') IS NULL;\n"""
# All that the extension tells about itself.
TELL_ALL = """
SELECT * FROM idp_requests; SELECT * FROM idp_stats; SELECT * FROM idp_orgs;
SELECT idp_configure('{}');
"""


def basic(user, password):
    return b"Basic " + base64.b64encode(f"{user}:{password}".encode())


class ProxiedCase(TlsCase):
    """`org` is the port of an org whose certificate is good for who trusts
    good.pem."""

    def setUp(self):
        super().setUp()
        self.make_authority("good")
        self.make_certificate("right")
        self.org = self.serve("right")

    def tinyproxy(self, more=""):
        """A Relay before it, which notes what it gets."""
        port = free_port()
        path = self.write("tinyproxy.conf", TINYPROXY.format(
            port=port, folder=self.folder) + more)
        self.start(port, "tinyproxy", "-d", "-c", path)
        return self.relay(port)

    def relay(self, port, **how):
        return self.enterContext(Relay(port, **how))

    def variables(self, **more):
        return {"OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{self.org}",
                "OKTA_CLIENT_TOKEN": TOKEN,
                "SSL_CERT_FILE": f"{self.folder}/good.pem", **more}

    def ask(self, sql=COUNT, settings=None, **more):
        """What the shell says with these variables, and with that text as our
        settings file."""
        said = shell(sql + TELL_ALL, self.variables(**more), settings=settings)
        self.assertNotIn(PASSWORD, said)
        self.assertNotIn(TOKEN, said)
        self.assertNotIn(basic(USER, PASSWORD).decode(), said)
        return said

    def assert_through(self, relay, credentials=None, times=1):
        """So many connections have asked it for the org, and none showed more
        than that; the org got nothing that was for the proxy."""
        self.assertEqual(len(relay.received), times)
        for noted in relay.received:
            head, _, rest = bytes(noted).partition(b"\r\n\r\n")
            first, *headers = head.split(b"\r\n")
            self.assertEqual(first, b"CONNECT 127.0.0.1:%d HTTP/1.1" % self.org)
            given = [line.split(b": ", 1)[1] for line in headers
                     if line.lower().startswith(b"proxy-authorization:")]
            self.assertEqual(given, [credentials] if credentials else [])
            self.assertNotIn(b"\r\nauthorization:", head.lower())
            self.assertNotIn(TOKEN.encode(), noted)
            self.assertNotIn(b"/api/v1/users", noted)
            # What goes on in there is TLS, or nothing.
            self.assertIn(rest[:1], (b"", b"\x16"))
        self.assertEqual(self.home.header("Proxy-Authorization"), [])

    def assert_answered(self, said, times=1):
        self.assertTrue(said.startswith("0\n" * times), said)
        self.assertEqual(self.home.header("Authorization"),
                         ["SSWS " + TOKEN] * times)

    def assert_refused(self, said, *parts):
        for part in parts:
            self.assertIn(part, said)
        self.assertEqual(self.home.received, [])
