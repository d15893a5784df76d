"""How items are read (附加信息读法): a table from an item's number to its reader.

A reader takes the item's bytes and notes what it finds. What is too short raises inside and is counted; what is in no
table is counted too. Names of attributes are those of Traccar, so that both ways in read the same.
"""

from collections.abc import Callable, Mapping, Sequence
from struct import Struct, error

from huilong.integrations.jt808.found import Found

Reader = Callable[[bytes, Found], None]
OBD_MARK = 0x80
UNREADABLE = (ValueError, LookupError, error)
_UNSIGNED = {size: Struct(f">{code}").unpack_from for size, code in ((1, "B"), (2, "H"), (4, "I"))}
"""Big-endian numbers by their bytes: what is too short raises, what is longer is left."""


def number(name: str, size: int, times: int = 1, over: float = 1, minus: int = 0) -> Reader:
    """An unsigned number of `size` bytes (1, 2 or 4), scaled."""
    unsigned = _UNSIGNED[size]

    def read(value: bytes, found: Found) -> None:
        (told,) = unsigned(value)
        found.attributes[name] = told * times - minus

    def read_part(value: bytes, found: Found) -> None:
        (told,) = unsigned(value)
        found.attributes[name] = told / over

    return read if over == 1 else read_part


def plain(name: str, size: int) -> Reader:
    """An unsigned number of `size` bytes (1, 2 or 4) as it is."""
    unsigned = _UNSIGNED[size]

    def read(value: bytes, found: Found) -> None:
        (found.attributes[name],) = unsigned(value)

    def read_byte(value: bytes, found: Found) -> None:
        found.attributes[name] = value[0]

    return read_byte if size == 1 else read


def text(name: str, most: int = 255) -> Reader:
    """Characters, spaces and zeros around them taken off."""

    def read(value: bytes, found: Found) -> None:
        if value:
            found.attributes[name] = value[:most].decode("gb18030", "replace").strip(" \0")

    return read


def word(value: bytes) -> int:
    """The unsigned number in the first two bytes. Raises ValueError if there are fewer."""
    if len(value) < 2:
        raise ValueError("too short")
    return int.from_bytes(value[:2], "big")


def quiet(value: bytes, found: Found) -> None:
    """An item known, and of no use to us."""


def _unknown(value: bytes, found: Found) -> None:
    found.unknown += 1


def whole(table: Mapping[int, Reader]) -> list[Reader]:
    """A table with a reader for each number there can be: what was not in it is counted."""
    return [table.get(kind, _unknown) for kind in range(256)]


def read_items(data: bytes, start: int, found: Found, table: Sequence[Reader], after_mark: Sequence[Reader]) -> None:
    """Read the items from `start` to the end: number, length, bytes; one that ends beyond the end is the last.

    Tables are `whole`. After the mark 0x80 the same numbers mean an engine's readings: `after_mark`.
    """
    end = len(data)
    last = end - 1
    while start < last:
        kind = data[start]
        value = start + 2
        start = value + data[start + 1]
        if start > end:
            found.unknown += 1
            return
        try:
            table[kind](data[value:start], found)
        except UNREADABLE:
            found.unknown += 1
        if kind == OBD_MARK:
            table = after_mark


def nested(value: bytes, start: int, found: Found, table: dict[int, Reader], wide: bool = False) -> None:
    """Read items within an item: numbers of one byte, or of two where `wide`, lengths of one."""
    step = 3 if wide else 2
    while start + step <= len(value):
        kind, size = int.from_bytes(value[start : start + step - 1], "big"), value[start + step - 1]
        start += step
        reader = table.get(kind)
        if reader is not None and start + size <= len(value):
            reader(value[start : start + size], found)
        start += size
