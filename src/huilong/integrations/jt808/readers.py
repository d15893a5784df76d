"""How items are read (附加信息读法): a table from an item's number to its reader.

A reader takes the item's bytes and notes what it finds. What is too short raises inside and is counted; what is in no
table is counted too. Names of attributes are those of Traccar, so that both ways in read the same.
"""

from collections.abc import Callable
from struct import error

from huilong.integrations.jt808.found import Found

Reader = Callable[[bytes, Found], None]
OBD_MARK = 0x80
UNREADABLE = (ValueError, LookupError, error)


def number(name: str, size: int, times: int = 1, over: float = 1, minus: int = 0) -> Reader:
    """An unsigned number of `size` bytes, scaled."""

    def read(value: bytes, found: Found) -> None:
        if len(value) != size:
            if len(value) < size:
                raise ValueError(name)
            value = value[:size]
        found.attributes[name] = int.from_bytes(value, "big") * times - minus

    def read_part(value: bytes, found: Found) -> None:
        if len(value) < size:
            raise ValueError(name)
        found.attributes[name] = int.from_bytes(value[:size], "big") / over

    return read if over == 1 else read_part


def plain(name: str, size: int) -> Reader:
    """An unsigned number of `size` bytes as it is."""

    def read(value: bytes, found: Found) -> None:
        if len(value) != size:
            if len(value) < size:
                raise ValueError(name)
            value = value[:size]
        found.attributes[name] = int.from_bytes(value, "big")

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


def read_items(data: bytes, start: int, found: Found, table: dict[int, Reader], after_mark: dict[int, Reader]) -> None:
    """Read the items from `start` to the end: number, length, bytes; one that ends beyond the end is the last.

    After the mark 0x80 the same numbers mean an engine's readings: `after_mark`.
    """
    last = len(data) - 2
    while start <= last:
        kind = data[start]
        value = start + 2
        start = value + data[start + 1]
        if start - 2 > last:
            found.unknown += 1
            return
        try:
            table[kind](data[value:start], found)
        except UNREADABLE:  # among them: in no table
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
