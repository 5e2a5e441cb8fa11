"""update_test.py - what SQL that anybody may write, or a database file that
somebody sent, could have changed at the org by UPDATE."""

import json
import pathlib
import tempfile
import unittest

from peer import Answer, Peer
from shell import EXTENSION, org, shell, text

UPDATE = "UPDATE users SET status = 'SUSPENDED' WHERE id = '00u1';\n"


class Org(Peer):
    """One user for each id that is asked about, with this status."""

    def __init__(self, status="ACTIVE"):
        super().__init__()
        self.status = status

    def note(self, request):
        super().note(request)
        verb, path = request.decode().split(" ")[:2]
        if verb == "POST":
            return Answer("{}")
        user = {"id": path.split("/")[4].split("?")[0], "status": self.status}
        return Answer(json.dumps(user))

    def posts(self):
        return [line.split(" ")[1] for line in self.lines()
                if line.startswith("POST")]


class Update(unittest.TestCase):
    def home(self, *arguments):
        return self.enterContext(Org(*arguments))

    def refused(self, sql, *parts, **how):
        """Nothing is changed, and it is said why."""
        home = self.home()
        variables = org(home, **how.pop("variables", {}))
        said = shell(sql, variables, **how)
        for part in parts:
            self.assertIn(part, said)
        self.assertEqual(home.posts(), [], said)
        return said

    def test_it_works_where_nothing_is_in_the_way(self):
        home = self.home()
        self.assertEqual(shell(UPDATE, org(home)), "")
        self.assertEqual(home.posts(), ["/api/v1/users/00u1/lifecycle/suspend"])

    def test_writes_that_are_off(self):
        for loosen in ('{"writes": "on"}', '{"orgs": [], "writes": "on"}',
                       '{"configure": "on", "writes": "on"}'):
            sql = f"SELECT idp_configure({text(loosen)});\n"
            for here in ({"variables": {"IDP_WRITES": "off"}},
                         {"settings": '{"writes": "off"}'}):
                with self.subTest(loosen, **here):
                    said = self.refused(
                        f"{sql}{UPDATE}BEGIN;\n{UPDATE}{sql}COMMIT;\n"
                        f"SAVEPOINT a;\n{UPDATE}{sql}RELEASE a;\n", **here)
                    self.assertEqual(
                        said.count('"writes" is "off"; nothing was changed'), 3)

    def test_more_rows_than_allowed(self):
        many = UPDATE.replace("id = '00u1'", "id IN ('00u1', '00u2', '00u3')")
        raise_it = "SELECT idp_configure('{\"max_revocations\": 9}');\n"
        for sql in (raise_it + many, f"BEGIN;\n{raise_it}{many}COMMIT;\n"):
            for here in ({"variables": {"IDP_MAX_REVOCATIONS": "2"}},
                         {"settings": '{"max_revocations": 2}'}):
                with self.subTest(sql, **here):
                    self.refused(sql, "can't be loosened to 9",
                                 "would change more than 2 rows", **here)

    def test_a_value_is_no_part_of_a_path(self):
        """The status is looked up among those that documents name, and the id
        is one part of the path."""
        for value in ("'../deactivate'", "'SUSPENDED/../deactivate'",
                      "'suspend'", "'SUSPENDED '", "x'53555350454E444544'",
                      "'SUSPENDED' || char(0)", "1e400", "NULL"):
            with self.subTest(value):
                self.refused(UPDATE.replace("'SUSPENDED'", value),
                             "no call makes that")
        for name in ("00u1/lifecycle/deactivate?", "../apps/0oa1", "me", ""):
            with self.subTest(name):
                home = self.home()
                shell(UPDATE.replace("'00u1'", text(name)), org(home))
                self.assertEqual(home.posts(), [])

    def test_a_status_that_the_org_makes_up(self):
        for status in ("", "active", "ACTIVE\0", "NEW", "SUSPENDED;ACTIVE"):
            with self.subTest(status):
                home = self.home(status)
                said = shell(UPDATE, org(home))
                self.assertIn("no call makes that 'SUSPENDED'", said)
                self.assertEqual(home.posts(), [])

    def test_a_database_file(self):
        """Whatever it has in it, by the ways that change the file alone."""
        change = f"BEGIN {UPDATE.strip()} END;"
        setup = f"""
CREATE TABLE bait(id, status); INSERT INTO bait VALUES('00u1', 'x');
CREATE VIRTUAL TABLE w USING users(id='00u1');
CREATE VIEW v AS SELECT id, status FROM bait;
CREATE VIEW seen AS SELECT id, status FROM users WHERE id = '00u1';
CREATE TRIGGER a AFTER INSERT ON bait {change}
CREATE TRIGGER b INSTEAD OF UPDATE ON v {change}
CREATE TRIGGER c AFTER UPDATE ON bait BEGIN
  UPDATE w SET status = 'SUSPENDED'; END;
CREATE TRIGGER d BEFORE DELETE ON bait BEGIN
  UPDATE users SET status = 'SUSPENDED' WHERE id = old.id; END;
.dbconfig defensive off
PRAGMA writable_schema = 1;
UPDATE sqlite_master SET sql = replace(sql, '1'')', '1'', writable=1)')
 WHERE name = 'w';
"""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        path = str(pathlib.Path(folder, "sent.db"))
        home = self.home()
        environment = org(home)
        opened = f".open {path}\n.load {EXTENSION}\n"
        made = shell(opened + setup, environment)
        self.assertNotIn("rror", made)
        for trusted in ("ON", "OFF"):
            for step in ("INSERT INTO bait VALUES(2, 3)",
                         "UPDATE v SET status = 'SUSPENDED'",
                         "UPDATE bait SET status = 'SUSPENDED'",
                         "DELETE FROM bait", "UPDATE w SET status = 'SUSPENDED'",
                         "UPDATE seen SET status = 'SUSPENDED'"):
                with self.subTest(step, trusted=trusted):
                    said = shell(
                        f"{opened}PRAGMA trusted_schema = {trusted};\n"
                        f"{step};\n", environment)
                    self.assertRegex(
                        said, "unsafe use of virtual table|writable=1 is for "
                        "tables in the temp|cannot modify seen")
        self.assertEqual(home.posts(), [])


if __name__ == "__main__":
    unittest.main()
