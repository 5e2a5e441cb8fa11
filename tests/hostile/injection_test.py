"""injection_test.py - values that would become more than a value: headers,
other paths, other queries; and what the other side received."""

import json
import unittest
import urllib.parse

from peer import Answer, Peer
from shell import (TOKEN, access_token, org, service_app, shell,
                   text)

# What a value must not become part of a request as.
IDS = ["00u1\r\nX-Injected: yes", "00u1\nX-Injected: yes",
       "00u1\rX-Injected: yes", "..%2f..%2fadmin", "%2e%2e", "%00", "%3b", "a#b",
       "a&b=c", "\t", "\x7f", " ", "'", "\"", "{id}", "é", "😀",
       "http:", "@127.0.0.1", ":80", "*"]
# What the provider would cut, or read as another path, though it is encoded.
CUT = ["00u1 HTTP/1.1\r\n\r\nGET /x", "a/../../admin", "a/b", "a?b=c", "a;b", ";",
       "a\\b", "http://127.0.0.1/", "..;/admin"]


def asked_by(target):
    """The query's parameters."""
    return urllib.parse.parse_qs(target.split("?")[1], strict_parsing=True)


class Injection(unittest.TestCase):
    def peer(self, *answers):
        return self.enterContext(Peer(*answers))

    def assert_ordinary(self, request):
        """One head with the headers that each request has, and no others."""
        lines = request.decode("ascii").split("\r\n")
        self.assertEqual(lines[-2:], ["", ""])
        names = sorted(line.split(":")[0].lower() for line in lines[1:-2])
        self.assertEqual(names, ["accept", "accept-encoding", "authorization",
                                 "host", "user-agent"])

    def requests(self, home, statements, said="^0$"):
        """The request line's target of each statement, in one shell: each
        sends one request, and says one line."""
        lines = shell("".join(statements), org(home)).splitlines()
        for line in lines:
            self.assertRegex(line, said)
        self.assertEqual(len(lines), len(statements))
        self.assertEqual(len(home.received), len(statements))
        for request in home.received:
            self.assert_ordinary(request)
        return [line.split(" ")[1] for line in home.lines()]

    def test_ids_stay_one_part_of_the_path(self):
        targets = self.requests(self.peer(), [
            "SELECT count(*) FROM user_clients WHERE userId = "
            f"{text(value)};\n" for value in IDS])
        for value, target in zip(IDS, targets):
            with self.subTest(value):
                parts = target.split("/")
                self.assertEqual(parts[:4], ["", "api", "v1", "users"])
                self.assertEqual(urllib.parse.unquote(parts[4]), value)
                self.assertEqual(parts[5:], ["clients"])

    def test_ids_that_no_path_can_have(self):
        values = (*CUT, ".", "..", "a\0b", "\0", "")
        home = self.peer()
        said = shell("".join(
            f"SELECT 'of {i}';\n"
            f"SELECT count(*) FROM user_clients WHERE userId = {text(value)};\n"
            for i, value in enumerate(values)), org(home))
        for i, value in enumerate(values):
            with self.subTest(value):
                _, _, rest = said.partition(f"of {i}\n")
                self.assertRegex(rest.partition("\nof ")[0].rstrip("\n"),
                                 "^0$|user_clients: userId ")
        self.assertEqual(home.received, [])

    def test_query_parameters_stay_one_parameter(self):
        targets = self.requests(self.peer(), [
            "SELECT count(*) FROM grants WHERE userId = 'u' AND scopeId = "
            f"{text(value)};\n" for value in IDS + CUT])
        for value, target in zip(IDS + CUT, targets):
            with self.subTest(value):
                asked = asked_by(target)
                self.assertEqual(asked["scopeId"], [value])
                self.assertEqual(sorted(asked), ["limit", "scopeId"])

    def test_filters_stay_one_comparison(self):
        values = IDS + CUT + ['x" or status eq "ACTIVE', "x\\",
                              'x\\" or id pr']
        for column, parameter, name in (("status", "filter", "status"),
                                        ("email", "search", "profile.email")):
            targets = self.requests(self.peer(), [
                f"SELECT count(*) FROM users WHERE {column} = {text(value)};\n"
                for value in values])
            for value, target in zip(values, targets):
                with self.subTest(value, column=column):
                    asked = asked_by(target)
                    (comparison,) = asked[parameter]
                    self.assertTrue(comparison.startswith(f"{name} eq "))
                    self.assertEqual(
                        json.loads(comparison[len(name) + 4:]), value)

    def test_logins_stay_one_part_of_the_path(self):
        targets = self.requests(self.peer(Answer("{}", 404)), [
            f"SELECT count(*) FROM users WHERE login = {text(value)};\n"
            for value in IDS], "answered 404")
        for value, target in zip(IDS, targets):
            with self.subTest(value):
                path, _, _ = target.partition("?")
                self.assertEqual(urllib.parse.unquote(path),
                                 "/api/v1/users/" + value)

    def test_logins_that_no_path_can_have_stay_one_comparison(self):
        values = CUT + ["..", "."]
        targets = self.requests(self.peer(), [
            f"SELECT count(*) FROM users WHERE login = {text(value)};\n"
            for value in values])
        for value, target in zip(values, targets):
            with self.subTest(value):
                self.assertEqual(target.split("?")[0], "/api/v1/users")
                (comparison,) = asked_by(target)["search"]
                self.assertEqual(json.loads(comparison[17:]), value)

    def test_tokens_that_are_more_than_a_token(self):
        home = self.peer()
        for token in ("T\r\nX-Injected: yes", "T\nX: y", "T\rX: y", "T X", "",
                      " T", "T\t", "é", "T\x7f"):
            with self.subTest(token):
                said = shell("SELECT count(*) FROM users;",
                             {"OKTA_CLIENT_ORGURL": home.url,
                              "OKTA_CLIENT_TOKEN": token})
                self.assertIn("rror", said)
                self.assertIn("OKTA_CLIENT_TOKEN", said)
                said = shell(
                    f"SELECT idp_configure(json_object('orgUrl', '{home.url}',"
                    f" 'token', {text(token)}));\n"
                    "SELECT count(*) FROM users;", {})
                self.assertIn('"token" is', said)
                self.assertEqual(home.received, [])

    def test_a_token_with_nul(self):
        home = self.peer()
        said = shell(f"SELECT idp_configure('{{\"orgUrl\": \"{home.url}\", "
                     "\"token\": \"T\\u0000X\"}');\nSELECT count(*) FROM users;",
                     {})
        self.assertIn('"token" is refused', said)
        self.assertEqual(home.received, [])

    def test_names_of_orgs_that_are_more_than_a_name(self):
        home = self.peer()
        for name in ("x\r\nX-Injected: yes", "x y", "x\ty", ""):
            with self.subTest(name):
                said = shell(
                    f"SELECT idp_configure(json_object('orgUrl', '{home.url}',"
                    f" 'token', '{TOKEN}', 'subdomain', {text(name)}));\n"
                    "SELECT count(*) FROM users;", {})
                self.assertIn('"subdomain" is', said)
                self.assertEqual(home.received, [])

    def test_access_tokens_that_are_more_than_a_token(self):
        for token in ("T\r\nX-Injected: yes", "T\nX: y", "T X", "T\0X", "é",
                      ""):
            with self.subTest(token):
                home = self.peer(Answer(access_token(token)), Answer())
                said = shell("SELECT count(*) FROM users;", service_app(home))
                self.assertIn("rror", said)
                self.assertEqual(home.lines(),
                                 ["POST /oauth2/v1/token HTTP/1.1"])

    def test_request_ids_are_not_sent_back_as_headers(self):
        """The id of a first attempt goes with the second one."""
        refused = Answer("", 503, [("X-Okta-Request-Id", "a\tb"),
                                   ("Retry-After", "0")])
        home = self.peer(refused, Answer())
        self.assertEqual(shell("SELECT count(*) FROM users;", org(home)), "0\n")
        self.assertEqual(len(home.received), 2)
        names = {line.split(b":")[0].lower()
                 for line in home.received[1].split(b"\r\n")[1:-2]}
        self.assertLessEqual(names, {b"accept", b"accept-encoding",
                                     b"authorization", b"host", b"user-agent",
                                     b"x-okta-retry-for",
                                     b"x-okta-retry-count"})


if __name__ == "__main__":
    unittest.main()
