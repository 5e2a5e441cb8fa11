"""terminal.py - runs SQL in the shell on a terminal.

Prints how often a progress line was drawn, the last one, and then what the
terminal shows at the end. Usage: terminal.py path/to/idp.so SQL
"""

import os
import pty
import sys

EXTENSION, SQL = sys.argv[1:]
ERASE_LINE, ERASE_BELOW, UP = "\x1b[K", "\x1b[J", "\x1b[A"


def screen(text):
    """The lines of a terminal that understands what the extension writes."""
    lines, row, column = [""], 0, 0
    while text:
        if text.startswith((ERASE_LINE, ERASE_BELOW)):
            lines[row] = lines[row][:column]
            if text.startswith(ERASE_BELOW):
                del lines[row + 1 :]
            text = text[len(ERASE_LINE) :]
        elif text.startswith(UP):
            row, text = row - 1, text[len(UP) :]
        else:
            letter, text = text[0], text[1:]
            if letter == "\r":
                column = 0
            elif letter == "\n":
                row += 1
                lines += [""] * (row + 1 - len(lines))
            else:
                line = lines[row].ljust(column)
                lines[row] = line[:column] + letter + line[column + 1 :]
                column += 1
    return "\n".join(lines)


shell, terminal = pty.fork()
if shell == 0:
    os.environ["TERM"] = "xterm"
    load = ["-cmd", f".load {EXTENSION}"]
    os.execvp("sqlite3", ["sqlite3", "-batch", *load, ":memory:", SQL])
shown = b""
try:
    while chunk := os.read(terminal, 4096):
        shown += chunk
except OSError:
    pass  # the shell has ended
os.waitpid(shell, 0)
drawn = shown.decode().split("idp: ")[1:]
print(len(drawn) > 0, drawn[-1].split(ERASE_LINE)[0] if drawn else "")
print(screen(shown.decode()))
