"""logs.py - a running okta-sim, asked for its System Log."""

import datetime
import json
import re
import time
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
        """Returns behind the millisecond in which they were published: a
        question without `until` ends before that in which it comes."""
        self.simulator.control("/_sim/logs", {"events": events})
        then = time.time_ns() // 1_000_000
        while time.time_ns() // 1_000_000 <= then + 1:
            pass

    def check_error(self, code, summary, **query):
        answer, error, _ = self.ask(**query)
        with self.subTest(query):
            self.assertEqual((answer.status, error["errorCode"]), (400, code))
            self.assertIn(summary, error["errorSummary"])
        return error
