#!/usr/bin/env python3
"""A second implementation of docs/protocol.md, in plain Python and without anything of the first.

    second_implementation                      recomputes the vectors beside it, and checks the rules alone
    second_implementation check FOLDER         the same with the vectors in FOLDER
    second_implementation replay GENESIS_HASH SPLITTER FOLDER
                                               recomputes epochs from an oracle's data objects

Exits with 1 if anything differs. Needs Python 3.10 and nothing else.
"""

import pathlib
import sys

sys.dont_write_bytecode = True


def main(arguments):
    from agreement import check_agreement
    from crooked import check_crooked
    from replay import replay
    from rules import check_division, check_places, check_rules, check_votes, check_zip215
    from vectors import Comparison, check_vectors

    def check(folder):
        compare = Comparison()
        for part in (check_vectors, check_agreement, check_crooked):
            part(folder, compare)
        print(f"{compare.count} values of golden vectors recomputed")
        for part in (check_rules, check_division, check_votes, check_places):
            part(compare)
        check_zip215(folder, compare)
        return compare

    match arguments:
        case []:
            checked = check(pathlib.Path(__file__).resolve().parent.parent)
        case ["check", folder]:
            checked = check(pathlib.Path(folder))
        case ["replay", genesis_hash, splitter, folder]:
            checked = replay(genesis_hash, splitter, pathlib.Path(folder))
        case _:
            sys.exit(__doc__)
    print("\n".join(checked.differences), end="\n" if checked.differences else "")
    print(f"{checked.count} values compared, {len(checked.differences)} differ")
    sys.exit(1 if checked.differences else 0)


main(sys.argv[1:])
