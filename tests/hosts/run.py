"""run.py - runs a host's program against a simulated org, and judges it.

Usage: run.py EXTENSION COMMAND..., with the path of the simulator in OKTA_SIM.
EXTENSION is what the host loads: the path of idp.so, a name that the system's
loader finds, or "installed" where the program asks a package of ours.

Each program is in a host's own habit and does the same. It finds the org in the
environment as any user would, the path of the extension in IDP_EXTENSION, and in
IDP_USER and IDP_GRANT the ids of a user and of one of the user's grants. It
prints a line for each of these steps:

  sqlite   the version of SQLite that the host has, which nobody judges
  tables   makes the tables visible in the main schema of a database in memory,
           and asks the host which tables there are
  join     IDP_USER's login and number of grants, the id given as a parameter
  error    what a user reads who asks for the grants of the user `me`
  stop     counts okta_apps, which answers no sooner than in a minute, stops
           that after half a second, and prints what the host says. A host that
           has no way to do so prints "no way"
  rollback deletes IDP_GRANT in a transaction, rolls it back, and counts anew
  commit   the same with a COMMIT
  update   suspends IDP_USER in a transaction, reads the status, rolls it back,
           and prints that status and the one that is read then
  two      counts the user's grants on a second connection
  open     reads the first row of all users, and ends with that cursor open

One that keeps an inventory, too, prints `saved`: how many grants of the user it
reads from the file that idp_refresh() has filled.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parents[1] / "sim" / "checks"))

from simulator import Simulator

TOKEN = "00-the-token"
SCHEMAS = pathlib.Path(__file__).parents[2] / "schema"
TABLES = ",".join(sorted(file.stem for file in SCHEMAS.glob("*/*.json")
                         if file.stem != "provider"))
ERROR = "userId = 'me' is refused"
STOPPED = ("interrupt", "deadline exceeded", "no way")
MOST_SECONDS = 300


class Org(Simulator):
    """Whose apps are slow."""

    def __init__(self):
        super().__init__("--port", "0", "--users", "50", "--rate-limit", "0",
                         "--token", TOKEN)
        slow = {"match": {"path": "/api/v1/apps"}, "times": -1,
                "delay_ms": 60000}
        self.control("/_sim/faults", {"faults": [slow]})

    def changes(self):
        return [f"{call['method']} {call['path']}"
                for call in self.json("/_sim/requests")
                if call["method"] != "GET"]


def first_with_grants(dump):
    """An active user with several grants."""
    for user in dump["users"]:
        if user["status"] != "ACTIVE":
            continue
        grants = [g for g in dump["grants"] if g["userId"] == user["id"]]
        if len(grants) > 2:
            return user, grants
    sys.exit("run: no active user of the org has three grants")


def expected(user, count):
    login = user["profile"]["login"]
    return {
        "tables": lambda said: said == TABLES,
        "join": lambda said: said == f"{login} {count}",
        "error": lambda said: ERROR in said,
        "stop": lambda said: any(word in said.lower() for word in STOPPED),
        "rollback": lambda said: said == str(count),
        "commit": lambda said: said == str(count - 1),
        "update": lambda said: said == "SUSPENDED ACTIVE",
        "two": lambda said: said == str(count - 1),
        "open": lambda said: said.startswith("00u"),
    }


def run(command, variables):
    with tempfile.TemporaryDirectory() as home:
        settings = {name: value for name, value in os.environ.items()
                    if not name.startswith(("OKTA_", "IDP_", "SLASHID_", "XDG_"))}
        variables = {**settings, "HOME": home, **variables}
        return subprocess.run(command, env=variables,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=MOST_SECONDS, check=False)


def judge(outcome, checks, changes, grant):
    said = dict(line.split(": ", 1) for line in outcome.stdout.splitlines()
                if ": " in line)
    wrong = [step for step, right in checks.items()
             if not right(said.get(step, "nothing"))]
    if said.get("saved", said.get("two")) != said.get("two"):
        wrong.append("saved")
    if outcome.returncode != 0:
        wrong.append(f"exit code {outcome.returncode}")
    if len(changes) != 1 or not re.fullmatch(f"DELETE .*/{grant}", changes[0]):
        wrong.append(f"changes {changes}")
    return wrong


def main():
    extension, command = sys.argv[1], sys.argv[2:]
    with Org() as org:
        user, grants = first_with_grants(org.json("/_sim/dump"))
        grant = grants[0]["id"]
        variables = {
            "OKTA_CLIENT_ORGURL": org.url, "OKTA_CLIENT_TOKEN": TOKEN,
            "IDP_USER": user["id"], "IDP_GRANT": grant}
        if extension != "installed":
            variables["IDP_EXTENSION"] = extension
        outcome = run(command, variables)
        wrong = judge(outcome, expected(user, len(grants)), org.changes(), grant)
    print(outcome.stdout, end="")
    if wrong:
        sys.exit("run: wrong: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
