"""floor.py - the least time that a set of calls can take: 16 at once, each as
soon as its URL can be known. Nothing is done with the answers."""

import gzip
import http.client
import json
import re
import threading
import time

from org import AUTHORIZATION
from run import PARALLELISM

NEXT = re.compile(r'<[^>]*?//[^/]*(/[^>]*)>; rel="next"')
# As the statements and curl ask: compressing is a part of what a call takes.
HEADERS = dict([AUTHORIZATION.split(": "), ("Accept-Encoding", "gzip")])


class Plan:
    """Calls of one org, each with the ones that say its URL: the page before
    it, the list of users or apps with its id, the clients of its user."""

    def __init__(self, org, targets):
        self.host = org.own_url.split("//")[1]
        self.targets = list(dict.fromkeys(targets))
        self.after = {}
        self.answers = {}
        self.run()
        self.find()
        self.answers.clear()

    def find(self):
        given = {}
        for target, (link, body) in self.answers.items():
            path = target.split("?")[0]
            if link:
                given[link] = target
            if path in ("/api/v1/users", "/api/v1/apps"):
                for one in json.loads(body):
                    given.setdefault(f"{path}/{one['id']}/", target)
            elif path.endswith("/clients"):
                for one in json.loads(body):
                    given[f"{path}/{one['client_id']}/"] = target
        for target in self.targets:
            parts = target.split("?")[0].split("/")
            ways = [target] if "after=" in target else [
                "/".join(parts[:n]) + "/" for n in (7, 5)]
            for way in ways:
                if way in given and given[way] != target:
                    self.after[target] = given[way]
                    break

    def run(self):
        """Seconds for all of them."""
        waiting = {}
        ready = []
        for target in self.targets:
            before = self.after.get(target)
            if before is None:
                ready.append(target)
            else:
                waiting.setdefault(before, []).append(target)
        ready.reverse()
        self.left = len(self.targets)
        moved = threading.Condition()
        workers = [threading.Thread(target=self.work,
                                    args=(ready, waiting, moved))
                   for _ in range(PARALLELISM)]
        begin = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - begin

    def work(self, ready, waiting, moved):
        connection = http.client.HTTPConnection(self.host)
        while True:
            with moved:
                while not ready and self.left:
                    moved.wait()
                if not ready:
                    break
                target = ready.pop()
            connection.request("GET", target, headers=HEADERS)
            answer = connection.getresponse()
            body = answer.read()
            if not self.after:
                body = gzip.decompress(body)
                link = NEXT.search(", ".join(
                    answer.headers.get_all("link") or []))
                self.answers[target] = (link and link.group(1), body)
            with moved:
                self.left -= 1
                ready += waiting.pop(target, [])
                moved.notify_all()
        connection.close()
