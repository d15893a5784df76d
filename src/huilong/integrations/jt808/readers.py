"""How items are read (附加信息读法): a table from an item's number to its reader.

A reader takes the item's bytes and notes what it finds. What is too short raises inside and is counted; what is in no
table is counted too. Names of attributes are those of Traccar, so that both ways in read the same.
"""

from collections.abc import Callable
from struct import error

from huilong.integrations.jt808.found import Found

Reader = Callable[[bytes, Found], None]
OBD_MARK = 0x80
UNREADABLE = (ValueError, IndexError, error)


def number(name: str, size: int, times: int = 1, over: float = 1, minus: int = 0) -> Reader:
    """An unsigned number of `size` bytes, scaled."""

    def read(value: bytes, found: Found) -> None:
        if len(value) < size:
            raise ValueError(name)
        told = int.from_bytes(value[:size], "big")
        found.attributes[name] = told / over if over != 1 else told * times - minus

    return read


def plain(name: str, size: int) -> Reader:
    """An unsigned number of `size` bytes as it is."""

    def read(value: bytes, found: Found) -> None:
        if len(value) < size:
            raise ValueError(name)
        found.attributes[name] = int.from_bytes(value[:size], "big")

    return read


def text(name: str, most: int = 255) -> Reader:
    """Characters, spaces and zeros around them taken off."""

    def read(value: bytes, found: Found) -> None:
        if value:
            found.attributes[name] = value[:most].decode("gb18030", "replace").strip(" \0")

    return read


def quiet(value: bytes, found: Found) -> None:
    """An item known, and of no use to us."""


def read_items(data: bytes, start: int, found: Found, table: dict[int, Reader], after_mark: dict[int, Reader]) -> None:
    """Read the items from `start` to the end: number, length, bytes; one that ends beyond the end is the last.

    After the mark 0x80 the same numbers mean an engine's readings: `after_mark`.
    """
    end = len(data)
    while start + 2 <= end:
        kind, after = data[start], start + 2 + data[start + 1]
        if after > end:
            found.unknown += 1
            return
        reader = table.get(kind)
        if reader is None:
            found.unknown += 1
        else:
            try:
                reader(data[start + 2 : after], found)
            except UNREADABLE:
                found.unknown += 1
        start = after
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
