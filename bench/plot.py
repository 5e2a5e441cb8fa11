"""plot.py - draws what the bench measured beside its baseline, as docs/speed.svg:
in light and dark, as whoever looks at it has it."""

import html
import re

from org import TOP

PICTURE = f"{TOP}/docs/speed.svg"
WIDTH, LEFT, RIGHT, ROW, BAR = 760, 250, 70, 40, 12
STYLE = """
  text { font: 13px sans-serif; fill: #1f2328; }
  .title { font-weight: bold; }
  .quiet { fill: #59636e; }
  .ours { fill: #0969da; }
  .curl { fill: #afb8c1; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .quiet { fill: #9198a1; }
    .ours { fill: #4493f8; }
    .curl { fill: #656c76; }
  }
"""


def races(markdown):
    """(link, statement, ours, curl) of each row of the table of races at 20 ms,
    the link on which all of them run first."""
    found = []
    for line in markdown.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) < 6 or not cells[0].endswith(", 20 ms"):
            continue
        ours, curl = (re.fullmatch(r"([\d.]+) s", cells[i]) for i in (3, 4))
        if ours and curl:
            found.append((cells[0], cells[1], float(ours[1]), float(curl[1])))
    return [race for race in found if race[0] == found[0][0]]


def bar(top, seconds, scale, kind):
    width = seconds * scale
    return (f'<rect class="{kind}" x="{LEFT}" y="{top}" rx="2" '
            f'width="{width:.1f}" height="{BAR}"/>'
            f'<text class="quiet" x="{LEFT + width + 6:.1f}" '
            f'y="{top + BAR - 2}">{seconds:.2f} s</text>')


def picture(rows):
    scale = (WIDTH - LEFT - RIGHT) / max(max(row[2:]) for row in rows)
    height = 70 + ROW * len(rows)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
             f'viewBox="0 0 {WIDTH} {height}">',
             f"<title>Statements over a whole org, beside curl with the same "
             f"calls</title><style>{STYLE}</style>",
             f'<text class="title" x="10" y="24">A whole org, '
             f"{html.escape(rows[0][0])} a call</text>",
             '<text x="10" y="46"><tspan class="ours">■</tspan> sqlite-idp, which '
             'finds its calls out   <tspan class="curl">■</tspan> curl '
             "--parallel, which was told all of them</text>"]
    for place, (_, name, ours, curl) in enumerate(rows):
        top = 62 + ROW * place
        parts += [f'<text x="10" y="{top + BAR + 4}">{html.escape(name)}</text>',
                  bar(top, ours, scale, "ours"),
                  bar(top + BAR + 2, curl, scale, "curl")]
    return "\n".join([*parts, "</svg>"]) + "\n"


def draw(markdown):
    with open(PICTURE, "w", encoding="utf-8") as file:
        file.write(picture(races(markdown)))
