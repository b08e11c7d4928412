"""How a fee divides, and what votes it earns (section 8)."""

from collections import Counter

from trees import DATASET, DEVELOPER, NODE, ORACLE, TREASURY, account

MAX_DEPTH = 4


def part(amount, share):
    return amount * min(share, 1_000_000) // 1_000_000


def divide(report, registry):
    """Account key to amount; the amounts add up to the fee."""
    credits = Counter()
    model, version = report.voucher.model, report.voucher.model_version
    fee, policy = report.fee, registry.versions[model, version].policy
    datasets, node, developer, oracles = (
        part(fee, cut) for cut in (policy.datasets, policy.node, policy.developer, policy.oracles)
    )
    treasury = fee - datasets - node - developer - oracles

    left = datasets
    for dataset, share in report.shares:
        amount = part(datasets, share)
        left -= amount
        credit_dataset(credits, registry, dataset, amount, MAX_DEPTH)
    credits[account(NODE, report.node)] += node
    credit_developer(credits, registry, (model, version), developer + left, MAX_DEPTH)
    each = oracles // len(registry.oracles) if registry.oracles else 0
    for oracle in registry.oracles:
        credits[account(ORACLE, oracle)] += each
    credits[account(TREASURY)] += treasury + oracles - each * len(registry.oracles)

    credits = {key: amount for key, amount in credits.items() if amount}
    assert sum(credits.values()) == fee
    return credits


def merits(credits, node):
    """What of the treasury's part of a divided fee each dataset and the node of its report paid in."""
    treasury = credits.get(account(TREASURY), 0)
    paid = {key: amount for key, amount in credits.items() if key[0] == DATASET or key == account(NODE, node)}
    if not treasury or not paid:
        return {}
    everything = sum(paid.values())
    shared = {key: treasury * amount // everything for key, amount in paid.items() if key[0] == DATASET}
    shared[account(NODE, node)] = treasury - sum(shared.values())
    return {key: amount for key, amount in shared.items() if amount}


def votes(merits, earning):
    """What an epoch's merits earn."""
    everything = sum(merits.values())
    if everything * earning.rate // 1_000_000 <= earning.cap:
        earned = {key: merit * earning.rate // 1_000_000 for key, merit in merits.items()}
    else:
        earned = {key: merit * earning.cap // everything for key, merit in merits.items()}
    assert sum(earned.values()) <= earning.cap
    return {key: amount for key, amount in earned.items() if amount}


def credit_dataset(credits, registry, dataset, amount, depth):
    own = amount
    if depth and dataset in registry.datasets:
        for parent, share in registry.datasets[dataset].parents:
            passed = part(amount, share)
            own -= passed
            credit_dataset(credits, registry, parent, passed, depth - 1)
    credits[account(DATASET, dataset)] += own


def credit_developer(credits, registry, version, amount, depth):
    own = amount
    record = registry.versions.get(version)
    if depth and record and record.base:
        base_model, base_version, cut = record.base
        passed = part(amount, cut)
        own -= passed
        credit_developer(credits, registry, (base_model, base_version), passed, depth - 1)
    credits[account(DEVELOPER, version[0])] += own
