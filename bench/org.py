"""org.py - what is measured against: the simulated org, and nginx in front of
it, which speaks HTTP/2 with TLS."""

import json
import os
import socket
import subprocess
import time
import urllib.request

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOKEN = "bench-token"
AUTHORIZATION = f"Authorization: SSWS {TOKEN}"


class Org:
    """A simulated org; it stops at the end of its `with`. `url` is where it is
    asked, `own_url` where the simulator itself listens."""

    ca = None  # where `url` is HTTPS: the file of the CA to trust

    def __init__(self, **flags):
        words = ["nice", f"{TOP}/build/okta-sim", "--token", TOKEN]
        for name, value in {"rate_limit": 0, **flags}.items():
            words += ["--" + name.replace("_", "-"), str(value)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise SystemExit("bench: the simulator did not start")
        self.url = self.own_url = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)

    def control(self, name):
        with urllib.request.urlopen(f"{self.own_url}/_sim/{name}") as answer:
            return json.load(answer)

    def stats(self):
        return self.control("stats")

    def targets(self):
        """Path and query of every request since the last reset."""
        return [call["path"] + ("?" + call["query"] if call["query"] else "")
                for call in self.control("requests")]

    def reset(self):
        urllib.request.urlopen(f"{self.own_url}/_sim/reset", b"{}").close()

    def get(self, target):
        """One call, outside of any measurement: its headers."""
        request = urllib.request.Request(self.own_url + target)
        request.add_header(*AUTHORIZATION.split(": "))
        with urllib.request.urlopen(request) as answer:
            answer.read()
            return answer.headers


def stop(process):
    process.kill()
    process.wait()


NGINX = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  log_format protocols "$connection $server_protocol $http_user_agent";
  access_log {folder}/access.log protocols buffer=64k flush=1s;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream org {{
    server {org};
    keepalive 100;
    keepalive_requests 1000000;
  }}
  server {{
    listen 127.0.0.1:{port} {protocol};
    {certificate}
    keepalive_requests 1000000;
    location / {{
      proxy_pass http://org;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_buffers 16 64k;
      {headers}
    }}
  }}
}}
"""


class Front:
    """nginx in front of an org, whose `url` it changes to its own."""

    def __init__(self, org, folder, tls=True, headers=""):
        self.org, self.folder = org, folder
        certificate = make_certificate(folder) if tls else ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(NGINX.format(
                folder=folder, port=port, org=org.own_url.split("//")[1],
                protocol="ssl http2" if tls else "", certificate=certificate,
                headers=headers))
        self.process = subprocess.Popen(
            ["nginx", "-p", folder, "-c", f"{folder}/nginx.conf"])
        wait_for(port)
        org.url = f"http{'s' if tls else ''}://127.0.0.1:{port}"
        org.ca = f"{folder}/ca.pem" if tls else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)
        self.org.url, self.org.ca = self.org.own_url, None

    def connections(self, agent):
        """Requests of a user agent by protocol and connection, as nginx logged
        them."""
        time.sleep(1.5)  # it writes its log each second
        counts = {}
        with open(f"{self.folder}/access.log", encoding="utf-8") as file:
            for line in file:
                number, protocol, by = line.split(" ", 2)
                if by.startswith(agent):
                    of_protocol = counts.setdefault(protocol, {})
                    of_protocol[number] = of_protocol.get(number, 0) + 1
        return counts


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise SystemExit("bench: nginx did not start")


def make_certificate(folder):
    """A CA, and a certificate of it for 127.0.0.1; what nginx is told."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True,
                       stderr=subprocess.DEVNULL)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem",
            "-days", "2", "-subj", "/CN=bench CA")
    openssl("req", *key, "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=127.0.0.1")
    with open(f"{folder}/names", "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey",
            "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names",
            "-out", "server.pem")
    return (f"ssl_certificate {folder}/server.pem; "
            f"ssl_certificate_key {folder}/server.key;")
