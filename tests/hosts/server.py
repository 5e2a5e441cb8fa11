"""server.py - a web server of a test, on loopback."""

import os
import pathlib
import subprocess
import sys


class Server:
    """Of the program beside this Python, which has the org in its environment.
    It says where it listens in a line of stderr, after `ready`."""

    def __init__(self, org, token, words, ready, **variables):
        program = pathlib.Path(sys.executable).parent / words[0]
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
                       "PYTHONDONTWRITEBYTECODE": "1",
                       "OKTA_CLIENT_ORGURL": org.url, "OKTA_CLIENT_TOKEN": token,
                       **variables}
        self.process = subprocess.Popen(
            [program, *words[1:]], env=environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if ready in line:
                break
        else:
            raise AssertionError("".join(said))
        self.url = said[-1].split(ready)[1].split()[0]

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()
