"""What kind of value a fact is (事实类型), read from how conditions use it: nobody declares it twice."""

import ast
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.rules.expression import CLOCK, DAY, FLAGS, parse

FLAG, NUMBER, CLOCK_TIME, DATE, WORD, LIST = "flag", "number", "time", "date", "word", "list"
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
MOST = 10**15
"""Bounds every number, so that no arithmetic of a condition can fail."""
WANTED = {
    FLAG: ("是或否(true/false)", "true or false"), NUMBER: ("数字", "a number"), WORD: ("文字", "a word"),
    CLOCK_TIME: ("时刻 HH:MM", "a time HH:MM"), DATE: ("日期 2026-01-31", "a date like 2026-01-31"),
    LIST: ("列表", "a list"),
}  # fmt: skip


def kinds_of(expressions: Iterable[str]) -> dict[str, str]:
    """The kind of every fact that these conditions read; what is only ever tested for truth is a flag."""
    found: dict[str, str] = {}
    for text in expressions:
        for node in ast.walk(parse(text)):
            if isinstance(node, ast.Compare):
                _from_comparison(node, found)
            elif isinstance(node, ast.BinOp):
                for side in (node.left, node.right):
                    if isinstance(side, ast.Name):
                        found[side.id] = NUMBER
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "content_flags_any":
                found[FLAGS] = LIST
            elif isinstance(node, ast.Call) and isinstance(node.args[0], ast.Name):
                found[node.args[0].id] = NUMBER
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name):
                found[node.slice.id] = NUMBER
    for text in expressions:
        for node in ast.walk(parse(text)):
            if isinstance(node, ast.Name) and node.id not in ("abs", "content_flags_any"):
                found.setdefault(node.id, FLAG)
    return found


def _from_comparison(node: ast.Compare, found: dict[str, str]) -> None:
    sides = [node.left, *node.comparators]
    names = [side.id for side in sides if isinstance(side, ast.Name)]
    others = [side for side in sides if not isinstance(side, ast.Name)]
    isin = isinstance(node.ops[0], ast.In | ast.NotIn)
    if isin and isinstance(node.comparators[0], ast.Name):
        found[node.comparators[0].id] = LIST
        names = [name for name in names if name != node.comparators[0].id]
        for name in names:
            found.setdefault(name, WORD)
        return
    kind = NUMBER
    if isin:
        kind = WORD
    elif others:
        literal = next((one.value for one in others if isinstance(one, ast.Constant)), None)
        if any(isinstance(one, ast.List) for one in others):
            kind = LIST
        elif isinstance(literal, str):
            kind = CLOCK_TIME if CLOCK.fullmatch(literal) else DATE if DAY.fullmatch(literal) else WORD
    for name in names:
        found[name] = kind


def checked(facts: Mapping[str, Any], kinds: Mapping[str, str], where: str = "") -> dict[str, Any]:
    """The facts that are known, fractions and amounts as exact decimals; null is what nobody knows.

    A number may be told as text ("10500.00"), as amounts are. Raises Refusal `unknown-fact` for a fact that no rule
    reads and `bad-fact` for one of another kind than rules read it as; `where` goes before its path.
    """
    told = {name: value for name, value in facts.items() if value is not None}
    for name in facts:
        kind = kinds.get(name)
        if kind is None:
            raise Refusal(
                "unknown-fact", status=422, where=f"{where}facts.{name}", zh=f"没有规则使用事实 {name}。",
                en=f"No rule reads a fact {name}.", remedy_zh="请检查拼写;huilong law show 列出每条规则使用的事实。",
                remedy_en="Check its spelling; huilong law show tells which facts a rule reads.",
            )  # fmt: skip
        if name in told and not _is(kind, told[name]):
            zh, en = WANTED[kind]
            raise Refusal(
                "bad-fact", status=422, where=f"{where}facts.{name}", zh=f"事实 {name} 须为{zh}。",
                en=f"The fact {name} is {en}.",
            )  # fmt: skip
    return {name: _exact(kinds[name], value) for name, value in told.items()}


def _exact(kind: str, value: Any) -> Any:
    if kind == NUMBER and isinstance(value, float | str):
        return Decimal(str(value))
    return list(value) if kind == LIST else value


def _is(kind: str, value: Any) -> bool:
    if kind == FLAG:
        return isinstance(value, bool)
    if kind == NUMBER:
        if isinstance(value, str):
            return bool(AMOUNT.fullmatch(value))
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return False
        return value == value and -MOST <= value <= MOST
    if kind == LIST:
        return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    if not isinstance(value, str):
        return False
    if kind == CLOCK_TIME:
        return bool(CLOCK.fullmatch(value)) and value[:2] < "24" and value[3:] < "60"
    if kind == DATE:
        try:
            return date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return True
