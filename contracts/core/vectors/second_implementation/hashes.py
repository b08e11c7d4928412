"""The two hash functions. hashlib has SHA-256 but only NIST's SHA-3, which pads otherwise than Keccak."""

import hashlib

MASK = (1 << 64) - 1


def _round_constants():
    register = 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = (register << 1) ^ (0x171 if register >> 7 else 0)
        yield constant


ROUNDS = list(_round_constants())


def _left(word, by):
    by %= 64
    return ((word << by) | (word >> (64 - by))) & MASK if by else word


def _permute(lanes):
    for constant in ROUNDS:
        columns = [lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20] for x in range(5)]
        mixed = [columns[(x + 4) % 5] ^ _left(columns[(x + 1) % 5], 1) for x in range(5)]
        lanes = [lane ^ mixed[index % 5] for index, lane in enumerate(lanes)]
        moved, x, y, current = list(lanes), 1, 0, lanes[1]
        for step in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, moved[x + 5 * y] = lanes[x + 5 * y], _left(current, (step + 1) * (step + 2) // 2)
        lanes = [
            moved[i] ^ (~moved[i - i % 5 + (i + 1) % 5] & moved[i - i % 5 + (i + 2) % 5] & MASK) for i in range(25)
        ]
        lanes[0] ^= constant
    return lanes


def keccak256(data):
    """Keccak-256 with the original padding (0x01), rate 136 bytes."""
    padded = bytearray(data) + b"\x01"
    padded += bytes(-len(padded) % 136)
    padded[-1] |= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), 136):
        for lane in range(17):
            lanes[lane] ^= int.from_bytes(padded[start + 8 * lane : start + 8 * lane + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])


def sha256(data):
    return hashlib.sha256(data).digest()
