"""network_test.py - which proxy and which CAs count, of all that places say, and
what is said about those that can't be used."""

import json
import os
import pathlib
import tempfile
import unittest

from proxied import COUNT, ONCE, PASSWORD, USER, ProxiedCase, basic
from shell import TOKEN, shell
from tls import free_port

PASSWORD_WANTED = f"BasicAuth {USER} {PASSWORD}\n"
YAML = """okta:
  client:
    proxy:
      host: 127.0.0.1
      port: {port}
      username: anne
      password: "{password}"
"""


class Network(ProxiedCase):
    def okta_yaml(self, text, mode=0o600):
        """As in ask(), with that as okta.yaml."""
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (home / ".okta").mkdir()
        path = home / ".okta" / "okta.yaml"
        path.write_text(text)
        path.chmod(mode)
        return self.ask(ONCE + COUNT, HOME=str(home))

    def test_the_names_of_other_tools(self):
        proxy = self.tinyproxy(PASSWORD_WANTED)
        self.assert_answered(self.ask(
            OKTA_CLIENT_PROXY_HOST="127.0.0.1",
            OKTA_CLIENT_PROXY_PORT=str(proxy.port),
            OKTA_CLIENT_PROXY_USERNAME=USER,
            OKTA_CLIENT_PROXY_PASSWORD=PASSWORD))
        self.assert_through(proxy, basic(USER, PASSWORD))
        self.home.received.clear()
        proxy.received.clear()
        said = self.okta_yaml(YAML.format(port=proxy.port, password=PASSWORD))
        self.assertIn("0\n", said)
        self.assert_through(proxy, basic(USER, PASSWORD))
        said = self.okta_yaml(YAML.format(port=1, password=PASSWORD), 0o644)
        self.assertIn("is refused: it has a secret in it", said)

    def test_the_last_place_counts(self):
        """Each of them is a proxy that says which one it is."""
        wrong = {"ALL_PROXY": "all", "HTTPS_PROXY": "capitals",
                 "https_proxy": "small"}
        said = ""
        variables = {}
        for name, host in wrong.items():
            variables[name] = f"http://{host}.invalid:1"
            said = self.ask(ONCE + COUNT, **variables)
            self.assertIn(f"the proxy {host}.invalid:1 (from {name})", said)
        variables |= {"OKTA_CLIENT_PROXY_HOST": "okta.invalid",
                      "OKTA_CLIENT_PROXY_PORT": "2"}
        said = self.ask(ONCE + COUNT, **variables)
        self.assertIn("the proxy okta.invalid:2 (from OKTA_CLIENT_PROXY_HOST)",
                      said)
        variables["IDP_PROXY"] = "ours.invalid:3"
        said = self.ask(ONCE + COUNT, **variables)
        self.assertIn("the proxy ours.invalid:3 (from IDP_PROXY)", said)
        said = self.ask(ONCE + COUNT, '{"proxy": "http://file.invalid:4"}',
                        **variables)
        self.assertRegex(said, r'the proxy file.invalid:4 \(from .*config.json:'
                               r' "proxy"\)')
        said = self.ask(ONCE + COUNT, '{"proxy": ""}', **variables)
        self.assert_answered(said.removeprefix("0\n"))

    def test_an_org_may_have_its_own(self):
        proxy = self.tinyproxy()
        url = f"https://127.0.0.1:{self.org}"
        orgs = [{"orgUrl": url, "subdomain": name,
                 "token": {"env": "OKTA_CLIENT_TOKEN"}, **more}
                for name, more in (
                    ("own", {"proxy": proxy.url, "default": True}),
                    ("none", {"proxy": ""}), ("common", {}))]
        sql = "".join(f"SELECT count(*) FROM users WHERE subdomain = '{name}';\n"
                      for name in ("none", "own", "common"))
        said = self.ask(ONCE + sql, json.dumps({
            "orgs": orgs, "proxy": "http://common.invalid:1"}))
        self.assertTrue(said.startswith("0\n0\n0\n"), said)
        self.assertIn("the proxy common.invalid:1", said)
        self.assert_through(proxy)
        self.assertEqual(len(self.home.received), 2)

    def test_hosts_that_need_none(self):
        proxy = self.tinyproxy()
        for name in ("NO_PROXY", "no_proxy"):
            for value in ("127.0.0.1", "*", "acme.com, 127.0.0.1"):
                for place in ("HTTPS_PROXY", "IDP_PROXY"):
                    with self.subTest(name=name, value=value, place=place):
                        self.home.received.clear()
                        said = self.ask(**{place: proxy.url, name: value})
                        self.assert_answered(said)
                        self.assertEqual(proxy.received, [])
        self.home.received.clear()
        self.assert_answered(self.ask(HTTPS_PROXY=proxy.url,
                                      NO_PROXY="acme.com,127.0.0.2"))
        self.assert_through(proxy)

    def test_proxies_that_can_not_be_meant(self):
        secret = "SECRET1"
        coded = ("it is not a URL such as http://user:password@proxy.acme.com:"
                 "3128, in which a user name and a password are "
                 "percent-encoded")
        for url, why in (
                (f"http://{USER}:{secret}@x@127.0.0.1:1", coded),
                (f"http://{USER}:{secret}%@127.0.0.1:1", coded),
                (f"http://{USER}:{secret}%00@127.0.0.1:1", coded),
                (f"http://{USER}:{secret}@:1", coded),
                (f"http://{USER}:{secret}@h:99999", coded),
                (f"http://{USER}:{secret}@h\r\nX: y:1", coded),
                (f"socks4://{USER}:{secret}@h:1", "its scheme is none of"),
                (f"ftp://{USER}:{secret}@h:1", "its scheme is none of")):
            for name in ("HTTPS_PROXY", "IDP_PROXY"):
                with self.subTest(url=url, name=name):
                    said = self.ask(**{name: url})
                    self.assert_refused(said, f"{name} is refused: {why}")
                    self.assertNotIn(secret, said)
        for variables, why in (
                ({"HOST": "h"}, "OKTA_CLIENT_PROXY_HOST is set, but the "
                 "proxy's host and port are not both"),
                ({"PASSWORD": secret}, "OKTA_CLIENT_PROXY_PASSWORD is set"),
                ({"HOST": "h", "PORT": "65536"}, "OKTA_CLIENT_PROXY_PORT must"),
                ({"HOST": "h:1", "PORT": "2"}, "OKTA_CLIENT_PROXY_HOST is"),
                ({"HOST": f"a:{secret}@h", "PORT": "2"}, "the host alone")):
            with self.subTest(variables):
                said = self.ask(**{"OKTA_CLIENT_PROXY_" + name: value
                                   for name, value in variables.items()})
                self.assert_refused(said, why)
                self.assertNotIn(secret, said)
        for text, why in (('{"proxy": 1}', '"proxy" must be a URL'),
                          ('{"proxy": {"host": "h"}}', '"proxy" must be a URL'),
                          ('{"caFile": 1}', '"caFile" must be the absolute'),
                          ('{"caFile": "x.pem"}', '"caFile" must be the abs')):
            with self.subTest(text):
                self.assert_refused(self.ask(settings=text), why)

    def test_a_secret_in_a_file_that_others_read(self):
        home = self.enterContext(tempfile.TemporaryDirectory())
        path = pathlib.Path(home, "config.json")
        for text in ({"proxy": f"http://{USER}:{PASSWORD}@h:1"},
                     {"orgs": [{"orgUrl": "https://a.okta.com",
                                "token": {"env": "OKTA_CLIENT_TOKEN"},
                                "proxy": f"{USER}:{PASSWORD}@h:1"}]}):
            path.write_text(json.dumps(text))
            path.chmod(0o644)
            said = self.ask(IDP_CONFIG=str(path))
            self.assert_refused(said, "it has a secret in it, and others can "
                                      "read it")

    def test_authorities_of_a_file(self):
        good = f"{self.folder}/good.pem"
        none = {"SSL_CERT_FILE": ""}
        url = f"https://127.0.0.1:{self.org}"
        self.assert_refused(self.ask(**none), "certificate", '"caFile"')
        home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        os.link(good, home / "ca.pem")
        (home / ".okta").mkdir()
        (home / ".okta" / "okta.yaml").write_text(
            "okta: {client: {caFile: ~/ca.pem}}")
        for how in ({"IDP_CAFILE": good},
                    {"settings": json.dumps({"caFile": good})},
                    {"settings": json.dumps({"orgs": [{
                        "orgUrl": url, "default": True, "caFile": good,
                        "token": {"env": "OKTA_CLIENT_TOKEN"}}]})},
                    {"HOME": str(home)}):
            with self.subTest(how):
                self.home.received.clear()
                self.assert_answered(self.ask(**{**none, **how}))
        # It counts instead of the variable's, and that one is no more.
        self.make_authority("other")
        other = f"{self.folder}/other.pem"
        self.home.received.clear()
        self.assert_refused(self.ask(IDP_CAFILE=other), "certificate")
        self.assert_answered(self.ask(IDP_CAFILE=good, SSL_CERT_FILE=other))

    def test_files_of_authorities_that_can_not_be_used(self):
        loose = self.write("loose.pem", pathlib.Path(
            self.folder, "good.pem").read_text())
        os.chmod(loose, 0o666)
        broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        for path, why in (
                (f"{self.folder}/missing.pem", "does not exist"),
                (self.folder, "is not a regular file"),
                (self.write("empty.pem", ""), "has no certificate in it"),
                (f"{self.folder}/good.key", "has no certificate in it"),
                (loose, "others can change it"),
                (self.write("broken.pem", broken), "SSL CA cert")):
            with self.subTest(path):
                said = self.ask(ONCE + COUNT, IDP_CAFILE=path)
                self.assert_refused(said, path, why)

    def test_what_is_in_force_is_shown_without_secrets(self):
        said = self.ask(
            "SELECT json_extract(idp_configure('{}'), '$.proxy'), "
            "json_extract(idp_configure('{}'), '$.caFile');\n",
            HTTPS_PROXY=f"http://{USER}:{PASSWORD}@proxy.invalid")
        self.assertTrue(said.startswith(
            f"http://proxy.invalid:1080|{self.folder}/good.pem\n"), said)

    def test_an_org_by_sql_takes_the_proxy_too(self):
        proxy = self.tinyproxy()
        org = json.dumps({"orgUrl": f"https://127.0.0.1:{self.org}",
                          "token": TOKEN})
        said = shell(f"SELECT idp_configure('{org}') IS NULL;\n" + COUNT,
                     {"HTTPS_PROXY": proxy.url,
                      "SSL_CERT_FILE": f"{self.folder}/good.pem"})
        self.assertEqual(said, "0\n0\n")
        self.assert_through(proxy)

    def test_a_port_that_nobody_listens_on_is_not_gone_around(self):
        said = self.ask(ONCE + COUNT,
                        IDP_PROXY=f"http://127.0.0.1:{free_port()}")
        self.assert_refused(said, "failed", "(from IDP_PROXY)")


if __name__ == "__main__":
    unittest.main()
