"""What holds a condition (规则自测): tests that a rule carries, and changes of the condition that they must notice."""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from huilong.rooms.compliance.rules.expression import compiled
from huilong.rooms.compliance.rules.kinds import FLAG, checked
from huilong.rooms.compliance.rules.may import applies, judge
from huilong.rooms.compliance.terms import Act, Rule, Verdict

TEST_DAY = date(2026, 9, 1)
EDGES: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
Kinds = Mapping[str, str]


def verdict_of(rule: Rule, test: Mapping[str, Any], kinds: Kinds) -> Verdict:
    """What one rule says to a test it carries (测试结果); a test without a day is of a day when the rule is in force.

    `kinds` are those of the declared facts. Raises Refusal for a fact that is not declared, or of another kind.
    """
    day = test.get("on") or max(rule.starts, min(TEST_DAY, rule.ends or TEST_DAY))
    act = Act(test["action"], day, rule.jurisdiction, test.get("lender_type"), test.get("product"), ("*",), rule.id,
              checked(test["facts"], kinds))  # fmt: skip
    return judge(rule, act).verdict if applies(rule, act) else Verdict.NOT_APPLICABLE


def turned_round(condition: str) -> str:
    """A condition that says the opposite of this one (条件取反)."""
    return f"not ({condition})"


def mutants(condition: str, kinds: Kinds) -> Iterator[str]:
    """The conditions that come of one change to one part of this one (条件变异): turned round, or its bound moved."""
    tree = ast.parse(condition, mode="eval")
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            yield _with(tree, place, lambda one: ast.UnaryOp(ast.Not(), one))
            if type(node.ops[0]) in EDGES:
                yield _with(tree, place, _edge_moved)
        elif _is_flag(node, kinds):
            yield _with(tree, place, lambda one: ast.UnaryOp(ast.Not(), one))


def uncaught(rule: Rule, kinds: Kinds) -> list[str]:
    """The mutants of a rule's condition that none of its tests notices."""
    return [one for one in mutants(rule.breach_when, kinds) if not noticed(rule, one, kinds)]


def noticed(rule: Rule, condition: str, kinds: Kinds) -> bool:
    """Whether a test of the rule comes out otherwise when its condition is this one."""
    breach, reads = compiled(condition)
    wrong = replace(rule, breach=breach, reads=reads)
    return any(verdict_of(wrong, test, kinds).value != test["expect"] for test in rule.more["tests"])


def _is_flag(node: ast.AST, kinds: Kinds) -> bool:
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "content_flags_any"
    return isinstance(node, ast.Name) and kinds.get(node.id) == FLAG


def _edge_moved(node: Any) -> ast.expr:
    return ast.Compare(node.left, [EDGES[type(node.ops[0])]()], node.comparators)


def _with(tree: ast.Expression, place: int, change: Callable[[Any], ast.expr]) -> str:
    """The condition with the node at a place changed."""
    changed = copy.deepcopy(tree)
    wanted = list(ast.walk(changed))[place]
    new = change(copy.deepcopy(wanted))

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is wanted else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Put().visit(changed)))
