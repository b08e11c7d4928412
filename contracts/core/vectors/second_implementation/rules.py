"""What no vector holds: each rule alone, division by hand-computed examples, ZIP-215's edge cases."""

import json

import ed25519
import trees
from division import divide, merits, votes
from epoch import NoEpoch, State, transition
from judgement import MAX_SHARES
from messages import LIVE, RETIRED, Dataset, Earning, Inputs, Reserve, SignedReport, Standing, Version, commitment_hash
from vectors import ANCHOR, CUT, DOMAIN, PRICE, node_seed, scene, session_seed, signed_report

FIRST = bytes([1]) * 20
DUE = 43 * PRICE


def make(change=lambda report: None, node=1, sequence=1, nonce=1):
    """A report of the scene, changed and then signed as its payer and its node."""
    report = signed_report(scene(), node, sequence, 1, nonce).report
    change(report)
    report.voucher_signature = ed25519.sign(session_seed(1), DOMAIN.voucher(report.voucher))
    return as_node(report)


def as_node(report):
    return SignedReport(report=report, signature=ed25519.sign(node_seed(report.node), DOMAIN.report(report)))


def run(reports, registry=None, state=None):
    state = state or State()
    inputs = Inputs(
        prev=commitment_hash(state.head), cut_block=max(state.head.cut_block, CUT - 1) + 1,
        registry=registry or scene(), reports=reports,
    )
    return transition(state, inputs, DOMAIN)


def broken(registry=lambda registry: None, report=lambda report: None):
    chain = scene()
    registry(chain)
    state, commitment, [outcome] = run([make(report)], chain)
    assert state.next_sequence[1] == 2 and commitment.credits[1] == commitment.debits[1] == outcome[3]
    return outcome[4]


def on_chain(path, value):
    """Puts `value` at a path of fields and keys below the registry."""

    def change(registry):
        *steps, last = path
        for step in steps:
            registry = registry[step] if isinstance(registry, (dict, list)) else getattr(registry, step)
        if isinstance(registry, dict):
            registry[last] = value
        else:
            setattr(registry, last, value)

    return change


def reported(*steps):
    def change(report):
        for path, value in steps:
            at = report
            *outer, last = path.split(".")
            for step in outer:
                at = getattr(at, step)
            setattr(at, last, value)

    return change


def status(*changes):
    return on_chain(["versions", (1, 1), "status"], list(changes))


def reserve(generation, total):
    return on_chain(["payers", FIRST, "reserves", 1], [(1, Reserve(generation=generation, total=total))])


def closed(block):
    return on_chain(
        ["payers", FIRST, "standing"],
        [(1, Standing(generation=0, open=1)), (block, Standing(generation=0, open=0))],
    )


def shares(*pairs):
    return reported(("shares", list(pairs)))


