"""The golden vectors, recomputed from the scene that section 15 describes."""

import json

import ed25519
import messages
import secp256k1
import trees
from epoch import State, corpus_root, transition
from hashes import keccak256, sha256
from judgement import fee
from messages import (
    Commitment, Dataset, Domain, Earning, NodeRecord, Params, Payer, Policy, Registry, Report, Reserve, SignedReport,
    Standing, Version, Voucher,
)

DOMAIN = Domain(bytes([9]) * 32, bytes([7]) * 20)
LEDGER, PRICE, CUT, ANCHOR = bytes([4]) * 20, 1_000_003, 100, 90


class Comparison:
    """Counts what was compared and keeps what differs."""

    def __init__(self):
        self.count, self.differences = 0, []

    def same(self, name, kept, found):
        kept, found = ("0x" + side.hex() if isinstance(side, bytes) else side for side in (kept, found))
        self.count += 1
        if kept != found:
            self.differences.append(f"{name}: kept {kept}, recomputed {found}")

    def holds(self, name, truth):
        self.same(name, True, bool(truth))


def bytes_of(byte, count=32):
    return bytes([byte]) * count


def node_seed(node):
    return bytes_of(node)


def session_seed(payer):
    return bytes_of(payer + 100)


def scene():
    """The registry that reports are judged by."""
    since = lambda value: [(1, value)]
    dataset = lambda id, parents: Dataset(content_root=bytes([id]) * 32, active=since(1), parents=parents)
    node = lambda id: NodeRecord(
        keys=since(ed25519.public_key(node_seed(id))), active=since(1), prices={1: since(PRICE)}
    )
    payer = lambda index: Payer(
        generation=0, standing=since(Standing(generation=0, open=1)),
        keys=since(ed25519.public_key(session_seed(index))),
        reserves={node: since(Reserve(generation=0, total=10**18)) for node in (1, 2)},
    )
    policy = Policy(datasets=600_000, node=250_000, developer=80_000, oracles=50_000, treasury=20_000)
    return Registry(
        params=Params(max_report_age=50, max_voucher_life=50, dead_after=20, retirement_grace=5),
        datasets={1: dataset(1, []), 2: dataset(2, []), 3: dataset(3, [(1, 100_000)])},
        nodes={1: node(1), 2: node(2)},
        versions={(1, 1): Version(status=since(messages.LIVE), policy=policy, price_floor=0, method=1, base=None)},
        payers={bytes([index]) * 20: payer(index) for index in (1, 2)},
        oracles=[bytes([0xA0 + index]) * 20 for index in range(1, 5)],
        earning=Earning(rate=3_000_001, cap=10**24),
    )


def signed_report(registry, node, sequence, payer, nonce):
    max_fee = 10**15
    voucher = Voucher(
        payer=bytes([payer]) * 20, node=node, nonce=nonce, model=1, model_version=1, max_fee=max_fee,
        request_hash=bytes([1]) * 32, expires_at_block=ANCHOR + 10, audit_consent=1,
    )
    report = Report(
        node=node, sequence=sequence, voucher=voucher,
        voucher_signature=ed25519.sign(session_seed(payer), DOMAIN.voucher(voucher)),
        response_hash=bytes([2]) * 32, prompt_tokens=10, completion_tokens=33, fee=fee(PRICE, 10, 33, max_fee),
        anchor_block=ANCHOR, method=1, corpus_root=corpus_root(registry, ANCHOR), shares=[(1, 300_001), (3, 200_002)],
    )
    return SignedReport(report=report, signature=ed25519.sign(node_seed(node), DOMAIN.report(report)))


def check_messages(folder, compare):
    kept = json.loads((folder / "messages.json").read_text())
    signed = signed_report(scene(), 1, 1, 1, 1)
    report, voucher = signed.report, signed.report.voucher
    compare.same("genesis_hash", kept["genesis_hash"], DOMAIN.bound[:32])
    compare.same("splitter", kept["splitter"], DOMAIN.bound[32:])
    for name, codec, value, digest, seed, signature in (
        ("voucher", Voucher, voucher, DOMAIN.voucher(voucher), session_seed(1), report.voucher_signature),
        ("report", Report, report, DOMAIN.report(report), node_seed(1), signed.signature),
    ):
        of = kept[name]
        compare.same(f"{name} scale", of["scale"], codec.encode(value))
        compare.holds(f"{name} scale decodes", codec.read(bytes.fromhex(of["scale"][2:])) == value)
        compare.same(f"{name} digest", of["digest"], digest)
        compare.same(f"{name} key", of["key"], ed25519.public_key(seed))
        compare.same(f"{name} signature", of["signature"], signature)
        key, message, kept_signature = (bytes.fromhex(of[part][2:]) for part in ("key", "digest", "signature"))
        compare.holds(f"{name} signature is valid", ed25519.verify(key, message, kept_signature))
        altered = bytes([kept_signature[0] ^ 1]) + kept_signature[1:]
        compare.holds(f"{name} signature altered is not", not ed25519.verify(key, message, altered))
    compare.same("voucher preimage", kept["voucher"]["preimage"], DOMAIN.preimage(b"voucher", Voucher.encode(voucher)))
    salt = bytes([5]) * 32
    compare.same("request_hash", kept["request_hash"], messages.request_hash(salt, b"{}"))
    compare.same("response_hash", kept["response_hash"], messages.response_hash(salt, b"yes"))
    check_elsewhere(kept, signed, compare)
    check_dataset_registration(kept["dataset_registration"], compare)
    check_oracle_registration(kept["oracle_registration"], compare)
    check_versions(kept["versions"], compare)


