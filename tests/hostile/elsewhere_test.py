"""elsewhere_test.py - what would lead the token to another host, port or
scheme, and what the other side received."""

import json
import unittest

from peer import Answer, Peer
from shell import TOKEN, access_token, org, service_app, shell, text

USERS = "GET /api/v1/users?"
SEND_ALL = "SELECT count(*) FROM users WHERE subdomain = "


class Elsewhere(unittest.TestCase):
    def setUp(self):
        self.thief = self.enterContext(Peer())

    def home(self, *answers):
        return self.enterContext(Peer(*answers))

    def assert_home_alone(self, home, calls):
        """So many calls came home, each with the token, and the thief got
        nothing."""
        self.assertEqual(self.thief.received, [])
        self.assertEqual(len(home.received), calls, home.lines())
        self.assertEqual(home.header("Authorization"), ["SSWS " + TOKEN] * calls)

    def test_subdomains_that_are_not_configured(self):
        thief = self.thief.address
        home = self.home()
        port = home.port
        for name in (thief, "http://" + thief, f"{home.address}@{thief}",
                     f"{thief}#{home.address}", f"{thief}/{home.address}",
                     f"{thief}?{home.address}", f"{home.address}/../{thief}",
                     f"{home.address}\\@{thief}", f"{home.address}\r\nHost: x",
                     f"{home.address}\0.{thief}", f"{home.address}.", "acme",
                     f"localhost:{self.thief.port}", f"2130706433:{port}",
                     f"127.1:{port}", f"[::1]:{port}", f" {home.address}",
                     f"{home.address} ", f"0x7f.1:{port}", "", "%", "*",
                     "127.0.0.1", f"127.0.0.1:0{port}", "é.okta.com"):
            with self.subTest(name):
                said = shell(SEND_ALL + text(name) + ";", org(home))
                self.assertIn("no credential is configured for subdomain", said)
                self.assert_home_alone(home, 0)

    def test_a_list_of_subdomains_with_another_one_in_it(self):
        home = self.home()
        said = shell("SELECT count(*) FROM users WHERE subdomain IN "
                     f"('{home.address}', '{self.thief.address}');", org(home))
        self.assertIn("no credential is configured", said)
        self.assertEqual(self.thief.received, [])

    def test_a_subdomain_that_a_row_gives(self):
        home = self.home()
        said = shell("CREATE TABLE t(s); INSERT INTO t VALUES "
                     f"('{self.thief.address}');\nSELECT count(*) FROM t JOIN "
                     "users u ON u.subdomain = t.s;", org(home))
        self.assertIn("no credential is configured", said)
        self.assert_home_alone(home, 0)

    def test_next_links_that_lead_away(self):
        """Of a link, path and query are taken: what is asked for is asked of
        the org, whatever host the link names."""
        thief = self.thief.address
        for link in (f"http://{thief}/api/v1/users?after=1",
                     f"https://{thief}/api/v1/users?after=1",
                     f"//{thief}/api/v1/users?after=1",
                     f"http://home@{thief}/api/v1/users?after=1",
                     f"http:\\\\{thief}\\api\\v1\\users?after=1",
                     f"ftp://{thief}/api/v1/users?after=1",
                     f"http://{thief}%2f@HOME/api/v1/users?after=1",
                     f"http://HOME@{thief}/api/v1/users?after=1",
                     f"http://HOME:x@{thief}/api/v1/users?after=1",
                     "https://HOME/api/v1/users?after=1",
                     "http://HOME.evil.com/api/v1/users?after=1",
                     "file:///etc/passwd", "javascript:alert(1)", "//",
                     "http://"):
            with self.subTest(link):
                home = self.home()
                target = link.replace("HOME", home.address)
                home.answers = [Answer(headers=[
                    ("Link", f'<{target}>; rel="next"')]), Answer()]
                said = shell("SELECT count(*) FROM users;", org(home))
                self.assertRegex(said, "^0$|[Ll]ink")
                self.assert_home_alone(home, 2 if said == "0\n" else 1)

    def test_a_next_link_within_the_org_is_followed(self):
        home = self.home()
        link = f'<{home.url}/api/v1/users?after=1>; rel="next"'
        home.answers = [Answer(headers=[("Link", link)]), Answer()]
        self.assertEqual(shell("SELECT count(*) FROM users;", org(home)), "0\n")
        self.assert_home_alone(home, 2)

    def test_redirects(self):
        for status in (300, 301, 302, 303, 307, 308):
            for place in (self.thief.url + "/api/v1/users", "/api/v1/users/x",
                          "//" + self.thief.address):
                with self.subTest(status=status, place=place):
                    home = self.home(Answer("", status, [("Location", place)]))
                    said = shell("SELECT count(*) FROM users;", org(home))
                    self.assertIn("Redirects are not followed", said)
                    self.assert_home_alone(home, 1)

    def test_a_revocation_is_not_redirected(self):
        token = {"id": "oar1", "userId": "u", "clientId": "c"}
        away = [("Location", self.thief.url)]
        home = self.home(Answer(json.dumps(token)), Answer("", 307, away))
        said = shell("DELETE FROM oauth_tokens WHERE userId = 'u' AND clientId "
                     "= 'c' AND id = 'oar1';", org(home))
        self.assertIn("307", said)
        self.assert_home_alone(home, 2)

    def test_a_sign_in_is_not_redirected(self):
        for status in (302, 303, 307, 308):
            with self.subTest(status):
                home = self.home(Answer("", status, [
                    ("Location", self.thief.url + "/oauth2/v1/token")]))
                said = shell("SELECT count(*) FROM users;", service_app(home))
                self.assertIn(str(status), said)
                self.assertEqual(self.thief.received, [])
                self.assertEqual(home.lines(),
                                 ["POST /oauth2/v1/token HTTP/1.1"])

    def test_an_access_token_stays_home(self):
        link = f'<{self.thief.url}/api/v1/users?after=1>; rel="next"'
        home = self.home(Answer(access_token("the-access-token")),
                         Answer(headers=[("Link", link)]), Answer())
        said = shell("SELECT count(*) FROM users;", service_app(home))
        self.assertEqual(said, "0\n")
        self.assertEqual(self.thief.received, [])
        self.assertEqual(home.header("Authorization"),
                         ["Bearer the-access-token"] * 2)

    def test_headers_that_name_other_places(self):
        url = self.thief.url
        for header in (("Location", url), ("Content-Location", url),
                       ("Refresh", "0; url=" + url),
                       ("Alt-Svc", f'h2="{self.thief.address}"'),
                       ("Alt-Svc", f'http/1.1="{self.thief.address}"'),
                       ("Link", f'<{url}>; rel="self"'),
                       ("Link", f'<{url}>; rel="preload"'),
                       ("Proxy-Authenticate", "Basic"),
                       ("Strict-Transport-Security", "max-age=1")):
            with self.subTest(header):
                home = self.home(Answer(headers=[header]))
                said = shell("SELECT count(*) FROM users;\n" * 2, org(home))
                self.assertEqual(said, "0\n0\n")
                self.assert_home_alone(home, 2)

    def test_links_in_bodies(self):
        place = {"href": self.thief.url + "/api/v1/users?after=1"}
        row = {"id": "00u1", "_links": {"self": place, "next": place},
               "next": place["href"]}
        home = self.home(Answer(json.dumps([row])))
        said = shell("SELECT id, _links FROM users;", org(home))
        self.assertIn(self.thief.url, said)
        self.assert_home_alone(home, 1)

    def test_proxy_variables(self):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY",
                     "https_proxy", "HTTPS_PROXY", "socks_proxy"):
            with self.subTest(name):
                home = self.home()
                said = shell("SELECT count(*) FROM users;",
                             org(home, **{name: self.thief.url}))
                self.assertEqual(said, "0\n")
                self.assert_home_alone(home, 1)

    def test_a_variable_that_would_replace_the_org(self):
        home = self.home()
        said = shell("SELECT count(*) FROM users;",
                     org(home, OKTA_HTTP_PROXY=self.thief.url))
        self.assertIn("OKTA_HTTP_PROXY is refused", said)
        self.assert_home_alone(home, 0)

    def test_a_proxy_of_https_sees_no_token(self):
        proxy = self.home(Answer("", 403))
        said = shell("SELECT count(*) FROM users;", {
            "OKTA_CLIENT_ORGURL": "https://acme.okta.com",
            "OKTA_CLIENT_TOKEN": TOKEN, "HTTPS_PROXY": proxy.url})
        self.assertIn("403", said)
        self.assertTrue(proxy.received)
        for request in proxy.received:
            self.assertTrue(request.startswith(b"CONNECT acme.okta.com:443 "))
            self.assertNotIn(TOKEN.encode(), request)

    def test_cookies_are_not_kept(self):
        cookie = ("Set-Cookie", "sid=1; Path=/; Domain=127.0.0.1")
        home = self.home(Answer(headers=[cookie]))
        self.assertEqual(
            shell("SELECT count(*) FROM users;\n" * 2, org(home)), "0\n0\n")
        self.assertEqual(home.header("Cookie"), [])
        self.assert_home_alone(home, 2)

    def test_org_urls_that_are_more_than_an_origin(self):
        thief, port = self.thief.address, self.thief.port
        for url in (f"http://user:pw@{thief}", f"http://127.0.0.1@{thief}",
                    f"http://{thief}/api", f"http://{thief}/?x=1",
                    f"http://{thief}/#x", f"ftp://{thief}", thief,
                    f"http://http://{thief}", f"http://{thief}\r\nX: y",
                    f"http://0.0.0.0:{port}", f"http://[::]:{port}",
                    f"http://127.0.0.1.nip.io:{port}",
                    f"http://localhost.evil.com:{port}",
                    f"http://[::ffff:10.0.0.1]:{port}", "http://10.0.0.1",
                    "http://acme.okta.com", "https://acme-admin.okta.com",
                    "https://{yourOktaDomain}", "https://acme.com.com", "//x",
                    "file:///etc/passwd", ""):
            with self.subTest(url):
                said = shell(
                    "SELECT idp_configure(json_object('orgUrl', "
                    f"{text(url)}, 'token', '{TOKEN}'));\n"
                    "SELECT count(*) FROM users;", {})
                self.assertIn('"orgUrl" is refused', said)
                self.assertEqual(self.thief.received, [])
                self.assertNotIn(TOKEN, said)


if __name__ == "__main__":
    unittest.main()
