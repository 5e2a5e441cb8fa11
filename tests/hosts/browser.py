"""browser.py - a page as a real browser shows it."""

import html
import os
import re
import shutil
import subprocess
import tempfile

BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium")
# It asks for nothing but the page.
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
         "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--disable-dev-shm-usage", "--window-size=1100,720")
MOST_SECONDS = 300


def browse(url, what="--dump-dom"):
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            [BROWSER, *FLAGS, f"--user-data-dir={profile}", what, url],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            timeout=MOST_SECONDS, check=True).stdout


def text_of(page):
    """What stands there, without scripts and marks."""
    page = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", html.unescape(page))
