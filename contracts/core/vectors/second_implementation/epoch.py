"""The epoch transition (section 9)."""

import copy
from collections import Counter

import ed25519
from division import divide, merits, votes
from hashes import sha256
from judgement import Worthless, at, judge
from messages import GENESIS, Commitment, Inputs, commitment_hash
from trees import (
    PAYER, account, corpus_fields, entry_fields, node_cursor_fields, payer_cursor_fields, report_fields, root,
)


class NoEpoch(Exception):
    """Inputs that cannot make an epoch."""


class State:
    """Cumulative books; payouts, spends and votes by account key, cursors as (generation, nonce, spent)."""

    def __init__(self):
        self.head, self.payouts, self.spends, self.next_sequence, self.cursors = GENESIS, {}, {}, {}, {}
        self.votes = {}


def corpus_root(registry, block):
    counted = [(id, record) for id, record in sorted(registry.datasets.items()) if at(record.active, block)]
    return root([(corpus_fields(id, record.content_root), 1) for id, record in counted])[0]


def transition(before, inputs, domain):
    """(state after, commitment, outcome per report); an outcome is (node, sequence, digest, fee, broken rule)."""
    registry, cut = inputs.registry, inputs.cut_block
    if inputs.prev != commitment_hash(before.head):
        raise NoEpoch("the data builds on another epoch")
    if cut <= before.head.cut_block:
        raise NoEpoch(f"cut block {cut} is not after {before.head.cut_block}")
    state = copy.deepcopy(before)
    for payer in registry.payers:
        state.spends.setdefault(account(PAYER, payer), 0)

    last, outcomes, credits, debits, earned = (0, -1), [], {}, {}, Counter()
    for signed in inputs.reports:
        report = signed.report
        node, sequence, digest = report.node, report.sequence, domain.report(report)
        if (node, sequence) <= last:
            raise NoEpoch(f"report {sequence} of node {node} is out of order")
        last = (node, sequence)
        key = at(registry.nodes[node].keys, min(report.anchor_block, cut)) if node in registry.nodes else None
        if key is None or not ed25519.verify(key, digest, signed.signature):
            raise NoEpoch(f"report {sequence} is not signed by node {node}")
        expected = state.next_sequence.get(node, 1)
        if sequence < expected:
            raise NoEpoch(f"sequence {sequence} of node {node} was consumed before")
        if sequence > expected and max(cut - report.anchor_block, 0) <= registry.params.dead_after:
            raise NoEpoch(f"node {node} skips from {expected} to {sequence}")
        state.next_sequence[node] = sequence + 1
        try:
            root_at_anchor = corpus_root(registry, report.anchor_block)
            generation = judge(report, registry, state, cut, root_at_anchor, domain)
        except Worthless as broken:
            outcomes.append((node, sequence, digest, 0, str(broken)))
            continue
        book(state, report, generation, registry, credits, debits, earned)
        outcomes.append((node, sequence, digest, report.fee, None))

    for key, amount in votes(earned, registry.earning).items():
        state.votes[key] = state.votes.get(key, 0) + amount
    cursors = [(node_cursor_fields(node), due) for node, due in state.next_sequence.items()] + [
        (payer_cursor_fields(payer, node, generation, nonce), spent)
        for (payer, node), (generation, nonce, spent) in state.cursors.items()
    ]
    state.head = Commitment(
        epoch=before.head.epoch + 1,
        prev=inputs.prev,
        cut_block=cut,
        corpus_root=corpus_root(registry, cut),
        reports=root([(report_fields(*outcome[:3]), outcome[3]) for outcome in outcomes]),
        report_count=len(outcomes),
        credits=root(sorted(credits.items())),
        debits=root(sorted(debits.items())),
        payout=root(sorted(state.payouts.items())),
        spend=root(sorted(state.spends.items())),
        cursors=root(sorted(cursors)),
        data_hash=sha256(Inputs.encode(inputs)),
        votes=root(sorted(state.votes.items())),
    )
    return state, state.head, outcomes


def book(state, report, generation, registry, credits, debits, earned):
    node, sequence, payer = report.node, report.sequence, report.voucher.payer
    held, _, spent = state.cursors.get((payer, node), (0, 0, 0))
    spent = (spent if held == generation else 0) + report.fee
    state.cursors[payer, node] = (generation, report.voucher.nonce, spent)
    if not report.fee:
        return
    divided = divide(report, registry)
    earned.update(merits(divided, node))
    for key, amount in divided.items():
        credits[entry_fields(key, node, sequence)] = amount
        state.payouts[key] = state.payouts.get(key, 0) + amount
    key = account(PAYER, payer)
    debits[entry_fields(key, node, sequence)] = report.fee
    state.spends[key] += report.fee
