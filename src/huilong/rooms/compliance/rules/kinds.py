"""What kind of value a fact is (事实类型): as declared, and as conditions read it; both have to agree."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.rules.expression import CLOCK, DAY, FLAGS, compiled, parse
from huilong.rooms.compliance.terms import UNKNOWN

FLAG, NUMBER, CLOCK_TIME, DATE, WORD, LIST = "flag", "number", "time", "date", "word", "list"
SAMPLES: tuple[dict[str, Any], ...] = tuple(
    {FLAG: flag, NUMBER: number, CLOCK_TIME: "12:00", DATE: "2026-01-31", WORD: "", LIST: []}
    for flag in (False, True) for number in (0, Decimal("0.5"), 3)
)  # fmt: skip
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
MOST = 10**15
"""Bounds every number, so that no arithmetic of a condition can fail."""
WANTED = {
    FLAG: ("是或否(true/false)", "true or false"), NUMBER: ("数字", "a number"), WORD: ("文字", "a word"),
    CLOCK_TIME: ("时刻 HH:MM", "a time HH:MM"), DATE: ("日期 2026-01-31", "a date like 2026-01-31"),
    LIST: ("列表", "a list"),
}  # fmt: skip


def kinds_of(expressions: Iterable[str]) -> dict[str, str]:
    """The kind of every fact that these conditions read, for rulebooks that declare none."""
    found: dict[str, str] = {}
    for text in expressions:
        found |= {name: min(kinds) for name, kinds in readings(text).items()}
    return found


def misread(text: str, declared: Mapping[str, str]) -> str:
    """What is wrong with a condition's facts: one that is not declared, or read as another kind; "" if nothing.

    The condition is also tried on made-up facts of the declared kinds, so that what cannot be reckoned is found now.
    """
    for name, kinds in sorted(readings(text).items()):
        if name not in declared:
            return f"a fact {name} is not declared"
        if kinds != {declared[name]}:
            return f"{name} is a {declared[name]}, and not read as one"
    breach, reads = compiled(text)
    for sample in SAMPLES:
        try:
            answer = breach({name: sample[declared[name]] for name in reads})
        except (ArithmeticError, TypeError) as error:
            return str(error)
        if answer is not UNKNOWN and not isinstance(answer, bool):
            return "it is neither true nor false"
    return ""


def readings(text: str) -> dict[str, set[str]]:
    """As which kinds a condition reads each fact."""
    found: dict[str, set[str]] = {}
    tree = parse(text)
    for node in [ast.Expression(tree), *ast.walk(tree)]:
        if isinstance(node, ast.Compare):
            _from_comparison(node, found)
        for kind, sides in _asked_of(node):
            for side in sides:
                if isinstance(side, ast.Name):
                    found.setdefault(side.id, set()).add(kind)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "content_flags_any":
            found.setdefault(FLAGS, set()).add(LIST)
    return found


def _asked_of(node: ast.AST) -> Iterator[tuple[str, list[ast.expr]]]:
    """What kind a node other than a comparison wants its parts to be."""
    if isinstance(node, ast.Expression):
        yield FLAG, [node.body]
    elif isinstance(node, ast.BoolOp):
        yield FLAG, node.values
    elif isinstance(node, ast.IfExp):
        yield FLAG, [node.test]
        yield NUMBER, [node.body, node.orelse]
    elif isinstance(node, ast.UnaryOp):
        yield FLAG if isinstance(node.op, ast.Not) else NUMBER, [node.operand]
    elif isinstance(node, ast.BinOp):
        yield NUMBER, [node.left, node.right]
    elif isinstance(node, ast.Subscript):
        yield NUMBER, [node.slice]
    elif isinstance(node, ast.Call):
        yield NUMBER, node.args


def _from_comparison(node: ast.Compare, found: dict[str, set[str]]) -> None:
    sides = [node.left, *node.comparators]
    isin = isinstance(node.ops[0], ast.In | ast.NotIn)
    if isin and isinstance(node.comparators[0], ast.Name):
        found.setdefault(node.comparators[0].id, set()).add(LIST)
        sides = [node.left]
    kind = NUMBER
    if isin:
        kind = WORD
    elif any(isinstance(one, ast.List) for one in sides):
        kind = LIST
    else:
        literal = next((one.value for one in sides if isinstance(one, ast.Constant)), None)
        if isinstance(literal, str):
            kind = CLOCK_TIME if CLOCK.fullmatch(literal) else DATE if DAY.fullmatch(literal) else WORD
    for side in sides:
        if isinstance(side, ast.Name):
            found.setdefault(side.id, set()).add(kind)


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
