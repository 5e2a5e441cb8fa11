"""query_test.py - what a text of SQL that anybody may write can do to the
machine and to the guards, by the bytes that come and the files that change."""

import json
import pathlib
import tempfile
import unittest

from peer import Answer, Peer
from shell import EXTENSION, TOKEN, org, shell, text

SECRET = "the-secret-of-this-machine"
PLACES = "can't be the name of a file, a variable or a command"
READ = "SELECT * FROM users WHERE subdomain = 'mine';\nSELECT * FROM users;\n"
# One token of u and c, which a DELETE reads and revokes.
ROW = '[{"id": "o", "userId": "u", "clientId": "c", "status": "ACTIVE"}]'
DELETE = "DELETE FROM oauth_tokens WHERE userId = 'u' AND clientId = 'c';\n"


def configure(settings):
    if not isinstance(settings, str):
        settings = json.dumps(settings)
    return f"SELECT idp_configure({text(settings)});\n"


class Query(unittest.TestCase):
    def setUp(self):
        self.thief = self.enterContext(Peer())
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.folder = pathlib.Path(folder)
        self.secret = self.folder / "secret.pem"
        self.secret.write_text(SECRET)
        self.secret.chmod(0o600)

    def ways_to_say(self, credential):
        """One org of the thief's, in each form that settings have."""
        mine = {"orgUrl": self.thief.url, "subdomain": "mine", **credential}
        yield mine
        yield {"orgs": [mine]}
        yield {"orgs": [{"orgUrl": self.thief.url, "token": "x",
                         "subdomain": "other"}, mine]}
        for mode in ("SSWS", "Bearer", "PrivateKey", "JWK"):
            yield {**mine, "authorizationMode": mode}
        yield {"provider": "slashid", "orgId": "mine",
               "orgUrl": self.thief.url, **credential}

    def assert_nothing_left(self):
        for request in self.thief.received:
            self.assertNotIn(SECRET.encode(), request)
            self.assertNotIn(TOKEN.encode(), request)

    def test_commands_files_and_variables(self):
        hit = self.folder / "hit"
        places = ({"command": ["touch", str(hit)]},
                  {"command": ["sh", "-c", f"touch {hit}; echo x"]},
                  {"file": str(self.secret)}, {"env": "SECRET"},
                  {"env": "SECRET", "file": str(self.secret)})
        for place in places:
            for setting in ("token", "accessToken", "privateKey"):
                credential = {setting: place}
                if setting == "privateKey":
                    credential["clientId"] = "0oa1"
                with self.subTest(credential):
                    ways = list(self.ways_to_say(credential))
                    said = shell("".join(configure(settings) + READ
                                         for settings in ways),
                                 {"SECRET": SECRET})
                    self.assertEqual(said.count("idp_configure: "), len(ways))
                    self.assertNotIn(SECRET, said)
                    self.assertFalse(hit.exists())
        self.assertEqual(self.thief.received, [])

    def test_the_message_says_where_they_belong(self):
        for place in ({"command": ["true"]}, {"file": "/x"}, {"env": "X"}):
            said = shell(configure({"orgUrl": self.thief.url,
                                    "token": place}), {})
            self.assertIn(PLACES, said)
            self.assertIn("sqlite-idp/config.json", said)

    def test_a_private_key_that_is_a_path(self):
        for path in (str(self.secret), "~/secret.pem", "./secret", "x.key",
                     "../secret", "secret.json"):
            ways = [settings for settings in self.ways_to_say(
                        {"clientId": "0oa1", "privateKey": path})
                    if "authorizationMode" not in settings]
            with self.subTest(path):
                said = shell("".join(configure(settings) + READ
                                     for settings in ways), {})
                self.assertEqual(said.count(PLACES), len(ways))
        self.assertEqual(self.thief.received, [])

    def test_a_name_twice_or_deeper(self):
        place = json.dumps({"file": str(self.secret)})
        for settings in (
                f'{{"orgUrl": "{self.thief.url}", "token": "x", '
                f'"token": {place}}}',
                f'{{"orgUrl": "{self.thief.url}", "token": {{"token": '
                f'{place}}}}}',
                f'{{"orgUrl": "{self.thief.url}", "token": [{place}]}}',
                f'{{"orgs": [{{"orgs": [{{"orgUrl": "{self.thief.url}", '
                f'"token": {place}}}]}}]}}',
                f'{{"orgs": [{{"orgUrl": "{self.thief.url}", "token": "x", '
                '"writes": "on"}]}',
                '{"writes": "off", "writes": "on"}'):
            with self.subTest(settings):
                said = shell(configure(settings) + READ, {})
                self.assertIn("idp_configure: ", said)
        self.assertEqual(self.thief.received, [])

    def test_a_proxy_or_an_authority(self):
        """With both it could read what goes to an org."""
        home = self.enterContext(Peer())
        authority = self.folder / "ca.pem"
        authority.write_text("-----BEGIN CERTIFICATE-----")
        for setting in ({"proxy": self.thief.url}, {"proxy": ""},
                        {"caFile": str(authority)}, {"caFile": ""},
                        {"caFile": "/nowhere"}):
            ways = [setting, {**setting, "orgUrl": home.url, "token": "x"},
                    {"orgs": [{**setting, "orgUrl": home.url, "token": "x"}]}]
            with self.subTest(setting):
                said = shell("".join(map(configure, ways)), org(home))
                (name,) = setting
                self.assertEqual(
                    said.count(f'"{name}" can\'t be set by SQL'), len(ways))
                self.assertIn("sqlite-idp/config.json", said)
        for name in ("proxyHost", "proxyPort", "proxy.host", "no_proxy"):
            said = shell(configure({name: "127.0.0.1"}), org(home))
            self.assertIn(f'there is no setting "{name}"', said)
        self.assertEqual(self.thief.received, [])

    def test_an_audit_log(self):
        victim = self.folder / "victim"
        victim.write_text("before")
        home = self.enterContext(Peer(Answer(ROW)))
        for path in (str(victim), str(self.folder / "new"), ""):
            with self.subTest(path):
                said = shell(configure({"audit_log": path}) + DELETE, org(home))
                self.assertIn('"audit_log" can\'t be set by SQL', said)
                self.assertIn("sqlite-idp/config.json", said)
        self.assertEqual(victim.read_text(), "before")
        self.assertFalse((self.folder / "new").exists())

    def test_no_way_around_the_log_that_is_set(self):
        log = self.folder / "log"
        home = self.enterContext(Peer(Answer(ROW)))
        shell(configure({"audit_log": ""}) + DELETE,
              org(home, IDP_AUDIT_LOG=str(log)))
        self.assertIn("DELETE", log.read_text())
        self.assertNotIn(TOKEN, log.read_text())

    def test_another_url_for_a_credential_that_is_there(self):
        home = self.enterContext(Peer())
        names = (home.address, home.address.upper())
        for name in names:
            for settings in ({"orgUrl": self.thief.url},
                             {"orgUrl": self.thief.url, "subdomain": name},
                             {"orgs": [{"orgUrl": self.thief.url,
                                        "subdomain": name}]},
                             {"subdomain": name, "default": True},
                             {"orgUrl": self.thief.url, "subdomain": name,
                              "token": "x"},
                             {"orgUrl": self.thief.url, "subdomain": name,
                              "authorizationMode": "SSWS"}):
                with self.subTest(settings):
                    shell(configure(settings) + "SELECT * FROM users;\n",
                          org(home))
        self.assert_nothing_left()

    def test_arguments_of_a_table_are_no_settings(self):
        for argument in ("token", "orgUrl", "writes", "audit_log", "command",
                         "configure", "max_revocations"):
            with self.subTest(argument):
                said = shell("CREATE VIRTUAL TABLE temp.t USING grants("
                             f"{argument}='{self.thief.url}');\n", {})
                self.assertIn(f"there is no argument {argument}", said)

    def attack(self, sql, variables=None, settings=None, calls=0):
        """Revokes by that SQL, so many times, an org with these guards."""
        home = self.enterContext(Peer(Answer(ROW)))
        said = shell(sql, org(home, **(variables or {})), settings=settings)
        deletes = [line for line in home.lines() if line.startswith("DELETE")]
        self.assertEqual(len(deletes), calls, said)
        return said

    def test_writes_that_are_off(self):
        loosen = (configure({"writes": "on"}),
                  configure({"writes": "off"}) + configure({"writes": "on"}),
                  configure({"orgs": [], "writes": "on"}),
                  configure({"writes": True}), configure({"writes": "ON"}),
                  configure({"configure": "on", "writes": "on"}),
                  configure({"max_revocations": 5, "writes": "on"}),
                  f".load {EXTENSION}\n" + configure({"writes": "on"}))
        for sql in loosen:
            for here in ({"variables": {"IDP_WRITES": "off"}},
                         {"settings": '{"writes": "off"}'}):
                with self.subTest(sql, **here):
                    # Staged before, too, in transactions of both kinds.
                    said = self.attack(
                        f"{sql}{DELETE}BEGIN;\n{DELETE}{sql}COMMIT;\n"
                        f"SAVEPOINT a;\n{DELETE}{sql}RELEASE a;\nRELEASE a;\n",
                        **here)
                    self.assertEqual(said.count('"writes" is "off"; nothing'), 3)
        self.attack(DELETE, calls=1)

    def test_an_org_of_ones_own_where_writes_are_off(self):
        mine = configure({"orgUrl": self.thief.url, "token": "x"})
        self.attack(mine + DELETE, {"IDP_WRITES": "off"})
        # Other variables that are wrong don't make anybody forget it.
        said = shell(mine + DELETE, {"IDP_WRITES": "off",
                                     "OKTA_CLIENT_ORGURL": "nonsense"})
        self.assertIn('"writes" is "off"', said)
        self.assertEqual(self.thief.received, [])

    def test_more_rows_than_allowed(self):
        rows = json.dumps([{"id": f"o{i}", "userId": "u", "clientId": "c"}
                           for i in range(3)])
        raise_it = configure({"max_revocations": 1000})
        two = DELETE.replace(";", " AND id < 'o2';")
        for sql in (raise_it + DELETE,
                    f"BEGIN;\n{two}{raise_it}{DELETE}ROLLBACK;\n"):
            for here in ({"IDP_MAX_REVOCATIONS": "2"}, None):
                home = self.enterContext(Peer(Answer(rows)))
                settings = None if here else '{"max_revocations": 2}'
                said = shell(sql, org(home, **(here or {})), settings=settings)
                with self.subTest(sql, here=here):
                    self.assertIn("can't be loosened to 1000", said)
                    self.assertIn("more than 2 rows", said)
                    self.assertFalse([line for line in home.lines()
                                      if line.startswith("DELETE")])

    def test_row_by_row_stays_row_by_row(self):
        rows = json.dumps([{"id": f"o{i}", "userId": "u", "clientId": "c"}
                           for i in range(3)])
        home = self.enterContext(Peer(Answer(rows)))
        shell(configure({"bulk_revoke": "on"}) + DELETE,
              org(home, IDP_BULK_REVOKE="off"))
        deletes = [line for line in home.lines() if line.startswith("DELETE")]
        self.assertEqual(len(deletes), 3)

    def test_no_configuring_at_all(self):
        mine = configure({"orgUrl": self.thief.url, "token": "x"})
        for here in ({"variables": {"IDP_CONFIGURE": "off"}},
                     {"settings": '{"configure": "off"}'}):
            with self.subTest(**here):
                said = self.attack(
                    configure({"configure": "on"}) + mine + configure({})
                    + f".load {EXTENSION}\n" + mine
                    + "SELECT * FROM idp_orgs;\n" + READ, **here)
                self.assertEqual(said.count("it is turned off here"), 4)
                orgs = [line for line in said.splitlines()
                        if line.startswith("okta|")]
                self.assertEqual(len(orgs), 1)
                self.assertTrue(orgs[0].endswith("||||||"), orgs)
        self.assertEqual(self.thief.received, [])


if __name__ == "__main__":
    unittest.main()
