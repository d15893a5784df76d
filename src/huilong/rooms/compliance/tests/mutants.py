"""Conditions changed on purpose (条件变异): each part turned round, each bound moved by its edge."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import replace

from huilong.rooms.compliance.queries import rulebook, verdict_of
from huilong.rooms.compliance.rules.expression import compiled
from huilong.rooms.compliance.terms import Rule

EDGES = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


def mutants(condition: str) -> Iterator[str]:
    """The conditions that come of one change to one part of this one."""
    tree = ast.parse(condition, mode="eval")
    for place, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            yield _with(tree, place, lambda one: ast.UnaryOp(ast.Not(), one))
            if type(node.ops[0]) in EDGES:
                yield _with(tree, place, _edge_moved)
        elif _is_flag(node):
            yield _with(tree, place, lambda one: ast.UnaryOp(ast.Not(), one))


def uncaught(rule: Rule) -> list[str]:
    """The mutants of a rule's condition that none of its tests notices."""
    return [one for one in mutants(rule.breach_when) if not noticed(rule, one)]


def noticed(rule: Rule, condition: str) -> bool:
    """Whether a test of the rule comes out otherwise when its condition is this one."""
    breach, reads = compiled(condition)
    wrong = replace(rule, breach=breach, reads=reads)
    return any(verdict_of(wrong, test, rulebook()).value != test["expect"] for test in rule.more["tests"])


def _is_flag(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "content_flags_any"
    return isinstance(node, ast.Name) and rulebook().fact_kinds.get(node.id) == "flag"


def _edge_moved(node: ast.Compare) -> ast.Compare:
    return ast.Compare(node.left, [EDGES[type(node.ops[0])]()], node.comparators)


def _with(tree: ast.Expression, place: int, change) -> str:
    """The condition with the node at a place changed."""
    changed = copy.deepcopy(tree)
    wanted = list(ast.walk(changed))[place]
    new = change(copy.deepcopy(wanted))

    class Put(ast.NodeTransformer):
        def visit(self, node):
            return new if node is wanted else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Put().visit(changed)))
