#!/usr/bin/env python3
"""Attribution method v1 by naive search: a second implementation of METHOD.md.

    reference.py CORPORA write  > v1.json   derive the golden file from the cases below
    reference.py CORPORA check  < v1.json   compare a golden file with this implementation

CORPORA is the folder of the texts. Needs Python 3.9 and nothing else.
"""

import bisect
import json
import pathlib
import sys

VERSION, MIN_BYTES, MIN_WORDS, MAX_BYTES, MAX_OCCURRENCES, MAX_SHARES = 1, 48, 8, 1024, 3, 64

SPACES = [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
FOLD = {c: " " for c in SPACES}
FOLD |= {c: "" for c in (0xAD, 0x200B, 0x2060, 0xFEFF)}
FOLD |= {c: "'" for c in (0x2BC, 0x2018, 0x2019, 0x201A, 0x201B)}
FOLD |= {c: '"' for c in (0x201C, 0x201D, 0x201E, 0x201F)}
FOLD |= {c: "-" for c in (0x2010, 0x2011)}

LETTERS = """30-39 41-5A 61-7A AA-AA B5-B5 BA-BA C0-D6 D8-F6 F8-37D 37F-386 388-559 560-588 591-5BD 5C1-5C2 5C4-5F2
610-61A 620-669 66E-6D3 6D5-6FF 710-963 966-DFF 10A0-10FA 10FC-10FF 1200-135F 1380-167F 1C90-1CBF 1E00-1FFF 2C00-2DFF
A640-A7FF AB30-ABBF"""
IDEOGRAPHS = """E00-109F 1100-11FF 1780-17FF 2E80-2FDF 3005-3007 3040-A63F A960-A97F AC00-D7FF F900-FAFF 20000-3FFFF"""


def ranges(text):
    return [range(int(low, 16), int(high, 16) + 1) for low, high in (part.split("-") for part in text.split())]


def in_ranges(code_point, of):
    return any(code_point in part for part in of)


LETTERS, IDEOGRAPHS = ranges(LETTERS), ranges(IDEOGRAPHS)


def canonical(text):
    return " ".join(part for part in text.translate(FOLD).split(" ") if part)


def cuts(answer):
    """Starts, ends and starts of words, as byte positions."""
    starts, ends, words, at, before = [], [], [], 0, None
    for c in answer:
        kind = "space" if c == " " else "letter" if in_ranges(ord(c), LETTERS) else (
            "ideograph" if in_ranges(ord(c), IDEOGRAPHS) else "sign")
        if not (before == "letter" and kind == "letter"):
            if before not in (None, "space"):
                ends.append(at)
            if kind != "space":
                starts.append(at)
            if kind in ("letter", "ideograph"):
                words.append(at)
        at += len(c.encode())
        before = kind
    if before not in (None, "space"):
        ends.append(at)
    return starts, ends, words


def occurrences(text, part, most):
    count, at = 0, text.find(part)
    while at >= 0 and count <= most:
        count, at = count + 1, text.find(part, at + 1)
    return count


def attribute(datasets, answer):
    """Shares and the owner of each byte. `datasets` is a list of (id, canonical bytes), ids ascending."""
    text = canonical(answer)
    starts, ends, words = cuts(text)
    text = text.encode()
    owners = [None] * len(text)
    for place, (dataset, held) in enumerate(datasets):
        found = []
        for start in starts:
            if owners[start] is not None:
                continue
            reach = start
            while reach < min(start + MAX_BYTES, len(text)) and owners[reach] is None:
                reach += 1
            # Every beginning of a string that occurs occurs, so the longest end is found by halving.
            low, high = bisect.bisect_right(ends, start), bisect.bisect_right(ends, reach)
            while low < high:
                middle = (low + high) // 2
                if text[start:ends[middle]] in held:
                    low = middle + 1
                else:
                    high = middle
            end = ends[low - 1] if low else 0
            if end <= start:
                continue
            span = text[start:end]
            if len(span) < MIN_BYTES or sum(start <= word < end for word in words) < MIN_WORDS:
                continue
            if sum(occurrences(body, span, MAX_OCCURRENCES) for _, body in datasets[:place + 1]) > MAX_OCCURRENCES:
                continue
            found.append((start, end))
        for start, end in found:
            owners[start:end] = [dataset] * (end - start)
    shares = [(dataset, owners.count(dataset) * 1_000_000 // len(text)) for dataset in {*owners} - {None}]
    shares = sorted((share for share in shares if share[1]), key=lambda share: (-share[1], share[0]))[:MAX_SHARES]
    return sorted(shares), owners


def credited(owners):
    """Maximal runs of one owner, as [start, end, dataset]."""
    runs = []
    for at, owner in enumerate(owners):
        if owner is not None:
            if runs and runs[-1][1] == at and runs[-1][2] == owner:
                runs[-1][1] = at + 1
            else:
                runs.append([at, at + 1, owner])
    return runs


CORPUS = [
    (1, "sotu-george-washington.txt"),
    (2, "moby-dick.txt"),
    (3, "sotu-abraham-lincoln.txt"),
    (5, "sotu-theodore-roosevelt.txt"),
    (8, "sotu-woodrow-wilson.txt"),
    (13, "sotu-franklin-d-roosevelt.txt"),
]

CASES = {
    "a text that quotes Lincoln": "In a schoolbook we read that the president told the Congress, in his second message: "
        "“We shall nobly save or meanly lose the last best hope of earth.” The book adds nothing to it.",
    "Roosevelt's quotation of Lincoln is Lincoln's": 'As Lincoln said, "The way is plain, peaceful, generous, just-a way '
        'which if followed the world will forever applaud and God must forever bless."',
    "two books and the model's own words": "Call me Ishmael. Some years ago—never mind how long precisely—having little or "
        "no money in my purse, and nothing particular to interest me on shore, I thought of the Senate. There it was said "
        "that the abundant fruits of another year have blessed our country with plenty and with the means of a "
        "flourishing commerce. I went to sea all the same.",
    "another layout and typography": "Whenever I find  myself growing grim\nabout the mouth; whenever it is a damp,\r\n"
        "drizzly November in my\u00a0soul; whenever I find my\u00adself involuntarily pausing before coffin ware\u200bhouses",
    "formulas of office": "I refer you to the report of the Secretary of the Treasury. The Constitution of the United States "
        "and the jurisdiction of the United States are subjects of the utmost importance to the people of the several States.",
    "a salutation that is too common": "Fellow-Citizens of the Senate and House of Representatives:",
    "words cut at both ends": "XMy constitutional duty to \"give to the Congress information of the state of the UnionX",
    "nothing of the datasets": "Η Αθήνα είναι πρωτεύουσα της Ελλάδας. 東京は日本の首都です。 Berlin ist eine große Stadt.",
    "whitespace": " \n\t\u3000",
    "no text": "",
}


def main():
    folder, verb = pathlib.Path(sys.argv[1]), sys.argv[2]
    datasets = [(dataset, canonical((folder / file).read_text("utf-8")).encode()) for dataset, file in CORPUS]
    given = json.load(sys.stdin) if verb == "check" else None
    written = json.loads(pathlib.Path(__file__).with_name("model.json").read_text("utf-8"))
    answers = {f"an answer to: {answer['prompt']}": answer["text"] for answer in written}
    cases = {case["name"]: case["answer"] for case in given["cases"]} if given else CASES | answers
    derived = {
        "method": VERSION,
        "corpus": [{"id": dataset, "file": file, "canonical_len": len(text)}
                   for (dataset, file), (_, text) in zip(CORPUS, datasets)],
        "cases": [],
    }
    for name, answer in cases.items():
        shares, owners = attribute(datasets, answer)
        derived["cases"].append({"name": name, "answer": answer, "answer_len": len(owners), "shares": shares,
                                 "credited": credited(owners)})
    derived = json.loads(json.dumps(derived))
    if given is None:
        json.dump(derived, sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif given != derived:
        sys.exit("\n".join(case["name"] + " differs" for case in derived["cases"] if case not in given["cases"]))


main()