ALONE = [
    (None, {}),
    ("anchor_after_cut", dict(report=reported(("anchor_block", CUT + 1)))),
    ("anchor_too_old", dict(report=reported(("anchor_block", CUT - 51)))),
    ("node_inactive", dict(registry=on_chain(["nodes", 1, "active"], [(1, 1), (ANCHOR, 0)]))),
    (None, dict(registry=on_chain(["nodes", 1, "active"], [(1, 1), (ANCHOR + 1, 0)]))),
    ("unknown_payer", dict(report=reported(("voucher.payer", bytes([9]) * 20)))),
    ("payer_closed", dict(registry=closed(ANCHOR))),
    (None, dict(registry=closed(ANCHOR + 1))),
    ("payer_exited", dict(registry=on_chain(["payers", FIRST, "generation"], 1))),
    ("voucher_for_other_node", dict(report=reported(("voucher.node", 2)))),
    ("no_session_key", dict(registry=on_chain(["payers", FIRST, "keys"], []))),
    ("voucher_signature", dict(registry=on_chain(["payers", FIRST, "keys"], [(1, bytes([3]) * 32)]))),
    ("voucher_expired", dict(report=reported(("voucher.expires_at_block", ANCHOR - 1)))),
    (None, dict(report=reported(("voucher.expires_at_block", ANCHOR)))),
    ("voucher_life_too_long", dict(report=reported(("voucher.expires_at_block", ANCHOR + 51)))),
    ("nonce_reused", dict(report=reported(("voucher.nonce", 0)))),
    ("unknown_version", dict(report=reported(("voucher.model_version", 2)))),
    ("version_not_live", dict(registry=status((1, 4)))),
    (None, dict(registry=status((1, LIVE), (ANCHOR - 4, RETIRED)))),
    ("version_not_live", dict(registry=status((1, LIVE), (ANCHOR - 5, RETIRED)))),
    ("version_not_live", dict(registry=status((1, 3), (ANCHOR - 1, RETIRED)))),
    ("method_mismatch", dict(report=reported(("method", 2)))),
    ("corpus_mismatch", dict(report=reported(("corpus_root", bytes([1]) * 32)))),
    ("too_many_shares", dict(report=shares(*[(id, 1) for id in range(1, MAX_SHARES + 2)]))),
    ("shares_unsorted", dict(report=shares((2, 1), (1, 1)))),
    ("shares_unsorted", dict(report=shares((2, 1), (2, 1)))),
    ("share_zero", dict(report=shares((2, 0)))),
    ("dataset_inactive", dict(report=shares((8, 1)))),
    ("shares_exceed_whole", dict(report=shares((1, 500_000), (2, 500_001)))),
    (None, dict(report=shares((1, 1_000_000)))),
    (None, dict(report=shares())),
    ("no_price", dict(registry=on_chain(["nodes", 1, "prices"], {}))),
    ("wrong_fee", dict(report=reported(("fee", DUE + 1)))),
    ("wrong_fee", dict(registry=on_chain(["versions", (1, 1), "price_floor"], PRICE + 1))),
    (None, dict(report=reported(("voucher.max_fee", 5), ("fee", 5)))),
    ("reserve_exceeded", dict(registry=reserve(0, DUE - 1))),
    (None, dict(registry=reserve(0, DUE))),
    ("reserve_exceeded", dict(registry=reserve(1, DUE))),
]


def no_epoch(reports, state=None):
    try:
        run(reports, state=state)
    except NoEpoch:
        return True
    return False


def check_rules(compare):
    for index, (expected, changes) in enumerate(ALONE):
        compare.same(f"rule {index}", expected, broken(**changes))
    late = lambda anchor: make(reported(("anchor_block", anchor), ("voucher.expires_at_block", anchor)), sequence=3)
    compare.holds("a gap is no epoch", no_epoch([make(sequence=2)]))
    compare.holds("reports out of order are none", no_epoch([make(sequence=1), make(sequence=1)]))
    compare.holds("a gap before a report of age 20 is not dead", no_epoch([late(CUT - 20)]))
    compare.same("one before a report of age 21 is", None, run([late(CUT - 21)])[2][0][4])
    forged = make()
    forged.report.completion_tokens += 1
    compare.holds("a report its node did not sign makes no epoch", no_epoch([forged]))
    compare.holds("a consumed sequence does not come back", no_epoch([make()], run([make()])[0]))
    twice = [outcome[4] for outcome in run([make(), make(sequence=2), make(sequence=3, nonce=2)])[2]]
    compare.same("a nonce counts once", [None, "nonce_reused", None], twice)


def check_division(compare):
    key, registry, signed = trees.account, scene(), make()
    report = signed.report
    report.fee, report.shares = 10**6, [(1, 500_000), (3, 250_000)]
    oracles = {key(trees.ORACLE, oracle): 12_500 for oracle in registry.oracles}
    expected = oracles | {
        key(trees.DATASET, 1): 315_000, key(trees.DATASET, 3): 135_000, key(trees.NODE, 1): 250_000,
        key(trees.DEVELOPER, 1): 230_000, key(trees.TREASURY): 20_000,
    }
    compare.same("a fee divided", expected, divide(report, registry))
    report.fee, report.shares = 7, []
    expected = {key(trees.NODE, 1): 1, key(trees.DEVELOPER, 1): 4, key(trees.TREASURY): 2}
    compare.same("remainders", expected, divide(report, registry))

    # Each of six datasets, and each of six models, passes half to the one before it: four times at most.
    report.fee, report.shares, report.voucher.model = 10**6, [(6, 1_000_000)], 6
    for id in range(1, 7):
        parents, base = ([(id - 1, 500_000)], (id - 1, 1, 500_000)) if id > 1 else ([], None)
        registry.datasets[id] = Dataset(content_root=bytes(32), active=[(1, 1)], parents=parents)
        registry.versions[id, 1] = Version(**vars(registry.versions[1, 1]) | {"base": base})
    credits = divide(report, registry)
    passed = [credits.get(key(trees.DATASET, id), 0) for id in range(1, 7)]
    compare.same("parents", [0, 37_500, 37_500, 75_000, 150_000, 300_000], passed)
    passed = [credits.get(key(trees.DEVELOPER, id), 0) for id in range(1, 7)]
    compare.same("base models", [0, 5_000, 5_000, 10_000, 20_000, 40_000], passed)


