"""Who made a recoverable secp256k1 signature r ‖ s ‖ v (section 3.2)."""

from hashes import keccak256

PRIME = 2**256 - 2**32 - 977
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
BASE = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def _add(one, other):
    """The sum of two points; None is the neutral one."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % PRIME == 0:
        return None
    rise, run = (3 * x1 * x1, 2 * y1) if one == other else (y2 - y1, x2 - x1)
    slope = rise * pow(run, -1, PRIME) % PRIME
    x = (slope * slope - x1 - x2) % PRIME
    return x, (slope * (x1 - x) - y1) % PRIME


def _times(factor, point):
    total = None
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


def recover(digest, signature):
    """The signer's address; None for any form but the one that counts, and where there is none."""
    if len(signature) != 65 or signature[64] not in (27, 28):
        return None
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    if not 0 < r < ORDER or not 0 < s <= ORDER // 2:
        return None
    square = (r**3 + 7) % PRIME
    y = pow(square, (PRIME + 1) // 4, PRIME)
    if y * y % PRIME != square:
        return None
    if y % 2 != signature[64] - 27:
        y = PRIME - y
    inverse = pow(r, -1, ORDER)
    key = _add(_times(-int.from_bytes(digest, "big") * inverse % ORDER, BASE), _times(s * inverse % ORDER, (r, y)))
    return None if key is None else keccak256(b"".join(part.to_bytes(32, "big") for part in key))[12:]
