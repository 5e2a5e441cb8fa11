"""install_test.py - installs what was built, and links a program with it.

Usage: install_test.py path/to/cmake path/to/build
"""

import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import unittest

BUILD = sys.argv.pop()
CMAKE = sys.argv.pop()
HERE = pathlib.Path(__file__).resolve().parent
VERSION = re.search(r'IDP_VERSION "(.*)"',
                    (HERE.parents[1] / "src/version.h").read_text())[1]


def said_by(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


class Installed(unittest.TestCase):
    def test_program(self):
        with tempfile.TemporaryDirectory() as folder:
            said_by(CMAKE, "--install", BUILD, "--prefix", folder + "/usr")
            said_by(CMAKE, "-S", HERE, "-B", folder + "/build",
                    "-DCMAKE_PREFIX_PATH=" + folder + "/usr")
            said_by(CMAKE, "--build", folder + "/build")
            self.assertEqual(said_by(folder + "/build/program"),
                             f"{VERSION}\n{VERSION}\n")
            (extension,) = pathlib.Path(folder).glob("usr/lib*/**/idp.so")
            connection = sqlite3.connect(":memory:")
            connection.enable_load_extension(True)
            connection.load_extension(str(extension))
            self.assertEqual(connection.execute(
                "SELECT json_extract(idp_version(), '$.\"sqlite-idp\"')"
            ).fetchone(), (VERSION,))


if __name__ == "__main__":
    unittest.main()