def check_elsewhere(kept, signed, compare):
    """On another chain, and in another deployment, the same bytes are not signed."""
    report, voucher = signed.report, signed.report.voucher
    compare.same("number of other domains", len(kept["elsewhere"]), 2)
    for of in kept["elsewhere"]:
        domain = Domain(*(bytes.fromhex(of[part][2:]) for part in ("genesis_hash", "splitter")))
        compare.holds("another domain", domain.bound != DOMAIN.bound)
        compare.same("voucher elsewhere", of["voucher"], domain.voucher(voucher))
        compare.same("report elsewhere", of["report"], domain.report(report))
        key = ed25519.public_key(session_seed(1))
        signed_there = ed25519.verify(key, domain.voucher(voucher), report.voucher_signature)
        compare.holds("voucher elsewhere is not signed", not signed_there)
        signed_there = ed25519.verify(ed25519.public_key(node_seed(1)), domain.report(report), signed.signature)
        compare.holds("report elsewhere is not signed", not signed_there)


def check_dataset_registration(kept, compare):
    creator, content_root, salt = bytes_of(0x64, 20), bytes_of(0x65), bytes_of(0x66)
    for name, value in (("creator", creator), ("content_root", content_root), ("salt", salt)):
        compare.same(f"dataset registration {name}", kept[name], value)
    own, other = (messages.dataset_registration(by, content_root, salt) for by in (creator, bytes_of(0x67, 20)))
    compare.same("dataset registration", kept["commitment"], own)
    compare.same("dataset registration by another", kept["by_another"], other)
    compare.holds("dataset registrations differ", own != other)


def check_oracle_registration(kept, compare):
    terms = messages.OracleRegistration(chain_id=420_420_421, registry=bytes([0x63]) * 20, operator=bytes([0x62]) * 20)
    compare.same("chain id", kept["chain_id"], terms.chain_id)
    compare.same("registry", kept["registry"], terms.registry)
    compare.same("operator", kept["operator"], terms.operator)
    preimage = messages.oracle_registration_preimage(terms)
    compare.same("oracle registration preimage", kept["preimage"], preimage)
    compare.same("oracle registration digest", kept["digest"], sha256(preimage))
    signature = bytes.fromhex(kept["signature"][2:])
    compare.same("oracle registration signer", kept["signer"], secp256k1.recover(sha256(preimage), signature))
    r, s, v = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64]
    high = r + (secp256k1.ORDER - s).to_bytes(32, "big") + bytes([55 - v])
    compare.holds("oracle registration with high s is not", secp256k1.recover(sha256(preimage), high) is None)
    kept_others = kept["other_chain_registry_operator"]
    changes = (("chain_id", 420_420_422), ("registry", bytes_of(0x68, 20)), ("operator", bytes_of(0x69, 20)))
    for of, (part, value) in zip(kept_others, changes, strict=True):
        changed = messages.OracleRegistration(**vars(terms) | {part: value})
        digest = sha256(messages.oracle_registration_preimage(changed))
        compare.same(f"oracle registration of another {part}", of, digest)
        signer = secp256k1.recover(digest, signature)
        compare.holds(f"oracle registration of another {part} is not", signer != bytes.fromhex(kept["signer"][2:]))
    other = secp256k1.recover(sha256(preimage + b"\0"), signature)
    compare.holds("oracle registration altered is not", other != secp256k1.recover(sha256(preimage), signature))


def check_versions(kept, compare):
    bare = messages.NamedVersion(
        model=1, version=3, base=None, price_floor=3, method=1, features=[], artifact_hash=bytes(32), uri=b"",
        policy=Policy(datasets=500_000, node=300_000, developer=100_000, oracles=50_000, treasury=50_000),
    )
    everything = {
        "base": (4, 2, 250_000), "features": [2, 5], "artifact_hash": bytes_of(9), "uri": b"ipfs://model",
    }
    full = messages.NamedVersion(**vars(bare) | everything)
    for name, of, version in zip(("bare", "full"), kept, (bare, full), strict=True):
        preimage = messages.version_preimage(version)
        compare.same(f"{name} version preimage", of["preimage"], preimage)
        compare.same(f"{name} version hash", of["hash"], keccak256(preimage))


