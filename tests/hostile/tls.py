"""tls.py - an org behind nginx, with certificates of our own making."""

import os
import socket
import subprocess
import tempfile
import time
import unittest

from peer import Peer

NGINX = """
daemon off;
master_process off;
pid {folder}/{name}.pid;
error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} {protocol};
    ssl_certificate {folder}/{name}.pem;
    ssl_certificate_key {folder}/{name}.key;
    location / {{ proxy_pass {home}; proxy_set_header Connection ""; }}
  }}
}}
"""

AUTHORITY = """
[ca]
default_ca = authority
[authority]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TlsCase(unittest.TestCase):
    """`home` is the org, in the clear; serve() puts nginx before it."""

    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.home = self.enterContext(Peer())

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True,
                       stderr=subprocess.DEVNULL)

    def write(self, name, content):
        path = f"{self.folder}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def make_authority(self, name):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     f"{name}.key", "-out", f"{name}.pem", "-days", "2",
                     "-subj", f"/CN={name}")

    def make_certificate(self, name, names="IP:127.0.0.1", authority="good",
                         begins="20250101000000Z", ends="20990101000000Z"):
        """Signed by that authority, in force between those times."""
        self.write("authority.conf", AUTHORITY)
        self.write("index", "")
        self.write("serial", "01\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     f"{name}.key", "-out", "request.pem", "-subj", "/CN=org",
                     "-addext", f"subjectAltName={names}")
        self.openssl("ca", "-batch", "-notext", "-config", "authority.conf",
                     "-cert", f"{authority}.pem", "-keyfile",
                     f"{authority}.key", "-in", "request.pem", "-out",
                     f"{name}.pem", "-startdate", begins, "-enddate", ends)

    def start(self, port, *words):
        """A server until the end of the test, once it listens there."""
        process = subprocess.Popen(
            words,
            env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return port
            except ConnectionRefusedError:
                self.assertIsNone(process.poll(), f"{words[0]} has ended")
                time.sleep(0.05)
        raise AssertionError(f"{words[0]} did not start")

    def serve(self, name, protocol="ssl"):
        """nginx with that certificate; its port."""
        port = free_port()
        path = self.write(f"{name}.conf", NGINX.format(
            folder=self.folder, port=port, name=name, home=self.home.url,
            protocol=protocol))
        return self.start(port, "nginx", "-p", self.folder, "-c", path)
