"""Rendering (成文): a template's text and the values of its variables become what somebody reads, in one pass.

A variable is `{name}` or `{name:kind}`; every other brace is refused, so a rendered text has none. A value is written
by its kind and put on one line without braces, so it can neither bring variables nor lines of its own.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.money import grouped, is_fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.terms import VariableKind

VARIABLES: dict[str, VariableKind] = {
    "borrower_name": VariableKind.NAME, "person_name": VariableKind.NAME, "lender_name": VariableKind.NAME,
    "agency_name": VariableKind.NAME, "sender_name": VariableKind.NAME, "loan_id": VariableKind.TEXT,
    "case_number": VariableKind.TEXT, "product": VariableKind.TEXT, "vehicle": VariableKind.TEXT,
    "letter_number": VariableKind.TEXT, "overdue_amount": VariableKind.MONEY,
    "outstanding_principal": VariableKind.MONEY, "due_date": VariableKind.DAY, "today": VariableKind.DAY,
    "days_past_due": VariableKind.NUMBER, "hotline": VariableKind.PHONE,
}  # fmt: skip
"""The variables the house can fill (变量), and what each holds. Nothing else may stand in a template."""

LONGEST = {
    VariableKind.TEXT: 40, VariableKind.MONEY: 16, VariableKind.DAY: 11, VariableKind.NUMBER: 6,
    VariableKind.PHONE: 16, VariableKind.NAME: 20,
}  # fmt: skip
"""The most characters a value is written with; a longer text or name ends in an ellipsis."""

_SLOT = re.compile(r"\{([a-z][a-z_]*)(?::([a-z]+))?\}")
_BRACES = str.maketrans({"{": "(", "}": ")", "\uff5b": "(", "\uff5d": ")"})


@dataclass(frozen=True)
class Slot:
    """A place in a text where a variable stands (变量位置): its name, and its offset in the text."""

    name: str
    at: int


def parts(text: str, where: str = "body") -> list[str | Slot]:
    """A template's text as literal pieces and slots. Raises Refusal `bad-brace`, `unknown-variable`, `wrong-type`.

    >>> parts("Hello {borrower_name}.")
    ['Hello ', Slot(name='borrower_name', at=6), '.']
    """
    found: list[str | Slot] = []
    end = 0
    for slot in _SLOT.finditer(text):
        found.append(_literal(text, end, slot.start(), where))
        name, kind = slot.group(1), slot.group(2)
        if name not in VARIABLES:
            raise _refusal("unknown-variable", text, slot.start(), where, f"没有变量 {name}", f"no variable {name}")
        if kind and kind != VARIABLES[name].value:
            known = VARIABLES[name].value
            raise _refusal("wrong-type", text, slot.start(), where, f"{name} 的类型是 {known}", f"{name} is {known}")
        found.append(Slot(name, slot.start()))
        end = slot.end()
    found.append(_literal(text, end, len(text), where))
    return [one for one in found if one]


def variables(text: str, where: str = "body") -> frozenset[str]:
    """The names of the variables in a text; raises what `parts` does."""
    return frozenset(one.name for one in parts(text, where) if isinstance(one, Slot))


def longest(text: str, where: str = "body") -> int:
    """How many characters a template's text may come to at most."""
    return sum(LONGEST[VARIABLES[one.name]] if isinstance(one, Slot) else len(one) for one in parts(text, where))


def render(text: str, values: Mapping[str, Any], language: str, where: str = "body") -> str:
    """The text with its values. Raises Refusal `value-missing`, `wrong-type` and what `parts` does.

    >>> render("逾期 {overdue_amount:money} 元", {"overdue_amount": 2282735}, "zh-hans")
    '逾期 22,827.35 元'
    """
    said = []
    for one in parts(text, where):
        if isinstance(one, str):
            said.append(one)
            continue
        if values.get(one.name) in (None, ""):
            raise _refusal("value-missing", text, one.at, where, f"缺少 {one.name}", f"{one.name} is not known")
        try:
            said.append(written(VARIABLES[one.name], values[one.name], language))
        except TypeError:
            kind = VARIABLES[one.name].value
            raise _refusal("wrong-type", text, one.at, where, f"{one.name} 须为 {kind}",
                           f"{one.name} has to be {kind}") from None  # fmt: skip
    return "".join(said)


def written(kind: VariableKind, value: Any, language: str) -> str:
    """A value as a message writes it (书写). TypeError for a value of another kind.

    >>> written(VariableKind.DAY, date(2026, 6, 30), "zh-hans"), written(VariableKind.NAME, "林\\n{x}", "en")
    ('2026年6月30日', '林 (x)')
    """
    if kind is VariableKind.MONEY:
        if not is_fen(value):
            raise TypeError(value)
        return grouped(value)
    if kind is VariableKind.DAY:
        if type(value) is not date:
            raise TypeError(value)
        return f"{value.year}年{value.month}月{value.day}日" if language.startswith("zh") else value.isoformat()
    if kind is VariableKind.NUMBER:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(value)
        return str(value)
    if not isinstance(value, str):
        raise TypeError(value)
    plain = _on_one_line(value)
    if kind is VariableKind.PHONE:
        plain = "".join(mark for mark in plain if mark.isdecimal() or mark in "+- ")
    return plain if len(plain) <= LONGEST[kind] else plain[: LONGEST[kind] - 1] + "…"


def blanked(text: str, where: str = "body") -> str:
    """The text with blanks where variables stand: places stay, and the names of variables say nothing."""
    parts(text, where)
    return _SLOT.sub(lambda slot: "\x00" * len(slot.group()), text)


def place_of(text: str, at: int, where: str = "body") -> str:
    """Line and column of an offset, from 1: `body:2:17`."""
    line = text.count("\n", 0, at)
    return f"{where}:{line + 1}:{at - (text.rfind(chr(10), 0, at) + 1) + 1}"


def _on_one_line(value: str) -> str:
    kept = "".join(" " if unicodedata.category(mark) in ("Cc", "Cf", "Zl", "Zp", "Cs") else mark for mark in value)
    return " ".join(kept.translate(_BRACES).split())


def _literal(text: str, start: int, end: int, where: str) -> str:
    for at in range(start, end):
        if text[at] in "{}":
            raise _refusal("bad-brace", text, at, where, "花括号只用于变量", "a brace stands only around a variable")
    return text[start:end]


def _refusal(code: str, text: str, at: int, where: str, zh: str, en: str) -> Refusal:
    place = place_of(text, at, where)
    return Refusal(
        code, status=422, where=place, zh=f"{place}:{zh}。", en=f"{place}: {en}.",
        remedy_zh=f"可用变量:{'、'.join(VARIABLES)}。", remedy_en=f"Variables are {', '.join(VARIABLES)}.",
    )  # fmt: skip