def check_votes(compare):
    key = trees.account
    dataset, node = (lambda id: key(trees.DATASET, id)), key(trees.NODE, 1)
    paid = {dataset(1): 300, dataset(2): 100, node: 300, key(trees.DEVELOPER, 1): 900, key(trees.TREASURY): 100}
    compare.same("merits", {dataset(1): 42, dataset(2): 14, node: 44}, merits(paid, 1))
    of = lambda *left: merits({account: amount for account, amount in paid.items() if account in left}, 1)
    treasury = key(trees.TREASURY)
    compare.same("without a node", {dataset(1): 75, dataset(2): 25}, of(dataset(1), dataset(2), treasury))
    compare.same("of a node alone", {node: 100}, of(node, treasury))
    compare.same("of nobody", {}, of(key(trees.DEVELOPER, 1), treasury))
    compare.same("of no treasury", {}, of(dataset(1), node))
    shared = merits(paid, 1)
    earned = lambda rate, cap: list(votes(shared, Earning(rate=rate, cap=cap)).values())
    compare.same("votes", [63, 21, 66], earned(1_500_000, 150))
    compare.same("rounded down", [41, 13, 43], earned(999_999, 99))
    compare.same("above the cap", [62, 20, 65], earned(1_500_000, 149))
    compare.same("a cap of one", [], earned(1_500_000, 1))
    compare.same("no rate", [], earned(0, 149))
    compare.same("no cap", [], earned(1_500_000, 0))


def check_places(compare):
    """What the sides of proofs say, for every pair of leaves of every tree of up to 17."""
    for count in range(1, 18):
        leaves = [(trees.account(trees.DATASET, id), id) for id in range(1, count + 1)]
        paths = [trees.steps(trees.prove(leaves, index)) for index in range(count)]
        everyone = range(count)
        firsts = [index for index in everyone if trees.only(1, paths[index])]
        lasts = [index for index in everyone if trees.only(0, paths[index])]
        compare.same(f"first and last of {count}", ([0], [count - 1]), (firsts, lasts))
        found = [(i, j) for i in everyone for j in everyone if trees.neighbours(paths[i], paths[j])]
        compare.same(f"neighbours of {count}", [(i, i + 1) for i in range(count - 1)], found)
        before = [trees.sum_before(path) for path in paths]
        compare.same(f"sums before, of {count}", [sum(range(index + 1)) for index in everyone], before)


def check_zip215(folder, compare):
    """The published edge cases; of the small ones also that they are all."""
    p = ed25519.P
    ys = {y for y in range(2)} | {p - 1, p, p + 1}
    order_eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    y = int.from_bytes(bytes.fromhex(order_eight), "little") % 2**255
    ys |= {y, p - y}
    encodings = [(y | sign << 255).to_bytes(32, "little") for y in sorted(ys) for sign in (0, 1)]
    compare.same("encodings of points of small order", 14, len(encodings))
    kept = json.loads((folder / "ed25519.json").read_text())
    unhex = lambda case, *names: [bytes.fromhex(case[name][2:]) for name in names]
    [message] = unhex(kept["small_order"], "message")
    pairs = [unhex(case, "key", "signature") for case in kept["small_order"]["cases"]]
    compare.holds("those of small order are all pairs", pairs == [[a, r + bytes(32)] for a in encodings for r in encodings])
    valid = sum(ed25519.verify(key, message, signature) for key, signature in pairs)
    compare.same("signatures of small order that are valid", 196, valid)
    for index, case in enumerate(kept["speccheck"]["cases"]):
        found = ed25519.verify(*unhex(case, "key", "message", "signature"))
        compare.same(f"case {index} of speccheck", case["valid"], found)
    key, signature = ed25519.public_key(bytes(32)), ed25519.sign(bytes(32), b"Zcash")
    compare.holds("an honest signature is", ed25519.verify(key, b"Zcash", signature))
    high = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    high = signature[:32] + high.to_bytes(32, "little")
    compare.holds("with s above the order it is not", not ed25519.verify(key, b"Zcash", high))
