#!/usr/bin/env python3
"""Puts what `costs` measured into the tables of docs/benchmarks.md.

    costs --markdown --json COSTS.json >COSTS.md
    benchmark_tables.py COSTS.json COSTS.md docs/benchmarks.md    rewrites the last one

The tables are the first under their headings. Prose beside them that names figures is not touched: read it.
"""

import json
import sys
from pathlib import Path


def kilobytes(proof_bytes):
    return round(proof_bytes / 1000)


def microseconds(picoseconds):
    return round(picoseconds / 1_000_000)


def beside_peers(messages):
    yield "| message | case | ours | peer | peer's | ratio |"
    yield "|---|---|---|---|---|---|"
    for ours in messages:
        peer = ours["peer"]
        if peer is None:
            continue
        cost, other = (
            f"{microseconds(one['ref_time_ps']):,} µs, {kilobytes(one['proof_bytes'])} KB" for one in (ours, peer)
        )
        contract, message = peer["name"].split(" ")
        yield (
            f"| {ours['contract']} `{ours['message']}` | {ours['case'] or '-'} | {cost} "
            f"| {contract} `{message}` | {other} | {peer['ratio']:.2f} |"
        )


def code(sizes):
    yield "| contract | bytes |"
    yield "|---|---|"
    for contract, size in sizes.items():
        yield f"| {contract} | {size:,} |"


def replaced(lines, heading, table):
    """The lines with another first table under this heading."""
    start = next(at for at in range(lines.index(heading), len(lines)) if lines[at].startswith("|"))
    end = next(at for at in range(start, len(lines)) if not lines[at].startswith("|"))
    return lines[:start] + list(table) + lines[end:]


def main():
    measured, printed, page = (Path(argument) for argument in sys.argv[1:])
    costs = json.loads(measured.read_text())
    blocks = [block.splitlines() for block in printed.read_text().split("\n\n")]
    changes, reads = (block for block in blocks if "| message " in block[0])
    lines = page.read_text().splitlines()
    lines = replaced(lines, "### Peers", beside_peers(costs["messages"]))
    lines = replaced(lines, "### What changes state", changes)
    lines = replaced(lines, "### What only reads", reads)
    lines = replaced(lines, "## Code", code(costs["code_bytes"]))
    page.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
