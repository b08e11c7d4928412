#!/usr/bin/env python3
"""Corrects what ink! writes of a contract's ABI, as contracts/<name>/abi.json says.

ink! names results by the type that it encodes them as: it has no uint48, no several outputs and no function for
money without calldata. The file lists entries by their function's name, each with the outputs, or the kind, that
callers see. An entry that changes nothing, or whose function is not there once, fails: it would be stale.

    publish_abi.py CORRECTIONS ABI    rewrites ABI
"""

import json
import sys
from pathlib import Path


def corrected(abi, corrections):
    for name, correction in corrections.items():
        places = [at for at, entry in enumerate(abi) if entry.get("name") == name]
        if len(places) != 1:
            sys.exit(f"{name}: found {len(places)} times")
        (at,) = places
        entry = {**abi[at], **correction} if "type" not in correction else correction
        if entry == abi[at]:
            sys.exit(f"{name}: is as it should be, the correction is stale")
        abi[at] = entry
    return abi


def main():
    corrections, path = (Path(argument) for argument in sys.argv[1:])
    abi = corrected(json.loads(path.read_text()), json.loads(corrections.read_text()))
    path.write_text(json.dumps(abi))


if __name__ == "__main__":
    main()
