"""log_filters_test.py - what chooses events of okta-sim's System Log, and what
is refused."""

import unittest

from logs import DAY, Logs, now, text


class Filters(Logs):
    def planted(self, expression):
        return sorted(e["uuid"] for e in self.events(filter=expression))

    def test_operators(self):
        self.start("--events", "0")
        self.plant(
            {"uuid": "a", "eventType": "user.session.start",
             "target": [{"id": "00u1", "type": "User"},
                        {"id": "0oa1", "type": "AppInstance"}],
             "debugContext": {"debugData": {"grantType": "refresh_token",
                                            "url": "/oauth2/v1/token?"}},
             "securityContext": {"asNumber": 7, "isProxy": True}},
            {"uuid": "b", "eventType": "user.session.end",
             "target": [{"id": "00u1", "type": "User"}],
             "outcome": {"result": "FAILURE", "reason": "a \"quoted\" one"}},
            {"uuid": "c", "eventType": "app.oauth2.token.grant.access_token",
             "target": None, "displayMessage": "UPPER"})
        for expression, expected in (
                ('eventType eq "user.session.start"', "a"),
                ('eventType EQ "user.session.start"', "a"),
                ('eventType eq "USER.session.start"', ""),
                ('eventType ne "user.session.start"', "bc"),
                ('eventType sw "user."', "ab"), ('eventType ew "_token"', "c"),
                ('eventType co "session"', "ab"),
                ('eventType gt "app.z"', "ab"), ('eventType lt "b"', "c"),
                ('eventType ge "user.session.end"', "ab"),
                ('eventType le "user.session.end"', "bc"),
                ('target pr', "ab"), ('not (target pr)', "c"),
                ('not target.id eq "0oa1"', "bc"),
                ('target.id eq "00u1" and target.id eq "0oa1"', "a"),
                ('target.id eq "00u1" and not (target.id eq "0oa1")', "b"),
                ('target.type ne "User"', "a"),
                ('eventType ew "end" or eventType ew "start" and '
                 'target.id eq "0oa1"', "ab"),
                ('(eventType ew "end" or eventType ew "start") and '
                 'target.id eq "0oa1"', "a"),
                ('debugContext.debugData.grantType eq "refresh_token"', "a"),
                ('debugContext.debugData.url sw "/oauth2"', "a"),
                ('outcome.reason eq "a \\"quoted\\" one"', "b"),
                ('securityContext.isProxy eq true', "a"),
                ('securityContext.asNumber ge 7', "abc"),
                ('securityContext.asNumber eq 7', "a"),
                ('transaction.detail.requestApiTokenId pr', ""),
                ('uuid eq "b"', "b")):
            with self.subTest(expression):
                self.assertEqual("".join(self.planted(expression)), expected)

    def test_what_is_known_without_the_event(self):
        self.start("--events", "300")
        events = self.events()
        picked = events[::7]
        for name, of in (
                ("eventType", lambda e: {e["eventType"]}),
                ("severity", lambda e: {e["severity"]}),
                ("outcome.result", lambda e: {e["outcome"]["result"]}),
                ("actor.id", lambda e: {e["actor"]["id"]}),
                ("target.id", lambda e: {t["id"] for t in e["target"] or ()})):
            for event in picked[:12]:
                for value in of(event):
                    found = self.events(filter=f'{name} eq "{value}"')
                    with self.subTest(name=name, value=value):
                        self.assertEqual(
                            [e["uuid"] for e in found],
                            [e["uuid"] for e in events if value in of(e)])

    def test_errors(self):
        self.check_error(
            "E0000053", "Invalid filter 'displayMessage eqq \"a\"': "
            "Unrecognized attribute operator 'eqq' at position 15. Expected: "
            "eq,co,sw,pr,gt,ge,lt,le", filter='displayMessage eqq "a"')
        for field in ("some_invalid_field", "published", "actor.name", "Uuid"):
            self.check_error("E0000053", "field is not valid: " + field,
                             filter=field + ' eq "a"')
        for name in ("url", "requestUri"):
            field = "debugContext.debugData." + name
            self.check_error(
                "E0000031", "The supplied combination of operator and field is "
                f"not currently supported. Operator: co, Field: {field}",
                filter=f'uuid pr and {field} co "a"')
        for broken in ("uuid", 'uuid eq', 'uuid eq a', 'uuid eq "a', "(uuid pr",
                       "uuid pr)", "uuid pr uuid pr", 'uuid["a"] pr', "and"):
            self.check_error("E0000053", "", filter=broken)

    def test_words(self):
        self.start("--events", "0")
        self.plant({"uuid": "XOxBw-2JIRnC", "displayMessage": "Jane DOE left"})
        for q, found in (("jane doe", 1), ("doe LEFT jane", 1), ("jan", 0),
                         ("jane x", 0), ("xoxbw", 1), ("2JIRnC", 1),
                         ("XOxBw-2JIRnC", 1), ("San Francisco", 1)):
            with self.subTest(q):
                self.assertEqual(len(self.events(q=q)), found)
        self.assertEqual(len(self.events(q="a" * 40)), 0)
        self.check_error("E0000001", "Api validation failed: 'q': Freeform "
                         "search cannot contain items longer than 40", q="a" * 41)
        self.check_error("E0000001", "'q'", q=" ".join("abcdefghijk"))

    def test_parameters(self):
        for name in ("since", "until"):
            for bad in ("2026-09-01", "yesterday", "2026-09-01T10:00:00",
                        "2026-09-01T10:00:00.Z", "2026-09-01 10:00:00Z"):
                error = self.check_error(
                    "E0000001", f"Api validation failed: '{name}': ",
                    **{name: bad})
                self.assertEqual(len(error["errorCauses"]), 2)
        self.check_error(
            "E0000053", "Invalid parameter: The since parameter is over 180 "
            "days prior to the current day.", since=text(now() - 181 * DAY),
            until=text(now()))
        self.check_error("E0000053", "Invalid parameter", sortOrder="asc")
        self.check_error("E0000053", "Invalid parameter", after="x")


if __name__ == "__main__":
    unittest.main()
