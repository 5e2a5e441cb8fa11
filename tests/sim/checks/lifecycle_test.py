"""lifecycle_test.py - what okta-sim's users go through."""

import unittest

from org_case import USERS, MovesCase, OrgCase

STATUSES = {"ACTIVE", "DEPROVISIONED", "LOCKED_OUT", "PASSWORD_EXPIRED",
            "PROVISIONED", "RECOVERY", "STAGED", "SUSPENDED"}


class Moves(MovesCase):
    def check(self, name, moves, code=None, text="", **query):
        """moves: of each status that may, the one that it leads to."""
        for status in sorted(STATUSES):
            user = self.users_with(status)[-1]
            with self.subTest(name, status=status):
                if status in moves:
                    self.move(user, name, **query)
                    self.assertEqual(self.status(user), moves[status])
                elif code:
                    number, code_ = code
                    self.refused("POST", f"{USERS}/{user}/lifecycle/{name}",
                                 number, code_, text, **query)
                    self.assertEqual(self.status(user), status)

    def test_activate(self):
        # Who has a password is active.
        self.check("activate",
                   {"STAGED": "PROVISIONED", "DEPROVISIONED": "ACTIVE"},
                   (403, "E0000016"), "the user is already active")

    def test_deactivate(self):
        self.check("deactivate", {status: "DEPROVISIONED" for status in
                                  STATUSES - {"DEPROVISIONED"}},
                   (404, "E0000007"), "(User)")

    def test_reactivate(self):
        self.check("reactivate", {"PROVISIONED": "PROVISIONED",
                                  "RECOVERY": "RECOVERY"},
                   (403, "E0000038"), "in the user's current status")

    def test_suspend(self):
        self.check("suspend", {"ACTIVE": "SUSPENDED"}, (400, "E0000001"),
                   "Cannot suspend a user that is not active")

    def test_unsuspend(self):
        self.check("unsuspend", {"SUSPENDED": "ACTIVE"}, (400, "E0000001"),
                   "Cannot unsuspend a user that is not suspended")

    def test_unlock(self):
        self.check("unlock", {"LOCKED_OUT": "ACTIVE"}, (403, "E0000032"),
                   "The user is not locked out.")

    def test_expire_password(self):
        moves = dict.fromkeys(("ACTIVE", "LOCKED_OUT", "PASSWORD_EXPIRED",
                               "RECOVERY"), "PASSWORD_EXPIRED")
        for name in ("expire_password", "expire_password_with_temp_password"):
            self.simulator.control("/_sim/reset")
            self.check(name, moves, (403, "E0000038"))

    def test_reset_password(self):
        self.check("reset_password", dict.fromkeys(
            ("ACTIVE", "LOCKED_OUT", "PASSWORD_EXPIRED", "RECOVERY"),
            "RECOVERY"), (403, "E0000038"), sendEmail="true")

    def test_reset_factors(self):
        user = next(id for id, row in self.access().items()
                    if row["factors"] and self.status(id) == "ACTIVE")
        self.move(user, "reset_factors")
        self.assertEqual(self.get(f"{USERS}/{user}/factors"), [])
        self.check("reset_factors", {"ACTIVE": "ACTIVE"}, (403, "E0000038"))

    def test_unknown(self):
        for name in ("activate", "deactivate", "reactivate", "suspend",
                     "unsuspend", "unlock", "expire_password",
                     "expire_password_with_temp_password", "reset_factors"):
            self.refused("POST", f"{USERS}/00uX/lifecycle/{name}", 404,
                         "E0000007", "00uX (User)")
        self.send("POST", f"{USERS}/00uX/lifecycle/vanish", 404)
        self.send("GET", f"{USERS}/00uX/lifecycle/suspend", 405)

    def test_by_login(self):
        user = self.users_with("ACTIVE")[0]
        login = self.get(f"{USERS}/{user}")["profile"]["login"]
        self.move(login, "suspend")
        self.assertEqual(self.status(user), "SUSPENDED")


