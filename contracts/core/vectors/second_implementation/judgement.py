"""What a report is judged by (section 7)."""

from ed25519 import verify
from messages import LIVE, RETIRED

WHOLE, MAX_SHARES, MOST = 1_000_000, 64, 2**128 - 1


class Worthless(Exception):
    """The first rule that a report broke, by its name in the reference's error type."""


def entry_at(history, block):
    """The newest (block, value) at or before `block`; a later change within one block wins."""
    return next((change for change in reversed(history) if change[0] <= block), (None, None))


def at(history, block):
    return entry_at(history, block)[1]


def require(rule, holds):
    if not holds:
        raise Worthless(rule)


def fee(price, prompt_tokens, completion_tokens, max_fee):
    return min(max_fee, min(price * (prompt_tokens + completion_tokens), MOST))


def judge(report, registry, state, cut, corpus_root, domain):
    """The payer's generation that the report counts in; raises Worthless."""
    anchor, voucher, params = report.anchor_block, report.voucher, registry.params
    require("anchor_after_cut", anchor <= cut)
    require("anchor_too_old", cut - anchor <= params.max_report_age)
    node = registry.nodes.get(report.node)
    require("node_inactive", node and at(node.active, anchor))

    payer = registry.payers.get(voucher.payer)
    require("unknown_payer", payer)
    standing = at(payer.standing, anchor)
    require("payer_closed", standing and standing.open)
    generation = standing.generation
    require("payer_exited", generation >= payer.generation)

    require("voucher_for_other_node", voucher.node == report.node)
    key = at(payer.keys, anchor)
    require("no_session_key", key)
    require("voucher_signature", verify(key, domain.voucher(voucher), report.voucher_signature))
    require("voucher_expired", voucher.expires_at_block >= anchor)
    require("voucher_life_too_long", voucher.expires_at_block - anchor <= params.max_voucher_life)
    cursor = state.cursors.get((voucher.payer, voucher.node), (0, 0, 0))
    require("nonce_reused", voucher.nonce > cursor[1])

    version = registry.versions.get((voucher.model, voucher.model_version))
    require("unknown_version", version)
    since, status = entry_at(version.status, anchor)
    in_grace = (
        status == RETIRED and since > 0 and at(version.status, since - 1) == LIVE
        and anchor < min(since + params.retirement_grace, 2**32 - 1)
    )
    require("version_not_live", status == LIVE or in_grace)
    require("method_mismatch", report.method == version.method)

    require("corpus_mismatch", report.corpus_root == corpus_root)
    require("too_many_shares", len(report.shares) <= MAX_SHARES)
    before = None
    for dataset, share in report.shares:
        require("shares_unsorted", before is None or before < dataset)
        require("share_zero", share)
        record = registry.datasets.get(dataset)
        require("dataset_inactive", record and at(record.active, anchor))
        before = dataset
    require("shares_exceed_whole", sum(share for _, share in report.shares) <= WHOLE)

    price = at(node.prices.get(voucher.model, []), anchor)
    require("no_price", price is not None)
    due = fee(max(price, version.price_floor), report.prompt_tokens, report.completion_tokens, voucher.max_fee)
    require("wrong_fee", report.fee == due)
    reserve = at(payer.reserves.get(report.node, []), anchor)
    total = reserve.total if reserve and reserve.generation == generation else 0
    spent = cursor[2] if cursor[0] == generation else 0
    require("reserve_exceeded", report.fee <= max(total - spent, 0))
    return generation
