"""Conditions in words (条件的文字): each fact by its name, so that a rule is read without knowing the language.

What is written is rendered, nothing is left out: the words follow the tree of the condition that decides.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Says
from huilong.rooms.compliance.rules.expression import FLAGS, parse

Named = Callable[[str], Says]
SIGNS: Mapping[type[ast.AST], str] = {
    ast.Eq: "=", ast.NotEq: "≠", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Add: "+", ast.Sub: "−",
    ast.Mult: "×",
}  # fmt: skip


@dataclass(frozen=True)
class _Tongue:
    """The words of the language of conditions in one of ours."""

    joins: tuple[str, str]
    negation: str
    among: tuple[str, str]
    any_of: str
    choice: str
    row: str
    flag: tuple[str, str]
    comma: str
    brackets: str


ZH = _Tongue((" 且 ", " 或 "), "并非{}", ("{} 属于 {}", "{} 不属于 {}"), "{}含 {} 之一", "(若 {} 则 {},否则 {})",
             "按 {} 查表({})", ("是", "否"), "、", "({})")  # fmt: skip
EN = _Tongue((" and ", " or "), "not {}", ("{} is one of {}", "{} is none of {}"), "{} hold any of {}",
             "({1} if {0}, else {2})", "by {}: ({})", ("yes", "no"), ", ", "({})")  # fmt: skip


def in_words(condition: str, named: Named) -> Says:
    """A condition in words (条件文字). `named` tells what a reader calls a fact.

    >>> called = {"calls": Says("次数", "calls"), "agreed": Says("已约定", "agreed")}
    >>> in_words("calls >= 3 and not agreed", called.__getitem__)
    Says(zh='次数 ≥ 3 且 并非已约定', en='calls ≥ 3 and not agreed')
    """
    tree = parse(condition)
    if isinstance(tree, ast.Constant):
        return Says("总是", "always") if tree.value else Says("从不", "never")
    return Says(
        _said(tree, ZH, lambda name: named(name).zh), _said(tree, EN, lambda name: named(name).en)
    )


def _said(node: ast.expr, tongue: _Tongue, named: Callable[[str], str]) -> str:
    def say(one: Any) -> str:
        return _said(one, tongue, named)

    def inside(one: ast.expr, *kinds: type[ast.expr]) -> str:
        return tongue.brackets.format(say(one)) if isinstance(one, kinds) else say(one)

    match node:
        case ast.BoolOp(op=op, values=values):
            parts = [inside(one, ast.BoolOp, ast.IfExp) for one in values]
            return tongue.joins[isinstance(op, ast.Or)].join(parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return tongue.negation.format(inside(operand, ast.BoolOp, ast.Compare, ast.UnaryOp))
        case ast.UnaryOp(operand=operand):
            return f"−{inside(operand, ast.BinOp)}"
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[right]):
            return tongue.among[isinstance(op, ast.NotIn)].format(say(left), say(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{inside(left, ast.Compare)} {SIGNS[type(op)]} {inside(right, ast.Compare)}"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{inside(left, ast.BinOp)} {SIGNS[type(op)]} {inside(right, ast.BinOp)}"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return tongue.choice.format(say(test), say(body), say(orelse))
        case ast.List(elts=elts):
            return tongue.comma.join(say(one) for one in elts)
        case ast.Subscript(value=ast.Dict(keys=keys, values=values), slice=which):
            rows = tongue.comma.join(f"{say(key)}→{say(value)}" for key, value in zip(keys, values, strict=True))
            return tongue.row.format(say(which), rows)
        case ast.Call(func=ast.Name(id="abs"), args=[one]):
            return f"|{say(one)}|"
        case ast.Call(args=[flags]):
            return tongue.any_of.format(named(FLAGS), say(flags))
        case ast.Name(id=name):
            return named(name)
        case ast.Constant(value=bool(value)):
            return tongue.flag[not value]
        case ast.Constant(value=value):
            return str(value)
    raise ValueError(type(node).__name__)
