"""What may be learned of a borrower (客户情况): the form of each kind's value. Plain JSON, so that it can be sealed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.terms import LearnedKind, Residence

MOST_OF_A_TEXT = 60
MOST_INCOME_FEN = 1_000_000_000
"""Ten million yuan a month: beyond it somebody typed fen for yuan."""


def checked(kind: LearnedKind, value: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The value of a kind as it is kept (规范化); Refusal `learned-unreadable` for one that cannot be.

    Income: `fen` a month. Residence: `type` (a Residence) and `since` (ISO date, or empty), not after `on`. Employer
    and occupation: `name`, one line.

    >>> checked(LearnedKind.INCOME, {"fen": 800_000}, date(2026, 6, 30))
    {'fen': 800000}
    >>> checked(LearnedKind.EMPLOYER, {"name": " 河畔物流 "}, date(2026, 6, 30))
    {'name': '河畔物流'}
    """
    try:
        if kind is LearnedKind.INCOME:
            return {"fen": _income(value["fen"])}
        if kind is LearnedKind.RESIDENCE:
            return {"type": Residence(value["type"]).value, "since": _since(value.get("since") or "", on)}
        return {"name": _text(value["name"])}
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            "learned-unreadable", status=422, where="value", zh="内容无法识别。", en="This cannot be read.",
            remedy_zh="收入填金额(元/月);居住选类型,起始日不晚于当天;单位、职业填一行文字。",
            remedy_en="An income is an amount a month; a residence its type and a day not to come; the rest one line.",
        ) from error  # fmt: skip


def _income(fen: Any) -> int:
    if not isinstance(fen, int) or isinstance(fen, bool) or not 0 <= fen <= MOST_INCOME_FEN:
        raise ValueError("no income")
    return fen


def _since(text: str, on: date) -> str:
    if not text:
        return ""
    since = date.fromisoformat(text)
    if since > on:
        raise ValueError("a day to come")
    return since.isoformat()


def _text(text: str) -> str:
    kept = text.strip()
    if not kept or len(kept) > MOST_OF_A_TEXT or not kept.isprintable():
        raise ValueError("not one line")
    return kept
