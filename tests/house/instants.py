"""Days taken of instants (取日): an instant is stored in UTC and judged in the house's zone, so its day is local too.

Only what the text tells can be found; see `days_of_utc`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.plan import _dotted_end, python_files

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
UTC = {"UTC", "utc"}


def days_of_utc(root: Path) -> list[str]:
    """`.date()` of an instant told in UTC (世界时取日): between midnight here and there it is the day before.

    Found are `timezone.now().date()`, `datetime.now(UTC).date()`, and the same of a name that the function bound to
    such a call and to nothing else; a parameter's zone cannot be told from the text.
    """
    found = []
    for path in python_files(root):
        if "tests" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, FUNCTIONS))]:
            instants = _utc_names(scope)
            for node in _own_nodes(scope):
                if (
                    isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
                    and not node.args and _in_utc(node.func.value, instants)
                ):  # fmt: skip
                    found.append(f"{path.relative_to(root)}:{node.lineno}: the day of UTC; take timezone.localdate()")
    return sorted(set(found))


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, without those of functions within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, FUNCTIONS):
            yield child
            yield from _own_nodes(child)


def _utc_names(scope: ast.AST) -> set[str]:
    """The names that a scope binds to an instant in UTC, every time it binds them."""
    bound: dict[str, list[bool]] = {}
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target, value in (pair for one in targets for pair in _pairs(one, node.value)):
                bound.setdefault(target, []).append(_in_utc(value, set()))
    return {name for name, instants in bound.items() if all(instants)}


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """The names an assignment binds, each with its value: `now, form = timezone.now(), request.POST`."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return [pair for one, of in zip(target.elts, value.elts, strict=True) for pair in _pairs(one, of)]
    return [(target.id, value)] if isinstance(target, ast.Name) else []


def _in_utc(value: ast.expr, instants: set[str]) -> bool:
    """Whether an expression is an instant in UTC, as far as its text tells; days added leave it one."""
    if isinstance(value, ast.Name):
        return value.id in instants
    if isinstance(value, ast.BinOp):
        return _in_utc(value.left, instants)
    if not isinstance(value, ast.Call):
        return False
    end = _dotted_end(value.func)
    if end == ("timezone", "now"):
        return True
    if isinstance(value.func, ast.Attribute) and value.func.attr == "replace":
        return _in_utc(value.func.value, instants)
    zones = [*value.args, *(one.value for one in value.keywords if one.arg == "tz")]
    return end == ("datetime", "utcnow") or (end == ("datetime", "now") and any(map(_is_utc, zones)))


def _is_utc(zone: ast.expr) -> bool:
    return (zone.id if isinstance(zone, ast.Name) else zone.attr if isinstance(zone, ast.Attribute) else "") in UTC
