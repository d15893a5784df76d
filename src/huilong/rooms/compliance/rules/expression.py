"""Conditions of rules (规则条件): a small language over named facts, three-valued.

Only and, or, not, comparisons, `in`, + - *, literals of lists and tables, `x if c else y`, `abs(…)`,
`content_flags_any([…])`. What is not known stays unknown (Kleene 1952): `false and unknown` is false, `true and
unknown` is unknown. Fractions are exact decimals. An expression is read once and compiled to closures; there is no
other way to evaluate one, so what a screen explains is what decided.
"""

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from huilong.rooms.compliance.terms import UNKNOWN, Facts

Value = Callable[[Facts], Any]
CLOCK = re.compile(r"\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FLAGS = "content_flags"

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
}  # fmt: skip


class BadExpression(ValueError):
    """A condition that is not of the language, with the reason."""


def parse(text: str) -> ast.expr:
    """The tree of a condition. Raises BadExpression."""
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise BadExpression(f"cannot be read: {error.msg}") from error


def compiled(text: str) -> tuple[Value, frozenset[str]]:
    """A condition as a function of facts, and the names of the facts it reads. Raises BadExpression.

    >>> breach, reads = compiled("calls >= 3 and not agreed")
    >>> breach({"calls": 2}), breach({"calls": 3}), breach({"calls": 3, "agreed": False})
    (False, unknown, True)
    """
    tree = parse(text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"abs", "content_flags_any"}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return _value(tree), frozenset(names | ({FLAGS} if "content_flags_any" in called else set()))


def _value(node: ast.expr) -> Value:
    build = _BUILD.get(type(node))
    if build is None:
        raise BadExpression(f"{type(node).__name__} is not of the language")
    return build(node)


def _constant(node: Any) -> Value:
    constant = _exact(node.value)
    return lambda facts: constant


def _name(node: Any) -> Value:
    name = node.id
    return lambda facts: facts.get(name, UNKNOWN)


def _all_or_any(node: Any) -> Value:
    parts = [_value(part) for part in node.values]
    decides = isinstance(node.op, ast.Or)

    def joined(facts: Facts) -> Any:
        sure = True
        for part in parts:
            found = part(facts)
            if found is decides:
                return decides
            if found is UNKNOWN:
                sure = False
        return (not decides) if sure else UNKNOWN

    return joined


def _unary(node: Any) -> Value:
    inner = _value(node.operand)
    if isinstance(node.op, ast.USub):
        return lambda facts: UNKNOWN if (found := inner(facts)) is UNKNOWN else -found
    if not isinstance(node.op, ast.Not):
        raise BadExpression(f"{type(node.op).__name__} is not of the language")
    return lambda facts: UNKNOWN if (found := inner(facts)) is UNKNOWN else not found


def _compare(node: Any) -> Value:
    if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARE:
        raise BadExpression("one comparison at a time")
    left, right, judge = _value(node.left), _value(node.comparators[0]), _COMPARE[type(node.ops[0])]

    def compared(facts: Facts) -> Any:
        a, b = left(facts), right(facts)
        return UNKNOWN if a is UNKNOWN or b is UNKNOWN else judge(a, b)

    return compared


def _arithmetic(node: Any) -> Value:
    if type(node.op) not in _ARITHMETIC:
        raise BadExpression(f"{type(node.op).__name__} is not of the language")
    left, right, reckon = _value(node.left), _value(node.right), _ARITHMETIC[type(node.op)]

    def reckoned(facts: Facts) -> Any:
        a, b = left(facts), right(facts)
        return UNKNOWN if a is UNKNOWN or b is UNKNOWN else reckon(a, b)

    return reckoned


def _choice(node: Any) -> Value:
    test, yes, no = _value(node.test), _value(node.body), _value(node.orelse)

    def chosen(facts: Facts) -> Any:
        which = test(facts)
        return UNKNOWN if which is UNKNOWN else yes(facts) if which else no(facts)

    return chosen


def _list(node: Any) -> Value:
    constants = [_literal(one) for one in node.elts]
    return lambda facts: constants


def _row_of(node: Any) -> Value:
    """A table literal asked for one row; a row that is not there is unknown."""
    if not isinstance(node.value, ast.Dict):
        raise BadExpression("only a table can be asked for a row")
    table = {_literal(key): _literal(value) for key, value in zip(node.value.keys, node.value.values, strict=True)}
    which = _value(node.slice)
    return lambda facts: UNKNOWN if (key := which(facts)) is UNKNOWN else table.get(key, UNKNOWN)


def _call(node: Any) -> Value:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords or len(node.args) != 1 or name not in ("abs", "content_flags_any"):
        raise BadExpression("only abs(…) and content_flags_any([…]) can be called")
    inner = _value(node.args[0])
    if name == "abs":
        return lambda facts: UNKNOWN if (found := inner(facts)) is UNKNOWN else abs(found)
    wanted = frozenset(inner({}))

    def flagged(facts: Facts) -> Any:
        flags = facts.get(FLAGS, UNKNOWN)
        return UNKNOWN if flags is UNKNOWN else not wanted.isdisjoint(flags)

    return flagged


def _literal(node: ast.expr | None) -> Any:
    if not isinstance(node, ast.Constant):
        raise BadExpression("lists and tables hold literals only")
    return _exact(node.value)


def _exact(value: Any) -> Any:
    """A fraction as the decimal it is written as, so that 4 × 3.85 % is 15.4 %."""
    return Decimal(repr(value)) if isinstance(value, float) else value


_BUILD: dict[type[ast.expr], Callable[[Any], Value]] = {
    ast.Constant: _constant, ast.Name: _name, ast.BoolOp: _all_or_any, ast.UnaryOp: _unary, ast.Compare: _compare,
    ast.BinOp: _arithmetic, ast.IfExp: _choice, ast.List: _list, ast.Subscript: _row_of, ast.Call: _call,
}  # fmt: skip