def check_trees(folder, compare):
    kept = json.loads((folder / "trees.json").read_text())
    dataset = trees.account(trees.DATASET, 258)
    fields = [
        dataset,
        trees.entry_fields(dataset, 3, 4),
        trees.report_fields(3, 4, bytes([6]) * 32),
        trees.node_cursor_fields(3),
        trees.payer_cursor_fields(bytes([8]) * 20, 3, 2, 9),
        trees.corpus_fields(258, bytes([5]) * 32),
    ]
    compare.same("kinds of leaves", len(kept["leaves"]), len(fields))
    for index, (of, own) in enumerate(zip(kept["leaves"], fields)):
        compare.same(f"leaf {index} fields", of["fields"], own)
        compare.same(f"leaf {index} amount", of["amount"], "1000")
        compare.same(f"leaf {index} hash", of["hash"], trees.leaf(own, 1000)[0])
    compare.same("number of trees", len(kept["datasets_of_10_wei_times_id"]), 6)
    for count, of in enumerate(kept["datasets_of_10_wei_times_id"]):
        leaves = [(trees.account(trees.DATASET, id), 10 * id) for id in range(1, count + 1)]
        root = trees.root(leaves)
        compare.same(f"tree of {count}: leaves", of["leaves"], count)
        compare.same(f"tree of {count}: hash", of["hash"], root[0])
        compare.same(f"tree of {count}: sum", of["sum"], str(root[1]))
        compare.same(f"tree of {count}: number of proofs", len(of["proofs"]), count)
        for index, proof in enumerate(of["proofs"]):
            compare.same(f"tree of {count}: proof {index}", proof, trees.prove(leaves, index))
            led = trees.follow(trees.leaf(*leaves[index]), bytes.fromhex(proof[2:]))
            compare.holds(f"tree of {count}: proof {index} leads to the root", led == root)
    check_absences(kept["absences_from_even_datasets"], compare)


def check_absences(kept, compare):
    compare.same("number of trees with absences", len(kept), 6)
    for count, of in enumerate(kept):
        leaves = [(trees.account(trees.DATASET, 2 * id), 10 * id) for id in range(1, count + 1)]
        root = trees.root(leaves)
        compare.same(f"even datasets, {count}: hash", of["hash"], root[0])
        compare.same(f"even datasets, {count}: number of absences", len(of["absences"]), count + 1)
        for index, shown in enumerate(of["absences"]):
            fields = trees.account(trees.DATASET, 2 * index + 1)
            compare.same(f"even datasets, {count}: absence {index}", shown, trees.absence(leaves, fields))
            shown = bytes.fromhex(shown[2:])
            compare.holds(f"even datasets, {count}: absence {index} holds", trees.is_absent(root, fields, shown))
            for present, _ in leaves:
                compare.holds(f"even datasets, {count}: of no leaf", not trees.is_absent(root, present, shown))


def check_epochs(folder, compare):
    kept = json.loads((folder / "epochs.json").read_text())
    registry = scene()
    compare.same("registry", kept["registry"], Registry.encode(registry))
    compare.holds("registry decodes", Registry.read(bytes.fromhex(kept["registry"][2:])) == registry)
    config_digest = messages.config_digest(LEDGER, 1, registry.oracles)
    compare.same("ledger", kept["ledger"], LEDGER)
    compare.same("config_digest", kept["config_digest"], config_digest)
    consumed = [[(1, 1, 1, 1), (1, 2, 2, 1), (2, 1, 1, 1)], [(2, 2, 1, 2)]]
    compare.same("number of epochs", len(kept["epochs"]), len(consumed))
    state = State()
    for index, (of, reports) in enumerate(zip(kept["epochs"], consumed)):
        number = f"epoch {index + 1}"
        inputs = messages.Inputs(
            prev=messages.commitment_hash(state.head), cut_block=CUT + index, registry=registry,
            reports=[signed_report(registry, *report) for report in reports],
        )
        state, commitment, outcomes = transition(state, inputs, DOMAIN)
        compare.same(f"{number} worthless reports", [], [outcome for outcome in outcomes if outcome[4]])
        bytes_kept = Commitment.read(bytes.fromhex(of["commitment"][2:]))
        for field in Commitment.fields:
            compare.same(f"{number} {field}", getattr(bytes_kept, field), getattr(commitment, field))
        compare.same(f"{number} commitment", of["commitment"], Commitment.encode(commitment))
        compare.same(f"{number} hash", of["hash"], messages.commitment_hash(commitment))
        compare.same(f"{number} digest", of["digest"], DOMAIN.commitment(commitment, config_digest))
        for name, books in (("payouts", state.payouts), ("votes", state.votes)):
            found = [(trees.account_word(key), str(total)) for key, total in sorted(books.items())]
            compare.same(f"{number} number of {name}", len(of[name]), len(found))
            for kept_total, (word, total) in zip(of[name], found):
                compare.same(f"{number} account of {name}", kept_total["account"], word)
                compare.same(f"{number} {name} of {word.hex()}", kept_total["total"], total)


def check_vectors(folder, compare):
    for check in (check_messages, check_trees, check_epochs):
        check(folder, compare)
