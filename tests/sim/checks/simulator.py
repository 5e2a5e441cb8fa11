"""simulator.py - a running okta-sim, asked over plain HTTP.

Knows nothing of the extension. OKTA_SIM names the program.
"""

import collections
import http.client
import json
import os
import subprocess
import urllib.parse

Answer = collections.namedtuple("Answer", "status headers body")


class Simulator:
    def __init__(self, *flags):
        self.process = subprocess.Popen(
            [os.environ["OKTA_SIM"], *flags],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://"), line
        self.url = line.split()[-1]
        self.host = self.url[len("http://"):]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def call(self, method, path, headers=(), body=None):
        """headers: pairs, sent in this order; a name may stand there twice."""
        connection = http.client.HTTPConnection(self.host, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode() if body is not None else None)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def get(self, path, *headers):
        return self.call("GET", path, headers)

    def json(self, path):
        return json.loads(self.get(path).body)

    def control(self, path, value=None):
        answer = self.call("POST", path, body=json.dumps(value or {}))
        assert answer.status == 200, answer

    def post_form(self, path, form, *headers):
        """form: a dict, or the text itself."""
        if isinstance(form, dict):
            form = urllib.parse.urlencode(form)
        content = ("Content-Type", "application/x-www-form-urlencoded")
        return self.call("POST", path, [content, *headers], form)
