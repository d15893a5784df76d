"""What a form says (表单输入): a day, an amount or a choice read as a value, or refused with its field."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.shell.filters import read_value

Value = TypeVar("Value")
Form = Mapping[str, str]
"""What was sent: a form or a query, of which one field is read by its name."""
SHOWN = 40
"""How much of what cannot be read is told back."""


def typed_or_none(read: Callable[[Form, str], Value], form: Form, name: str) -> Value | None:
    """What `read` makes of a field that may be left empty."""
    return read(form, name) if form.get(name, "").strip() else None


def typed_day(form: Form, name: str) -> date:
    """A day like 2026-01-31. Raises Refusal `bad-date` with the field."""
    text = form.get(name, "").strip()
    try:
        found: date = read_value("date", text)
    except ValueError:
        raise Refusal(
            "bad-date", status=422, where=name, zh=f"无法识别的日期:{text[:SHOWN]}。",
            en=f"This is not a date: {text[:SHOWN]}.",
            remedy_zh="请使用 2026-01-31 这样的格式。", remedy_en="Write it like 2026-01-31.",
        ) from None  # fmt: skip
    return found


def typed_amount(form: Form, name: str) -> Fen:
    """An amount in yuan as fen. Raises Refusal `bad-amount` with the field."""
    text = form.get(name, "").strip()
    try:
        found: Fen = read_value("money", text)
    except ValueError:
        raise Refusal(
            "bad-amount", status=422, where=name, zh=f"无法识别的金额:{text[:SHOWN]}。",
            en=f"This is not an amount: {text[:SHOWN]}.",
            remedy_zh="请使用 1234.56 这样的格式。", remedy_en="Write it like 1234.56.",
        ) from None  # fmt: skip
    return found


def typed_member(among: type[Enum], form: Form, name: str) -> Any:
    """The member of an enum a form names. Raises Refusal `no-choice` with the field."""
    text = form.get(name, "")
    if text not in [one.value for one in among]:
        raise Refusal(
            "no-choice", status=422, where=name, zh="请从列表中选择。", en="Choose one of the list.",
            remedy_zh="请刷新页面后重新选择。", remedy_en="Reload the page and choose again.",
        )  # fmt: skip
    return among(text)
