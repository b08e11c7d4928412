"""Accounts, leaves, Merkle-sum trees and membership proofs (sections 4 and 5)."""

from hashes import keccak256

MOST = 2**128 - 1
EMPTY = (bytes(32), 0)
DATASET, NODE, DEVELOPER, ORACLE, TREASURY, PAYER = range(1, 7)


class TreeError(Exception):
    """Leaves out of order, sums out of range, or a proof that proves nothing."""


def big(number, size):
    return number.to_bytes(size, "big")


def account(kind, who=0):
    """The 21 bytes that name an account; `who` is a number or 20 bytes."""
    return bytes([kind]) + (who if isinstance(who, bytes) else big(who, 20))


def account_word(key):
    return bytes(11) + key


def entry_fields(key, node, sequence):
    return key + big(node, 8) + big(sequence, 8)


def report_fields(node, sequence, digest):
    return big(node, 8) + big(sequence, 8) + digest


def node_cursor_fields(node):
    return b"\0" + bytes(12) + big(node, 8) + bytes(20)


def payer_cursor_fields(payer, node, generation, nonce):
    return b"\1" + payer + big(node, 8) + big(generation, 4) + big(nonce, 8)


def corpus_fields(dataset, content_root):
    return big(dataset, 8) + content_root


def leaf(fields, amount):
    return keccak256(b"\0" + fields + big(amount, 16)), amount


def above(left, right):
    total = left[1] + right[1]
    if total > MOST:
        raise TreeError(f"{left[1]} + {right[1]} wei overflows")
    return keccak256(b"\1" + left[0] + big(left[1], 16) + right[0] + big(right[1], 16)), total


def levels(leaves):
    """All levels of the tree of (fields, amount), leaves first."""
    for (before, _), (after, _) in zip(leaves, leaves[1:]):
        if before >= after:
            raise TreeError(f"{after.hex()} does not sort after {before.hex()}")
    all_levels = [[leaf(*each) for each in leaves]]
    while len(all_levels[-1]) > 1:
        level = all_levels[-1]
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        all_levels.append([above(*pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return all_levels


def root(leaves):
    return levels(leaves)[-1][0] if leaves else EMPTY


def prove(leaves, index):
    proof = b""
    for level in levels(leaves):
        sibling = index ^ 1
        if sibling < len(level):
            proof += bytes([sibling > index]) + level[sibling][0] + big(level[sibling][1], 16)
        index //= 2
    return proof


def steps(proof):
    """(side, sibling) from the leaf up."""
    if len(proof) % 49 or len(proof) > 32 * 49:
        raise TreeError(f"a proof of {len(proof)} bytes")
    parts = [proof[at : at + 49] for at in range(0, len(proof), 49)]
    if any(part[0] > 1 for part in parts):
        raise TreeError("a side is neither 0 nor 1")
    return [(part[0], (part[1:33], int.from_bytes(part[33:], "big"))) for part in parts]


def follow(node, proof):
    """Where `proof` leads from the leaf's `node`."""
    for side, sibling in steps(proof):
        node = above(node, sibling) if side else above(sibling, node)
    return node


def only(side, path):
    return all(step[0] == side for step in path)


def sum_before(path):
    return sum(sibling[1] for side, sibling in path if side == 0)


def neighbours(left, right):
    """Whether the leaf of the steps `left` stands directly before that of `right`."""
    left, right = left[::-1], right[::-1]
    shared = next((i for i, (one, other) in enumerate(zip(left, right)) if one != other), None)
    if shared is None:
        return False
    parts = (left[shared][0], right[shared][0]) == (1, 0)
    return parts and only(0, left[shared + 1 :]) and only(1, right[shared + 1 :])


def absence(leaves, fields):
    """The bytes that show that no leaf has `fields`; all leaves are of the tree of totals."""
    place = sum(before < fields for before, _ in leaves)
    beside = [index for index in (place - 1, place) if 0 <= index < len(leaves)]
    kind = 0 if not leaves else 1 if place == 0 else 2 if place == len(leaves) else 3
    shown = bytes([kind])
    for index in beside:
        proof = prove(leaves, index)
        shown += leaves[index][0] + big(leaves[index][1], 16) + bytes([len(proof) // 49]) + proof
    return shown


def is_absent(root, fields, shown):
    """Whether these bytes show that the tree of totals under `root` has no leaf of `fields`."""
    kind, rest, found = shown[0], shown[1:], []
    while rest:
        own, amount, end = rest[:21], int.from_bytes(rest[21:37], "big"), 38 + 49 * rest[37]
        if len(rest) < end:
            raise TreeError(f"{len(shown)} bytes are no proof of absence")
        found.append((own, follow(leaf(own, amount), rest[38:end]), steps(rest[38:end])))
        rest = rest[end:]
    if kind > 3 or len(found) != (0, 1, 1, 2)[kind]:
        raise TreeError(f"{len(shown)} bytes are no proof of absence")
    if any(led != root for _, led, _ in found):
        return False
    match kind, found:
        case 0, []:
            return root == EMPTY
        case 1, [(first, _, path)]:
            return only(1, path) and fields < first
        case 2, [(last, _, path)]:
            return only(0, path) and last < fields
        case 3, [(before, _, left), (after, _, right)]:
            return neighbours(left, right) and before < fields < after
