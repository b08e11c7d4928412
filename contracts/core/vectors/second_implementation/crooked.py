"""The crooked epochs: whatever the plain scene leaves out, built from `crooked.json` (section 15)."""

import json

import ed25519
import messages
import trees
from epoch import State, corpus_root, transition
from messages import (
    Commitment, Dataset, Earning, Inputs, NodeRecord, Params, Payer, Policy, Registry, Report, Reserve, SignedReport,
    Standing, Version, Voucher,
)
from vectors import DOMAIN, LEDGER, bytes_of

STATUS = {"proposed": 1, "approved": 2, "training": 3, "evaluated": 4, "live": 5, "retired": 6}
RULES = """anchor_after_cut anchor_too_old node_inactive unknown_payer payer_closed payer_exited voucher_for_other_node
    no_session_key voucher_signature voucher_expired voucher_life_too_long nonce_reused unknown_version version_not_live
    method_mismatch corpus_mismatch too_many_shares shares_unsorted share_zero dataset_inactive shares_exceed_whole
    no_price wrong_fee reserve_exceeded""".split()


def registry_at(scene, cut, committee, earning):
    """The scene as it is at a cut: without later changes, and without what has no change by then."""

    def history(changes, value):
        return [(block, value(*rest)) for block, *rest in changes if block <= cut]

    def begun(records, field):
        return {key: record for key, record in records.items() if getattr(record, field)}

    def changing(histories, value):
        read = {int(key): history(changes, value) for key, changes in histories.items()}
        return {key: changes for key, changes in read.items() if changes}

    key = lambda seed: ed25519.public_key(bytes_of(seed))
    datasets = {
        int(id): Dataset(
            content_root=bytes_of(of["content_root"]), active=history(of["active"], int),
            parents=[tuple(parent) for parent in of["parents"]],
        )
        for id, of in scene["datasets"].items()
    }
    nodes = {
        int(id): NodeRecord(
            keys=history(of["keys"], key), active=history(of["active"], int), prices=changing(of["prices"], int)
        )
        for id, of in scene["nodes"].items()
    }
    versions = {
        (of["model"], of["version"]): Version(
            status=history(of["status"], STATUS.get), policy=Policy(**of["policy"]),
            price_floor=int(of["price_floor"]), method=of["method"], base=of["base"] and tuple(of["base"]),
        )
        for of in scene["versions"]
    }
    payers = {
        bytes_of(of["payer"], 20): Payer(
            generation=sum(block <= cut for block in of["exits"]),
            standing=history(of["standing"], lambda generation, open: Standing(generation=generation, open=int(open))),
            keys=history(of["keys"], key),
            reserves=changing(
                of["reserves"], lambda generation, total: Reserve(generation=generation, total=int(total))
            ),
        )
        for of in scene["payers"]
    }
    return Registry(
        params=Params(**scene["params"]), datasets=begun(datasets, "active"), nodes=begun(nodes, "keys"),
        versions=begun(versions, "status"), payers=begun(payers, "standing"),
        oracles=[bytes_of(member, 20) for member in committee["members"]],
        earning=Earning(rate=earning["rate"], cap=int(earning["cap"])),
    )


def signed_report(of, registry):
    voucher = Voucher(
        payer=bytes_of(of["payer"], 20), node=of["voucher_node"], nonce=of["nonce"], model=of["model"],
        model_version=of["version"], max_fee=int(of["max_fee"]), request_hash=bytes_of(1),
        expires_at_block=of["expires_at"], audit_consent=int(of["consent"]),
    )
    prompt_tokens, completion_tokens = of["tokens"]
    report = Report(
        node=of["node"], sequence=of["sequence"], voucher=voucher,
        voucher_signature=ed25519.sign(bytes_of(of["session_seed"]), DOMAIN.voucher(voucher)),
        response_hash=bytes_of(2), prompt_tokens=prompt_tokens, completion_tokens=completion_tokens,
        fee=int(of["fee"]), anchor_block=of["anchor"], method=of["method"],
        corpus_root=corpus_root(registry, of["corpus_of"]), shares=[tuple(share) for share in of["shares"]],
    )
    return SignedReport(
        report=report, signature=ed25519.sign(bytes_of(of["node_seed"]), DOMAIN.report(report))
    )


