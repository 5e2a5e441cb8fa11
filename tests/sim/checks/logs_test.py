"""logs_test.py - okta-sim's System Log: its modes, filters and errors."""

import datetime
import json
import re
import unittest
import urllib.parse

from simulator import Simulator

TOKEN = ("Authorization", "SSWS sim-token")
LOGS = "/api/v1/logs"
LINK = re.compile('<([^>]*)>; rel="([a-z]*)"')
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + \
        f"{time.microsecond // 1000:03}Z"


class Logs(unittest.TestCase):
    def start(self, *flags):
        self.simulator = self.enterContext(
            Simulator("--rate-limit", "0", *flags))

    def setUp(self):
        self.start()

    def ask(self, path=LOGS, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        answer = self.simulator.get(path, TOKEN)
        links = {rel: url for line in answer.headers.get_all("Link") or ()
                 for url, rel in LINK.findall(line)}
        return answer, json.loads(answer.body), links

    def events(self, **query):
        """All of a bounded question, by its links."""
        query = {"since": text(now() - 89 * DAY), "until": text(now()),
                 "limit": 1000, **query}
        answer, events, links = self.ask(**query)
        self.assertEqual(answer.status, 200, events)
        while "next" in links:
            url = urllib.parse.urlsplit(links["next"])
            _, more, links = self.ask(f"{url.path}?{url.query}")
            self.assertTrue(more)
            events += more
        return events

    def follow(self, links):
        url = urllib.parse.urlsplit(links["next"])
        _, events, links = self.ask(f"{url.path}?{url.query}")
        return events, links

    def plant(self, *events):
        self.simulator.control("/_sim/logs", {"events": events})

    def check_error(self, code, summary, **query):
        answer, error, _ = self.ask(**query)
        with self.subTest(query):
            self.assertEqual((answer.status, error["errorCode"]), (400, code))
            self.assertIn(summary, error["errorSummary"])
        return error


class Bounded(Logs):
    def test_in_order_and_once(self):
        events = self.events(limit=700)
        times = [event["published"] for event in events]
        self.assertEqual(times, sorted(times))
        self.assertEqual(len({event["uuid"] for event in events}), len(events))
        self.assertTrue(4800 < len(events) <= 5000, len(events))
        falling = self.events(limit=700, sortOrder="DESCENDING")
        self.assertEqual([e["uuid"] for e in falling],
                         [e["uuid"] for e in events][::-1])

    def test_the_same_seed_gives_the_same_events(self):
        first = [event["uuid"] for event in self.events()]
        self.start()
        self.assertEqual(first[-1], self.events()[-1]["uuid"])
        self.start("--seed", "2")
        self.assertNotIn(first[-1], [e["uuid"] for e in self.events()])

    def test_the_bounds(self):
        events = self.events()
        low, high = events[100], events[200]
        part = self.events(since=low["published"], until=high["published"])
        self.assertEqual(part, events[100:200])
        self.start("--until", "inclusive")
        events = self.events()
        part = self.events(since=events[100]["published"],
                           until=events[200]["published"])
        self.assertEqual(part, events[100:201])

    def test_zones(self):
        events = self.events()
        time = datetime.datetime.fromisoformat(events[100]["published"])
        ahead = datetime.timezone(datetime.timedelta(hours=2))
        moved = time.astimezone(ahead).isoformat(timespec="milliseconds")
        self.assertTrue(moved.endswith("+02:00"))
        self.assertEqual(self.events(since=moved, limit=3)[0], events[100])

    def test_defaults(self):
        _, events, links = self.ask(sortOrder="DESCENDING")
        self.assertEqual(len(events), 100)
        self.assertIn("next", links)
        week = self.events(since="")
        self.assertTrue(all(event["published"] >= text(now() - 7 * DAY - MINUTE)
                            for event in week))
        self.assertTrue(300 < len(week) < 500, len(week))
        for limit, rows in ((0, 0), (7, 7), (2000, 1000)):
            _, events, links = self.ask(
                since=text(now() - 80 * DAY), until=text(now()), limit=limit)
            self.assertEqual(len(events), rows)

    def test_links(self):
        since, until = text(now() - 9 * DAY), text(now())
        _, _, links = self.ask(since=since, until=until, limit=2, q="okta",
                               sortOrder="DESCENDING")
        query = urllib.parse.urlsplit(links["self"]).query
        self.assertEqual([n for n, _ in urllib.parse.parse_qsl(query)],
                         ["q", "sortOrder", "limit", "until", "since"])
        query = urllib.parse.urlsplit(links["next"]).query
        pairs = dict(urllib.parse.parse_qsl(query))
        self.assertEqual(
            list(pairs), ["q", "sortOrder", "limit", "until", "after", "since"])
        self.assertEqual((pairs["since"], pairs["until"]), (since, until))

    def test_no_next_behind_a_full_page(self):
        events = self.events()
        _, page, links = self.ask(since=events[-10]["published"], limit=10,
                                  until=text(now()))
        self.assertEqual(page, events[-10:])
        self.assertNotIn("next", links)

    def test_a_late_event_between_two_pages(self):
        for order in ("ASCENDING", "DESCENDING"):
            self.start()
            query = {"since": text(now() - 80 * DAY), "until": text(now()),
                     "sortOrder": order, "limit": 1000}
            before = self.events(**query)
            _, first, links = self.ask(**query)
            self.assertEqual(first, before[:1000])
            late = [{"uuid": "behind", "published": first[500]["published"]},
                    {"uuid": "ahead", "published": before[1500]["published"]}]
            self.plant(*late)
            seen = [event["uuid"] for event in first]
            while "next" in links:
                events, links = self.follow(links)
                seen += [event["uuid"] for event in events]
            known = [event["uuid"] for event in before]
            self.assertEqual([u for u in seen if u != "ahead"], known)
            self.assertIn("ahead", seen)

    def test_several_in_one_millisecond(self):
        time = text(now() - MINUTE)
        self.plant(*({"uuid": f"u{i}", "published": time} for i in range(5)))
        for order in ("ASCENDING", "DESCENDING"):
            seen = [e["uuid"] for e in self.events(
                since=time, limit=2, sortOrder=order)]
            self.assertEqual(sorted(u for u in seen if u[0] == "u"
                                    and len(u) == 2),
                             ["u0", "u1", "u2", "u3", "u4"])

    def test_retention(self):
        old = text(now() - 100 * DAY)
        self.plant({"uuid": "gone", "published": old})
        events = self.events(since=text(now() - 120 * DAY))
        self.assertTrue(events)
        self.assertNotIn("gone", [event["uuid"] for event in events])
        self.simulator.control("/_sim/clock", {"offset": 30 * 86400})
        fewer = self.events(until=text(now() + 30 * DAY))
        self.assertTrue(3000 < len(fewer) < 3600, len(fewer))


class Polled(Logs):
    def test_it_never_ends(self):
        _, events, links = self.ask(since=text(now() - DAY), limit=1000)
        self.assertTrue(30 < len(events) < 80)
        for _ in range(3):
            events, links = self.follow(links)
            self.assertEqual(events, [])
        late = text(now() - 30 * DAY)
        self.plant({"uuid": "new"}, {"uuid": "late", "published": late})
        events, links = self.follow(links)
        self.assertEqual([e["uuid"] for e in events], ["new", "late"])
        self.assertEqual(events[1]["published"], late)
        events, links = self.follow(links)
        self.assertEqual(events, [])
        # One that asks anew from before it came finds it, too.
        _, again, _ = self.ask(since=text(now() - MINUTE), limit=1000)
        self.assertIn("late", [event["uuid"] for event in again])

    def test_pages(self):
        since = text(now() - 89 * DAY)
        _, events, links = self.ask(since=since, limit=900)
        while True:
            more, links = self.follow(links)
            if not more:
                break
            events += more
        self.assertEqual(events, self.events(since=since))

    def test_filtered(self):
        words = 'eventType eq "user.session.start"'
        _, events, links = self.ask(filter=words, limit=5)
        more, _ = self.follow(links)
        self.assertEqual({e["eventType"] for e in events + more},
                         {"user.session.start"})
        self.assertEqual(len({e["uuid"] for e in events + more}), 10)

    def test_a_lag(self):
        self.start("--log-lag", "60", "--events", "0")
        self.plant({"uuid": "a"})
        self.assertEqual(self.events(), [])
        _, events, links = self.ask()
        self.assertEqual(events, [])
        self.simulator.control("/_sim/clock", {"offset": 61})
        self.assertEqual([e["uuid"] for e in self.events()], ["a"])
        self.assertEqual([e["uuid"] for e in self.follow(links)[0]], ["a"])


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