class Answers(MovesCase):
    def test_without_secrets(self):
        active = self.users_with("ACTIVE")
        self.assertEqual(self.move(active[0], "deactivate"), {})
        self.assertEqual(self.move(active[1], "suspend"), {})
        self.assertEqual(self.move(active[1], "unsuspend"), {})
        self.assertEqual(self.move(active[2], "reset_password",
                                   sendEmail="true"), {})
        self.assertEqual(self.move(self.users_with("STAGED")[0], "activate"),
                         {})
        self.assertEqual(self.move(self.users_with("LOCKED_OUT")[0],
                                   "unlock"), {})

    def test_secrets(self):
        active = self.users_with("ACTIVE")
        link = {"activationUrl", "activationToken"}
        self.assertEqual(set(self.move(
            self.users_with("STAGED")[0], "activate", sendEmail="false")),
            link)
        self.assertEqual(set(self.move(
            self.users_with("PROVISIONED")[0], "reactivate")), link)
        self.assertEqual(list(self.move(
            active[0], "expire_password_with_temp_password")),
            ["tempPassword"])
        self.assertEqual(list(self.move(
            active[1], "reset_password", sendEmail="false")),
            ["resetPasswordUrl"])

    def test_expire_password_answers_with_the_user(self):
        user = self.users_with("ACTIVE")[0]
        row = self.move(user, "expire_password")
        self.assertEqual((row["id"], row["status"]),
                         (user, "PASSWORD_EXPIRED"))

    def test_reset_password_needs_to_know_whether_to_mail(self):
        user = self.users_with("ACTIVE")[0]
        self.refused("POST", f"{USERS}/{user}/lifecycle/reset_password", 400,
                     "E0000001", "sendEmail")
        self.assertEqual(self.status(user), "ACTIVE")


class Late(OrgCase):
    def setUp(self):
        self.start("--late", "5", "--users", "400")
        self.clock(0)

    def state(self, user):
        row = self.get(f"{USERS}/{user}")
        return row["status"], row.get("transitioningToStatus")

    def test_a_move_takes_its_time(self):
        active, staged = (self.users_with(status)[0]
                          for status in ("ACTIVE", "STAGED"))
        before = self.access(active)
        self.send("POST", f"{USERS}/{active}/lifecycle/deactivate")
        self.send("POST", f"{USERS}/{staged}/lifecycle/activate")
        self.assertEqual(self.state(active), ("ACTIVE", "DEPROVISIONED"))
        self.assertEqual(self.state(staged), ("STAGED", "PROVISIONED"))
        self.assertEqual(self.access(active), before)
        listed = {row["id"]: row for row in self.get(
            USERS, filter='status eq "ACTIVE"')}
        self.assertEqual(listed[active]["transitioningToStatus"],
                         "DEPROVISIONED")
        self.clock(3600)
        self.assertEqual(self.state(active), ("DEPROVISIONED", None))
        self.assertEqual(self.state(staged), ("PROVISIONED", None))
        self.assertEqual(self.access(active)["apps"], [])

    def test_the_control_paths_know_the_time(self):
        user = self.users_with("ACTIVE")[0]
        self.send("DELETE", f"{USERS}/{user}", 204)
        for later, status in ((0, "ACTIVE"), (3600, "DEPROVISIONED")):
            self.clock(later)
            rows = self.simulator.json("/_sim/dump")["users"]
            self.assertIn((user, status),
                          [(row["id"], row["status"]) for row in rows])

    def test_others_are_at_once(self):
        user = self.users_with("ACTIVE")[0]
        self.send("POST", f"{USERS}/{user}/lifecycle/suspend")
        self.assertEqual(self.state(user), ("SUSPENDED", None))

    def test_a_later_move_counts(self):
        user = self.users_with("ACTIVE")[0]
        self.send("POST", f"{USERS}/{user}/lifecycle/deactivate")
        self.send("POST", f"{USERS}/{user}/lifecycle/suspend")
        self.clock(3600)
        self.assertEqual(self.state(user), ("SUSPENDED", None))


if __name__ == "__main__":
    unittest.main()
