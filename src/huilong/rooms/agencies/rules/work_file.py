"""Result files (结果文件): which columns they have, and a row of text read as a result or refused with its reason."""

from collections.abc import Mapping, Sequence
from datetime import date

from huilong.kernel.money import BadAmount, fen
from huilong.rooms.agencies.terms.work import RowIn, RowRefused

COLUMNS: dict[str, tuple[str, ...]] = {
    "key": ("key", "流水号"),
    "number": ("number", "案件号"),
    "outcome": ("outcome", "结果码"),
    "reason": ("reason", "原因码"),
    "amount": ("amount", "承诺金额"),
    "on": ("on", "承诺日"),
    "note": ("note", "备注"),
}
"""The columns of a result file by the heading of either language; amounts in yuan, days like 2026-01-31."""
NEEDED = ("key", "number", "outcome")
MOST_ROWS = 20_000


def columns_of(head: Sequence[str]) -> dict[str, int] | None:
    """Where each known column stands; None where one that is needed is missing.

    >>> columns_of(["案件号", "key", "outcome"])
    {'key': 1, 'number': 0, 'outcome': 2}
    """
    told = [one.strip().lstrip("\ufeff").lower() for one in head]
    found = {
        name: next(place for place, one in enumerate(told) if one in headings)
        for name, headings in COLUMNS.items()
        if any(one in headings for one in told)
    }
    return found if all(name in found for name in NEEDED) else None


def read_row(line: int, cells: Mapping[str, str]) -> RowIn | RowRefused:
    """A row of text as a result, or refused with its reason. Empty cells are nothing."""
    told = {name: cells.get(name, "").strip() for name in COLUMNS}
    number = told["number"][:40]
    for name in NEEDED:
        if not told[name] or len(told[name]) > 80:
            said = f"缺少或过长:{COLUMNS[name][1]}。"
            return RowRefused(line, number, "row-lacks", said, f"{name} is missing or too long.")
    amount: int | None = None
    if told["amount"]:
        try:
            amount = fen(told["amount"])
        except BadAmount:
            return RowRefused(line, number, "row-amount", "承诺金额无法识别。", "The amount cannot be read.")
    on: date | None = None
    if told["on"]:
        try:
            on = date.fromisoformat(told["on"])
        except ValueError:
            return RowRefused(line, number, "row-date", "承诺日无法识别。", "The day cannot be read.")
    return RowIn(line, told["key"], told["number"], told["outcome"], told["reason"], amount, on, told["note"])
