#!/usr/bin/env python3
"""bench.py - what statements cost, against baselines of the same run. Started
by scripts/bench, which builds what this needs."""

import sys

import inventory
import limits
import neighbours
import offboard
import plot
import report
import shapes
import speed


def main():
    quick = sys.argv[1:] == ["--quick"]
    scale = 10 if quick else 1
    races, lines = speed.measure(scale)
    tables = [races, shapes.measure(scale), offboard.measure(),
              inventory.measure(1000 // scale),
              limits.pace(scale), neighbours.measure(scale),
              limits.cpu(scale), limits.memory(scale)]
    notes = "".join(f"- {line}\n" for line in lines)
    text = "\n".join([report.machine(), races.text(), notes,
                      *(table.text() for table in tables[1:])])
    print("\n" + notes + report.machine(), end="")
    if not quick:
        report.write(text)
        plot.draw(races.text())
    missed = text.count(report.MISSED)
    if missed:
        raise SystemExit(f"bench: limits missed: {missed}")


if __name__ == "__main__":
    main()
