"""Call logs (话单): rows of a CSV as calls, each refused with its line and reason; which call of ours each one was."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from huilong.rooms.contact.terms import Direction

COLUMNS = {
    "id": "id", "话单号": "id", "流水号": "id", "at": "at", "开始时间": "at", "呼叫时间": "at",
    "extension": "extension", "caller": "extension", "分机": "extension", "主叫": "extension", "number": "number",
    "callee": "number", "被叫": "number", "被叫号码": "number", "对方号码": "number", "seconds": "seconds",
    "duration": "seconds", "通话时长": "seconds", "时长": "seconds", "direction": "direction", "方向": "direction",
}  # fmt: skip
"""Column names of a call log, Chinese or English, and the field each becomes."""
NEEDED = ("id", "at", "extension", "number", "seconds", "direction")
DIRECTIONS = {"out": Direction.OUT, "outbound": Direction.OUT, "呼出": Direction.OUT, "in": Direction.IN,
              "inbound": Direction.IN, "呼入": Direction.IN, "来电": Direction.IN}  # fmt: skip
WINDOW = timedelta(seconds=120)
"""How far a row's time may be from the call it was."""
MOST_SECONDS = 24 * 3600
_NUMBER = re.compile(r"\+?\d{3,20}")


@dataclass(frozen=True)
class CdrRow:
    """One row of a call log (话单行). `number` is in clear, in memory only."""

    line: int
    id: str
    at: datetime
    extension: str
    number: str
    seconds: int
    direction: Direction


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be read (坏行): its line and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class KnownCall:
    """A call of ours that a row may have been: its key, the digest of its number, its time, the provider's id."""

    key: str
    number: str
    at: datetime
    provider_id: str


def columns_of(header: Iterable[str]) -> dict[str, int] | None:
    """Where each field stands in a row; None when one that is needed is missing."""
    found = {COLUMNS[name.strip().lower()]: at for at, name in enumerate(header) if name.strip().lower() in COLUMNS}
    return found if all(name in found for name in NEEDED) else None


def read_row(line: int, cells: list[str], columns: Mapping[str, int], zone: ZoneInfo) -> CdrRow | BadRow:
    """One row, or why it cannot be read. A time without an offset is of `zone`."""
    if len(cells) <= max(columns.values()):
        return BadRow(line, "cells-missing")
    told = {name: cells[at].strip() for name, at in columns.items()}
    number = re.sub(r"[\s\-()]", "", told["number"])
    if not told["id"] or len(told["id"]) > 80:
        return BadRow(line, "bad-id")
    try:
        at = datetime.fromisoformat(told["at"].replace("/", "-"))
    except ValueError:
        return BadRow(line, "bad-time")
    if not _NUMBER.fullmatch(number):
        return BadRow(line, "bad-number")
    if not told["seconds"].isdecimal() or int(told["seconds"]) > MOST_SECONDS:
        return BadRow(line, "bad-seconds")
    direction = DIRECTIONS.get(told["direction"].lower())
    if direction is None:
        return BadRow(line, "bad-direction")
    aware = at if at.tzinfo else at.replace(tzinfo=zone)
    return CdrRow(line, told["id"], aware, told["extension"][:40], number, int(told["seconds"]), direction)


def matched(rows: Iterable[tuple[str, str, datetime]], calls: Iterable[KnownCall]) -> Iterator[tuple[str, str]]:
    """(row, call) of the rows (id, digest of the number, time) that were calls of ours, each call once (话单匹配).

    By the provider's id first; then by number, nearest in time within the window, in order of time.
    """
    known = list(calls)
    by_id = {one.provider_id: one for one in known if one.provider_id} | {one.key: one for one in known}
    waiting, taken = [], set()
    for row in rows:
        call = by_id.get(row[0])
        if call is not None and call.key not in taken:
            taken.add(call.key)
            yield row[0], call.key
        else:
            waiting.append(row)
    by_number: dict[str, list[KnownCall]] = {}
    for one in known:
        by_number.setdefault(one.number, []).append(one)
    for record, number, at in sorted(waiting, key=lambda row: (row[2], row[0])):
        near = [one for one in by_number.get(number, ()) if one.key not in taken and abs(one.at - at) <= WINDOW]
        if near:
            nearest = min(near, key=lambda one: (abs(one.at - at), one.at, one.key))
            taken.add(nearest.key)
            yield record, nearest.key