def check_crooked(folder, compare):
    scene = json.loads((folder / "crooked.json").read_text())
    kept = json.loads((folder / "epochs.json").read_text())["crooked"]
    compare.same("crooked epochs", len(scene["epochs"]), len(kept))
    state, broken = State(), set()
    for number, (of, told) in enumerate(zip(kept, scene["epochs"]), 1):
        registry = registry_at(scene, told["cut"], told["committee"], told["earning"])
        inputs = Inputs(
            prev=messages.commitment_hash(state.head), cut_block=told["cut"], registry=registry,
            reports=[signed_report(report, registry) for report in told["reports"]],
        )
        name = f"crooked epoch {number}"
        compare.same(f"{name} inputs", of["inputs"], Inputs.encode(inputs))
        compare.holds(f"{name} inputs decode", Inputs.read(bytes.fromhex(of["inputs"][2:])) == inputs)
        state, commitment, outcomes = transition(state, inputs, DOMAIN)
        digest = messages.config_digest(LEDGER, told["committee"]["version"], registry.oracles)
        compare.same(f"{name} config digest", of["config_digest"], digest)
        compare.same(f"{name} commitment", of["commitment"], Commitment.encode(commitment))
        compare.same(f"{name} hash", of["hash"], messages.commitment_hash(commitment))
        compare.same(f"{name} digest", of["digest"], DOMAIN.commitment(commitment, digest))
        compare.same(f"{name} corpus root", of["corpus_root"], commitment.corpus_root)
        for tree in ("reports", "credits", "debits", "payout", "spend", "cursors", "votes"):
            root, total = getattr(commitment, tree)
            compare.same(f"{name} root of {tree}", of["roots"][tree]["hash"], root)
            compare.same(f"{name} sum of {tree}", of["roots"][tree]["sum"], str(total))
        check_outcomes(name, of["outcomes"], told["reports"], outcomes, compare)
        broken |= {rule for *_, rule in outcomes if rule}
        check_state(name, of, state, compare)
    compare.same("rules that the crooked epochs break", sorted(RULES), sorted(broken))


def check_outcomes(name, kept, told, found, compare):
    compare.same(f"{name} reports", len(kept), len(found))
    for of, report, (node, sequence, digest, fee, rule) in zip(kept, told, found):
        report_name = f"{name} report {sequence} of node {node}"
        compare.same(f"{report_name} digest", of["digest"], digest)
        compare.same(f"{report_name}", (of["node"], of["sequence"], of["fee"]), (node, sequence, str(fee)))
        compare.same(f"{report_name} rule", of["rule"], rule)
        compare.same(f"{report_name} rule as meant", report["rule"], rule)


def check_state(name, kept, state, compare):
    compare.same(f"{name} payouts", kept["payouts"], totals(state.payouts))
    compare.same(f"{name} spends", kept["spends"], totals(state.spends))
    due = [list(pair) for pair in sorted(state.next_sequence.items())]
    compare.same(f"{name} sequences due", kept["next_sequence"], due)
    cursors = [
        {"payer": "0x" + payer.hex(), "node": node, "generation": generation, "nonce": nonce, "spent": str(spent)}
        for (payer, node), (generation, nonce, spent) in sorted(state.cursors.items())
    ]
    compare.same(f"{name} cursors", kept["cursors"], cursors)
    compare.same(f"{name} votes", kept["votes"], totals(state.votes))


def totals(books):
    pairs = sorted(books.items())
    return [{"account": "0x" + trees.account_word(key).hex(), "total": str(total)} for key, total in pairs]
