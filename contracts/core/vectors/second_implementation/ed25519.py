"""Ed25519: signing by RFC 8032, verification by ZIP-215."""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def _add(one, other):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor, point):
    result = IDENTITY
    while factor:
        if factor & 1:
            result = _add(result, point)
        point, factor = _add(point, point), factor >> 1
    return result


def _equal(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def _decompress(encoded):
    """A point, or None. As ZIP-215 wants, y may be p or more, and the sign of x = 0 may be set."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, (number & (2**255 - 1)) % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u:
        return None
    if x & 1 != sign:
        x = -x % P
    return x, y, 1, x * y % P


def _compress(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = _decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def _scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def _expand(seed):
    hashed = hashlib.sha512(seed).digest()
    return (int.from_bytes(hashed[:32], "little") & (2**254 - 8)) | 2**254, hashed[32:]


def public_key(seed):
    return _compress(_times(_expand(seed)[0], BASE))


def sign(seed, message):
    secret, prefix = _expand(seed)
    nonce = _scalar(prefix, message)
    commitment = _compress(_times(nonce, BASE))
    challenge = _scalar(commitment, public_key(seed), message)
    return commitment + ((nonce + challenge * secret) % ORDER).to_bytes(32, "little")


def verify(key, message, signature):
    """[8][s]B = [8]R + [8][k]A with k = SHA-512(R, A, message) of the bytes as given, and s below the order."""
    a, r, s = _decompress(key), _decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    challenge = _scalar(signature[:32], key, message)
    return _equal(_times(8 * s, BASE), _times(8, _add(r, _times(challenge, a))))
