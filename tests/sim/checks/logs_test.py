"""logs_test.py - okta-sim's System Log, bounded and polled."""

import datetime
import unittest
import urllib.parse

from logs import DAY, MINUTE, Logs, now, text

# Options: events for one page, and for several.
FEW = ("--events", "300")
PAGES = ("--events", "2500")


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
        self.start(*FEW)
        first = [event["uuid"] for event in self.events()]
        self.start(*FEW)
        self.assertEqual(first[-1], self.events()[-1]["uuid"])
        self.start(*FEW, "--seed", "2")
        self.assertNotIn(first[-1], [e["uuid"] for e in self.events()])

    def test_the_bounds(self):
        self.start(*FEW)
        events = self.events()
        low, high = events[100], events[200]
        part = self.events(since=low["published"], until=high["published"])
        self.assertEqual(part, events[100:200])
        self.start(*FEW, "--until", "inclusive")
        events = self.events()
        part = self.events(since=events[100]["published"],
                           until=events[200]["published"])
        self.assertEqual(part, events[100:201])

    def test_zones(self):
        self.start(*FEW)
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
        self.start(*FEW)
        events = self.events()
        _, page, links = self.ask(since=events[-10]["published"], limit=10,
                                  until=text(now()))
        self.assertEqual(page, events[-10:])
        self.assertNotIn("next", links)

    def test_a_late_event_between_two_pages(self):
        for order in ("ASCENDING", "DESCENDING"):
            self.start(*PAGES)
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
        self.start(*FEW)
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
        self.start(*PAGES)
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


if __name__ == "__main__":
    unittest.main()
