"""secret_test.py - texts in which the token could come back to whoever reads
the screen, a log, or a table."""

import unittest

from peer import Answer, Peer, error
from shell import TOKEN, org, shell

# Reads all that the extension tells about itself.
TELL_ALL = """
SELECT * FROM idp_requests;
SELECT * FROM idp_methods;
SELECT * FROM idp_stats;
EXPLAIN QUERY PLAN SELECT * FROM users;
EXPLAIN SELECT * FROM users;
SELECT idp_configure('{}');
SELECT idp_configure('{"tokne": "x"}');
.dump
.schema
"""

ECHO = f"you sent SSWS {TOKEN} and {TOKEN}{TOKEN}"


class Secret(unittest.TestCase):
    def tell(self, answers, sql, told=""):
        home = self.enterContext(Peer(*answers))
        said = shell(sql + TELL_ALL, org(home, OKTA_API_TOKEN=TOKEN))
        self.assertTrue(home.received)
        self.assertEqual(set(home.header("Authorization")), {"SSWS " + TOKEN})
        self.assertIn(told, said)
        self.assertNotIn(TOKEN, said)

    def test_errors_that_repeat_it(self):
        for status in (400, 401, 403, 404, 405, 409, 500):
            with self.subTest(status):
                self.tell([error(status, ECHO)], "SELECT * FROM users;",
                          f"answered {status}")

    def test_a_part_of_it_at_the_end_of_a_long_text(self):
        for length in range(250, 320, 7):
            with self.subTest(length):
                self.tell([error(400, "x" * length + TOKEN)],
                          "SELECT * FROM users;", "answered 400")

    def test_bodies_that_are_no_json(self):
        for body in (ECHO, f"<html>{ECHO}", f"[{ECHO}", f'[{{"{TOKEN}": ',
                     f'{{"{TOKEN}"}}', '"' + TOKEN):
            with self.subTest(body):
                self.tell([Answer(body)], "SELECT * FROM users;", "rror")

    def test_headers_that_repeat_it(self):
        for header in (("Location", f"http://x/?token={TOKEN}"),
                       ("WWW-Authenticate", f'SSWS realm="{TOKEN}"'),
                       ("X-Okta-Request-Id", TOKEN),
                       ("Content-Type", "text/html; " + TOKEN)):
            for status in (302, 401, 403, 500):
                with self.subTest(header=header, status=status):
                    self.tell([Answer("", status, [header])],
                              "SELECT idp_configure('{\"max_retries\": 0}');\n"
                              "SELECT * FROM users;", f"answered {status}")

    def test_a_status_line_that_repeats_it(self):
        class Odd(Answer):
            def encoded(self):
                return f"HTTP/1.1 {TOKEN}\r\n\r\n".encode()

        self.tell([Odd()], "SELECT idp_configure('{\"max_retries\": 0}');\n"
                           "SELECT * FROM users;", "rror")

    def test_a_failed_revocation(self):
        self.tell([Answer('{"id": "o", "userId": "u", "clientId": "c"}'),
                   error(403, ECHO)],
                  "DELETE FROM oauth_tokens WHERE userId = 'u' AND clientId = "
                  "'c' AND id = 'o';", "answered 403")

    def test_settings_that_are_refused(self):
        for setting in (f'{{"orgUrl": "http://x/{TOKEN}", "token": "{TOKEN}"}}',
                        f'{{"token": "{TOKEN}"}}', f'{{"token": "{TOKEN}',
                        f'{{"orgUrl": "{TOKEN}", "token": "{TOKEN}"}}',
                        f'{{"orgUrl": "https://{TOKEN}:{TOKEN}@x.okta.com", '
                        f'"token": "{TOKEN}"}}',
                        f'{{"orgUrl": "https://x.okta.com", "token": '
                        f'"{TOKEN} {TOKEN}"}}', f'["{TOKEN}"]'):
            with self.subTest(setting):
                said = shell(f"SELECT idp_configure('{setting}');", {})
                self.assertIn("idp_configure", said)
                # The shell shows the statement itself in some versions.
                messages = [line for line in said.splitlines()
                            if "SELECT idp_configure" not in line]
                self.assertNotIn(TOKEN, "\n".join(messages))

    def test_a_connection_that_fails(self):
        with Peer() as gone:
            address = org(gone)
        said = shell("SELECT idp_configure('{\"max_retries\": 0}');\n"
                     "SELECT * FROM users;" + TELL_ALL, address)
        self.assertIn("failed", said)
        self.assertNotIn(TOKEN, said)


if __name__ == "__main__":
    unittest.main()
