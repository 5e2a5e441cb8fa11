"""endless.py - an org whose every list is a page without rows, and one more.

GET /_count says how many pages it has given.
"""

import itertools
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAUSE = float(sys.argv[1])  # seconds before each page
pages = itertools.count(1)
given = 0


class Endless(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body waits for the head's receipt

    def do_GET(self):
        global given
        body = b"[]"
        link = None
        if self.path == "/_count":
            body = str(given).encode()
        else:
            time.sleep(PAUSE)
            given = next(pages)
            link = f"<{self.path.split('?')[0]}?after=c{given}>; rel=\"next\""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if link:
            self.send_header("Link", link)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
