"""The part of SCALE that the protocol uses (section 2)."""

from types import SimpleNamespace


class Malformed(Exception):
    """Bytes that encode nothing of the type."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        part = self.data[self.at : self.at + count]
        if len(part) != count:
            raise Malformed(f"{count} bytes wanted at {self.at}, {len(part)} are left")
        self.at += count
        return part


class Codec:
    def read(self, data):
        """The value of exactly these bytes."""
        reader = Reader(data)
        value = self.decode(reader)
        if reader.at != len(data):
            raise Malformed(f"{len(data) - reader.at} bytes too many")
        return value


class Uint(Codec):
    def __init__(self, size):
        self.size = size

    def encode(self, value):
        return value.to_bytes(self.size, "little")

    def decode(self, reader):
        return int.from_bytes(reader.take(self.size), "little")


class Choice(Codec):
    """One byte of a closed set: bool, and enums without fields."""

    def __init__(self, *allowed):
        self.allowed = allowed

    def encode(self, value):
        return bytes([value])

    def decode(self, reader):
        value = reader.take(1)[0]
        if value not in self.allowed:
            raise Malformed(f"{value} is none of {self.allowed}")
        return value


class Bytes(Codec):
    def __init__(self, size):
        self.size = size

    def encode(self, value):
        assert len(value) == self.size
        return bytes(value)

    def decode(self, reader):
        return reader.take(self.size)


def encode_length(count):
    if count < 2**6:
        return (count << 2).to_bytes(1, "little")
    if count < 2**14:
        return (count << 2 | 1).to_bytes(2, "little")
    assert count < 2**30
    return (count << 2 | 2).to_bytes(4, "little")


def decode_length(reader):
    first = reader.take(1)
    mode = first[0] & 3
    if mode == 3:
        raise Malformed("a length of 2^30 or more")
    rest = reader.take((0, 1, 3)[mode])
    count = int.from_bytes(first + rest, "little") >> 2
    if mode and count < (0, 2**6, 2**14)[mode]:
        raise Malformed(f"length {count} is not in its shortest form")
    return count


class List(Codec):
    def __init__(self, item):
        self.item = item

    def encode(self, value):
        return encode_length(len(value)) + b"".join(map(self.item.encode, value))

    def decode(self, reader):
        return [self.item.decode(reader) for _ in range(decode_length(reader))]


class Tuple(Codec):
    def __init__(self, *parts):
        self.parts = parts

    def encode(self, value):
        return b"".join(part.encode(field) for part, field in zip(self.parts, value, strict=True))

    def decode(self, reader):
        return tuple(part.decode(reader) for part in self.parts)


class Map(Codec):
    def __init__(self, key, value):
        self.pairs = List(Tuple(key, value))

    def encode(self, value):
        return self.pairs.encode(sorted(value.items(), key=lambda pair: pair[0]))

    def decode(self, reader):
        return dict(self.pairs.decode(reader))


class Option(Codec):
    def __init__(self, item):
        self.item = item

    def encode(self, value):
        return b"\0" if value is None else b"\1" + self.item.encode(value)

    def decode(self, reader):
        return self.item.decode(reader) if Choice(0, 1).decode(reader) else None


class Struct(Codec):
    def __init__(self, **fields):
        self.fields = fields

    def __call__(self, **values):
        assert values.keys() == self.fields.keys()
        return SimpleNamespace(**values)

    def encode(self, value):
        return b"".join(codec.encode(getattr(value, name)) for name, codec in self.fields.items())

    def decode(self, reader):
        return SimpleNamespace(**{name: codec.decode(reader) for name, codec in self.fields.items()})


u8, u16, u32, u64, u128 = Uint(1), Uint(2), Uint(4), Uint(8), Uint(16)
boolean, hash32, address, signature, oracle_signature = Choice(0, 1), Bytes(32), Bytes(20), Bytes(64), Bytes(65)
