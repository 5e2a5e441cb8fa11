"""proxy_test.py - an org that is reached through proxies: what they get to see,
and what is said where they refuse."""

import concurrent.futures
import socket
import ssl
import unittest

from peer import Answer, Peer
from proxied import (COUNT, ONCE, PASSWORD, TELL_ALL, USER, ProxiedCase, basic)
from shell import TOKEN, access_token, service_app, shell
from tls import free_port

PASSWORD_WANTED = f"BasicAuth {USER} {PASSWORD}\n"


class Proxy(ProxiedCase):
    def test_one_that_asks_for_a_password(self):
        proxy = self.tinyproxy(PASSWORD_WANTED)
        said = self.ask(
            HTTPS_PROXY=f"http://{USER}:{PASSWORD}@{proxy.address}")
        self.assert_answered(said)
        self.assert_through(proxy, basic(USER, PASSWORD))

    def test_a_password_that_is_missing_or_wrong(self):
        proxy = self.tinyproxy(PASSWORD_WANTED)
        # Of a wrong one tinyproxy says 401.
        for user, status, advice in (
                ("", 407, "asks for a user name and a password"),
                (f"{USER}:wrong@", 401, "does not take")):
            with self.subTest(user):
                proxy.received.clear()
                said = self.ask(HTTPS_PROXY=f"http://{user}{proxy.address}")
                self.assert_refused(
                    said, f"the proxy {proxy.address} (from HTTPS_PROXY) "
                    f"answered {status}", advice)
                self.assertNotIn("wrong", said)
                self.assert_through(proxy, basic(USER, "wrong") if user
                                    else None)

    def test_one_that_is_in_the_way_and_refuses(self):
        filters = self.write("filter", "acme\n")
        proxy = self.tinyproxy(f'Filter "{filters}"\nFilterDefaultDeny Yes\n')
        said = self.ask(HTTPS_PROXY=proxy.url)
        self.assert_refused(
            said, f"the proxy {proxy.address} (from HTTPS_PROXY) answered 403",
            f"allow CONNECT to 127.0.0.1:{self.org}", "NO_PROXY")
        self.assertNotIn("admin role", said)
        self.assert_through(proxy)

    def test_one_that_is_down_or_no_proxy(self):
        class Odd(Answer):
            def encoded(self):
                return b"hello\r\n\r\n"

        def silent():
            return self.enterContext(
                socket.create_server(("127.0.0.1", 0))).getsockname()[1]

        once = ("SELECT idp_configure('{\"max_retries\": 0, "
                "\"connection_timeout\": 2}') IS NULL;\n" + COUNT)
        servers = {"down": free_port(), "silent": silent(),
                   "odd": self.enterContext(Peer(Odd())).port,
                   "closing": self.relay(free_port()).port}
        cases = [(name, no_proxy, scheme) for name in servers
                 for no_proxy in ("", "acme.com")
                 for scheme in ("http", "https", "socks5")]

        def ask(case):
            name, no_proxy, scheme = case
            return self.ask(
                once, NO_PROXY=no_proxy,
                HTTPS_PROXY=f"{scheme}://127.0.0.1:{servers[name]}")

        # Most of the time goes by in waiting.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(ask, cases))
        for (name, no_proxy, scheme), said in zip(cases, answers):
            with self.subTest(name, scheme=scheme, no_proxy=no_proxy):
                self.assert_refused(
                    said, "failed: ", f"through the proxy 127.0.0.1:"
                    f"{servers[name]} (from HTTPS_PROXY)", "Check the network, "
                    "the proxy and the org URL")
                # Where one that was not asked may have been spared.
                unless = "unless NO_PROXY names the host" in said
                self.assertFalse(unless and not no_proxy)
                self.assertTrue(unless or not no_proxy
                                or name not in ("down", "silent"))

    def test_one_whose_name_is_unknown(self):
        said = self.ask(ONCE + COUNT,
                        HTTPS_PROXY=f"http://{USER}:{PASSWORD}@no.invalid:1")
        self.assert_refused(said, "the proxy no.invalid:1 (from HTTPS_PROXY)")

    def test_one_that_does_not_reach_the_org(self):
        proxy = self.tinyproxy()
        org = free_port()
        said = self.ask(ONCE + COUNT, HTTPS_PROXY=proxy.url,
                        OKTA_CLIENT_ORGURL=f"https://127.0.0.1:{org}")
        self.assert_refused(
            said, f"the proxy {proxy.address} (from HTTPS_PROXY) answered 50",
            f"It did not reach 127.0.0.1:{org}")

    def test_a_503_is_worth_another_try_and_no_rate_limit(self):
        tinyproxy = self.tinyproxy()
        for status in (429, 502, 503):
            busy = b"HTTP/1.1 %d Busy\r\nRetry-After: 3000\r\n\r\n" % status
            with self.subTest(status):
                self.home.received.clear()
                proxy = self.relay(tinyproxy.port, refusals=[busy])
                said = self.ask(
                    COUNT + "SELECT retries, limited FROM idp_stats;\n",
                    HTTPS_PROXY=proxy.url)
                self.assertTrue(said.startswith("0\n1|0\n"), said)
                self.assert_through(proxy, times=2)
                proxy = self.relay(0, refusals=[busy] * 9)
                said = self.ask(ONCE + COUNT, HTTPS_PROXY=proxy.url)
                self.assertIn(f"the proxy {proxy.address} (from HTTPS_PROXY) "
                              f"answered {status}", said)
                self.assert_through(proxy)

    def test_what_a_proxy_says_is_not_believed(self):
        """It may say what it likes, and repeat what it was sent."""
        sent = basic(USER, PASSWORD).decode()
        for status in (200, 401, 404, 407, 429):
            body = '{"errorCode": "E0000007", "errorSummary": "gone"}'
            echo = [("Proxy-Authenticate", f"Basic realm={sent}"),
                    ("X-Okta-Request-Id", PASSWORD), ("Location", PASSWORD)]
            with self.subTest(status), Peer(Answer(body, status, echo)) as peer:
                said = self.ask(
                    ONCE + "SELECT count(*) FROM users WHERE id = 'x';",
                    HTTPS_PROXY=f"http://{USER}:{PASSWORD}@{peer.address}")
                self.assert_refused(said, "users: GET", "failed")
                self.assertNotIn("E0000007", said)

    def test_a_proxy_that_leads_elsewhere(self):
        """With a certificate of an authority that nobody knows."""
        self.make_authority("other")
        self.make_certificate("stranger", authority="other")
        proxy = self.relay(self.serve("stranger"), liar=True)
        said = self.ask(HTTPS_PROXY=proxy.url)
        self.assert_refused(said, "certificate", f"the proxy {proxy.address}",
                            '"caFile"')
        self.assert_through(proxy)

    def test_characters_that_have_a_meaning_in_urls(self):
        user, password = "a@b.com", "p@s:s/%41?#&+ü"
        with Peer(Answer("", 407)) as peer:
            said = self.ask(
                HTTPS_PROXY="http://a%40b.com:p%40s%3As%2F%2541%3F%23%26%2B"
                            f"%C3%BC@{peer.address}")
            self.assert_refused(said, "answered 407", "does not take")
            self.assertEqual(peer.header("Proxy-Authorization"),
                             [basic(user, password).decode()])
            peer.received.clear()
            self.ask(OKTA_CLIENT_PROXY_HOST="127.0.0.1",
                     OKTA_CLIENT_PROXY_PORT=str(peer.port),
                     OKTA_CLIENT_PROXY_USERNAME=user,
                     OKTA_CLIENT_PROXY_PASSWORD=password)
            self.assertEqual(peer.header("Proxy-Authorization"),
                             [basic(user, password).decode()])

    def test_a_proxy_that_speaks_tls(self):
        self.make_certificate("proxy")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{self.folder}/proxy.pem",
                                f"{self.folder}/proxy.key")
        tinyproxy = self.tinyproxy(PASSWORD_WANTED)
        proxy = self.relay(tinyproxy.port, context=context)
        url = f"https://{USER}:{PASSWORD}@{proxy.address}"
        self.assert_answered(self.ask(HTTPS_PROXY=url))
        self.assert_through(tinyproxy, basic(USER, PASSWORD))
        # To one that nobody knows, no password.
        self.make_authority("other")
        self.home.received.clear()
        tinyproxy.received.clear()
        said = self.ask(HTTPS_PROXY=url,
                        SSL_CERT_FILE=f"{self.folder}/other.pem")
        self.assert_refused(said, "certificate", f"the proxy {proxy.address}")
        self.assertEqual([bytes(n) for n in tinyproxy.received if n], [])

    def test_socks(self):
        port = free_port()
        self.start(port, "microsocks", "-i", "127.0.0.1", "-p", str(port),
                   "-u", "a@b", "-P", "p:%")
        for scheme in ("socks5", "socks5h"):
            self.home.received.clear()
            with self.subTest(scheme):
                proxy = self.relay(port)
                said = self.ask(
                    ALL_PROXY=f"{scheme}://a%40b:p%3A%25@{proxy.address}")
                self.assert_answered(said)
                self.assertNotIn(TOKEN.encode(), proxy.received[0])
                self.home.received.clear()
                said = self.ask(ONCE + COUNT,
                                ALL_PROXY=f"{scheme}://x:y@{proxy.address}")
                self.assert_refused(
                    said, f"the proxy {proxy.address} (from ALL_PROXY)")

    def test_the_sign_in_takes_the_same_way(self):
        self.home.answers = [Answer(access_token("the-access-token")), Answer()]
        proxy = self.tinyproxy(PASSWORD_WANTED)
        variables = service_app(self.home)
        said = self.ask(
            HTTPS_PROXY=f"http://{USER}:{PASSWORD}@{proxy.address}",
            **{**variables, "OKTA_CLIENT_TOKEN": "",
               "OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{self.org}"})
        self.assertTrue(said.startswith("0\n"), said)
        self.assertEqual([line.split(" ")[0] for line in self.home.lines()],
                         ["POST", "GET"])
        self.assert_through(proxy, basic(USER, PASSWORD),
                            times=len(proxy.received))
        self.assertTrue(proxy.received)

    def test_the_sign_in_says_so_too(self):
        proxy = self.tinyproxy(PASSWORD_WANTED)
        said = self.ask(
            HTTPS_PROXY=proxy.url,
            **{**service_app(self.home), "OKTA_CLIENT_TOKEN": "",
               "OKTA_CLIENT_ORGURL": f"https://127.0.0.1:{self.org}"})
        self.assert_refused(said, "POST https://127.0.0.1", "answered 407",
                            "asks for a user name and a password")

    def test_plain_http_never_goes_to_a_proxy(self):
        with Peer() as proxy:
            said = shell(COUNT + TELL_ALL, {
                "OKTA_CLIENT_ORGURL": self.home.url, "OKTA_CLIENT_TOKEN": TOKEN,
                "HTTPS_PROXY": proxy.url, "HTTP_PROXY": proxy.url,
                "IDP_PROXY": proxy.url, "OKTA_CLIENT_PROXY_HOST": "127.0.0.1",
                "OKTA_CLIENT_PROXY_PORT": str(proxy.port)})
            self.assert_answered(said)
            self.assertEqual(proxy.received, [])


if __name__ == "__main__":
    unittest.main()
