"""JSON Decision Model (JDM, the format of zen-engine): a table given to it, and its decision tables taken in.

Numbers go as the integers of the house (fen, parts per million, days), so that nothing is rounded on the way.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables.plain import Plain
from huilong.kernel.tables.terms import HIGH, LOW, NUMBERS, Cell, Column, DecisionTable, Span, Value


def jdm_of(table: DecisionTable) -> Plain:
    """A table as a JDM graph of input, table, output (导出 JDM)."""
    rules = []
    for row, rule in enumerate(table.rules):
        told: dict[str, Any] = {"_id": f"r{row}"}
        if rule.note:
            told["_description"] = rule.note
        told |= {one.name: _unary(cell, one) for one, cell in zip(table.columns, rule.when, strict=True)}
        told |= {one.name: _literal(value) for one, value in zip(table.outcomes, rule.then, strict=True)}
        rules.append(told)
    content = {
        "hitPolicy": table.hit.value,
        "inputs": [{"id": one.name, "name": one.says.en, "field": one.name} for one in table.columns],
        "outputs": [{"id": one.name, "name": one.says.en, "field": one.name} for one in table.outcomes],
        "rules": rules,
    }
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "case", "position": {"x": 0, "y": 0}},
            {"id": "table", "type": "decisionTableNode", "name": table.name, "position": {"x": 300, "y": 0},
             "content": content},
            {"id": "out", "type": "outputNode", "name": "treatment", "position": {"x": 600, "y": 0}},
        ],
        "edges": [
            {"id": "e1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "e2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ],
    }  # fmt: skip


def _unary(cell: Cell, column: Column) -> str:
    """A cell as zen's unary test, `$` being the value. zen compares nothing with null, and nests no `and` within `or`:
    so null comes first in a list of alternatives, or is ruled out first in a chain of `and`."""
    if not cell.spans and not cell.words:
        return "null" if not cell.negated else "" if cell.unknown else "$ != null"
    if column.type not in NUMBERS:
        words = [_literal(_word(word, column)) for word in sorted(cell.words)]
        if cell.negated:
            return " and ".join(["$ != null", *(f"$ != {word}" for word in words)])
        return ", ".join((["null"] if cell.unknown else []) + words)
    spans = _others(cell.spans) if cell.negated else cell.spans
    if cell.unknown:
        return ", ".join(["null", *(_alternative(span) for span in spans)])
    if not spans:
        return "$ != null and $ == null"
    holes = [f"$ not in [{one.high + 1}..{other.low - 1}]" for one, other in pairwise(spans)]
    return " and ".join(["$ != null", *_ends(spans[0].low, spans[-1].high), *holes])


def _others(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """What spans in order leave out."""
    lows = [LOW, *(span.high + 1 for span in spans)]
    highs = [*(span.low - 1 for span in spans), HIGH]
    return tuple(Span(low, high) for low, high in zip(lows, highs, strict=True) if low <= high)


def _alternative(span: Span) -> str:
    if span.low == LOW:
        return f"<= {span.high}"
    return f">= {span.low}" if span.high == HIGH else f"[{span.low}..{span.high}]"


def _ends(low: int, high: int) -> list[str]:
    return [f"$ >= {low}"] * (low != LOW) + [f"$ <= {high}"] * (high != HIGH)


def _word(word: str, column: Column) -> Value:
    return word if column.type.value != "bool" else word == "true"


def _literal(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else str(value)


def jdm_rules(graph: Mapping[str, Any], table: DecisionTable) -> list[Plain]:
    """The rules of the first decision table of a JDM graph, for a table of the house's columns (导入 JDM).

    What a simple unary test says (`[1..30]`, `>= 60`, `"M1", "M2"`, `null`) is taken over; a cell that holds an
    expression stays as it is written, and shows as a problem in its place. Raises Refusal `bad-jdm`.
    """
    nodes = [one for one in graph.get("nodes", ()) if one.get("type") == "decisionTableNode"]
    if not nodes:
        raise Refusal(
            "bad-jdm", status=422, zh="文件中没有决策表节点。", en="There is no decision table in the file.",
            remedy_zh="请导出含 decisionTableNode 的 JDM。", remedy_en="Export a JDM with a table node.",
        )  # fmt: skip
    content = nodes[0].get("content", {})
    fields = {one["id"]: one.get("field") or one["name"] for one in (*content["inputs"], *content["outputs"])}
    asked, given = {one.name for one in table.columns}, {one.name for one in table.outcomes}
    return [
        {
            "when": {fields[k]: _plain_cell(v) for k, v in rule.items() if fields.get(k) in asked and str(v).strip()},
            "then": {fields[k]: _plain_cell(v) for k, v in rule.items() if fields.get(k) in given and str(v).strip()},
            **({"note": str(rule["_description"])} if rule.get("_description") else {}),
        }
        for rule in content.get("rules", ())
    ]  # fmt: skip


def _plain_cell(text: Any) -> str:
    return str(text).replace('"', "").replace("'", "").strip()
