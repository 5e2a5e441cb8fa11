"""fleet.py - a provider that the extension has never heard of.

It has two tenants with devices, and keys of devices; racks with slots, named by
numbers; pages of two rows that are counted; the tenant and the key in headers
of its own, which alone tell what is asked for; rows and errors in envelopes.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = 2
SECRETS = {"Tenant-7": "key s3cret", "Tenant-8": "key 0ther"}


class Tenant:
    def __init__(self, name, count):
        self.devices = [{"id": f"d{i}", "tags": ["a", i],
                         "about": {"owner": f"owner{i} of {name}"}}
                        for i in range(count)]
        self.keys = {device["id"]: [{"id": f"{device['id']}-k{i}"}
                                    for i in range(3)]
                     for device in self.devices}
        self.racks = [{"id": i} for i in range(1, count)]
        self.slots = {str(rack["id"]): [{"id": i, "in": {"rack": rack["id"]}}
                                        for i in range(1, 4)]
                      for rack in self.racks}


TENANTS = {"Tenant-7": Tenant("Tenant-7", 5), "Tenant-8": Tenant("Tenant-8", 3)}


class Fleet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=None):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, kind, message):
        self.answer(status, {"error": {"type": kind, "message": message}})

    def page(self, rows):
        query = parse_qs(urlsplit(self.path).query)
        start = int(query.get("start", ["0"])[0])
        size = int(query.get("size", [str(PAGE)])[0])
        self.answer(200, {"data": rows[start:start + min(size, PAGE)],
                          "page": {"count": len(rows), "start": start}})

    def do(self, deletes):
        name = self.headers["X-Fleet-Tenant"]
        if self.headers["X-Fleet-Key"] != SECRETS.get(name, "none"):
            return self.fail(401, "no_access", "Who are you?")
        tenant = TENANTS[name]
        parts = urlsplit(self.path).path.split("/")[2:]
        owners, owned = {"devices": (tenant.devices, tenant.keys),
                         "racks": (tenant.racks, tenant.slots)}[parts[0]]
        if len(parts) == 1 and not deletes:
            return self.page(owners)
        owner = next((o for o in owners if parts[1] == str(o["id"])), None)
        if owner is None:
            return self.fail(404, "not_found", f"None of the {parts[0]}")
        if len(parts) == 2 and not deletes:
            return self.answer(200, {"data": owner})
        things = owned[parts[1]]
        if len(parts) == 3 and not deletes:
            return self.page(things)
        thing = next((t for t in things if parts[3] == str(t["id"])), None)
        if thing is None:
            return self.fail(404, "not_found", f"None of the {parts[2]}")
        things.remove(thing)
        return self.answer(204)

    def do_GET(self):
        self.do(deletes=False)

    def do_DELETE(self):
        self.do(deletes=True)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Fleet)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
