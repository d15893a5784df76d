#!/usr/bin/env python3
"""Recheck verdicts of huilong without huilong (独立复核裁决): standard library only.

    python recheck_law.py PACK

A pack (`huilong law export`) holds rulebooks and verdicts with their facts. Each rulebook is hashed anew; each verdict
is derived anew: which rules applied that day, whether each was breached, what follows. Written apart from huilong's own
evaluator: conditions are walked as trees here. Prints the first verdict that comes out differently and ends with 1;
ends with 0 if all hold.
"""

import ast
import hashlib
import json
import operator
import re
import sys
from datetime import date
from decimal import Decimal

RANK = ["allow", "warn", "needs_approval", "block"]
COMPARE = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
RECKON = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}


class Unknown(Exception):
    """A value that depends on a fact nobody gave."""


def value(node, facts):
    """The value of an expression; raises Unknown."""
    kind = type(node)
    if kind is ast.Constant:
        return Decimal(repr(node.value)) if isinstance(node.value, float) else node.value
    if kind is ast.Name:
        if node.id not in facts:
            raise Unknown(node.id)
        told = facts[node.id]  # amounts may be told as text; no word of a condition looks like a number
        return Decimal(told) if isinstance(told, str) and AMOUNT.fullmatch(told) else told
    if kind is ast.BoolOp:
        return joined(node, facts)
    if kind is ast.UnaryOp:
        found = value(node.operand, facts)
        return not found if isinstance(node.op, ast.Not) else -found
    if kind is ast.Compare:
        return COMPARE[type(node.ops[0])](value(node.left, facts), value(node.comparators[0], facts))
    if kind is ast.BinOp:
        return RECKON[type(node.op)](value(node.left, facts), value(node.right, facts))
    if kind is ast.IfExp:
        return value(node.body if value(node.test, facts) else node.orelse, facts)
    if kind is ast.List:
        return [value(one, facts) for one in node.elts]
    if kind is ast.Subscript:
        table = {value(k, {}): value(v, {}) for k, v in zip(node.value.keys, node.value.values, strict=True)}
        row = value(node.slice, facts)
        if row not in table:
            raise Unknown("row")
        return table[row]
    if kind is ast.Call and node.func.id == "abs":
        return abs(value(node.args[0], facts))
    if kind is ast.Call and node.func.id == "content_flags_any":
        if "content_flags" not in facts:
            raise Unknown("content_flags")
        return bool(set(value(node.args[0], {})) & set(facts["content_flags"]))
    raise SystemExit(f"not of the language: {ast.dump(node)}")


def joined(node, facts):
    """And, or: one part may decide although others are unknown."""
    decides, unknown = isinstance(node.op, ast.Or), False
    for part in node.values:
        try:
            if bool(value(part, facts)) is decides:
                return decides
        except Unknown:
            unknown = True
    if unknown:
        raise Unknown("part")
    return not decides


def rules_of(files):
    """Every rule of a rulebook with its instrument, by id."""
    found = [(rule["id"], told["instrument"], rule) for told in files.values() for rule in told["rules"]]
    return sorted(found, key=lambda one: one[0])


def applies(instrument, rule, act, facts):
    """Whether a rule covers an act."""
    scope, force = rule["applies"], rule["in_force"]
    day = act["on"]
    if force["judged_by"] == "contract_date" and "contract_date" not in names(rule):
        day = facts.get("contract_date")
    among = lambda asked, covered: not asked or not covered or "any" in covered or asked in covered  # noqa: E731
    in_force = day is None or (force["from"] <= day and (force["to"] is None or day <= force["to"]))
    followed = not rule["adoption"]["needed"] or (
        rule["adoption"]["on_by_default"] if act["adopted"] is None
        else bool({"*", rule["id"], instrument["key"], instrument["title"]} & set(act["adopted"]))
    )  # fmt: skip
    return (
        act["action"] in scope["actions"] and act["jurisdiction"] == scope["jurisdiction"] and in_force and followed
        and among(act["lender_type"], scope.get("lender_types")) and among(act["product"], scope.get("products"))
    )  # fmt: skip


def names(rule):
    """The names a condition reads."""
    return {node.id for node in ast.walk(ast.parse(rule["breach_when"], mode="eval")) if isinstance(node, ast.Name)}


def derived(act, files):
    """(verdict, deciding rules, verdict of each applicable rule)."""
    facts = {name: told["value"] for name, told in act["facts"].items() if told["value"] is not None}
    evaluated = {}
    for key, instrument, rule in rules_of(files):
        if not applies(instrument, rule, act, facts):
            continue
        try:
            breached = value(ast.parse(rule["breach_when"], mode="eval").body, facts)
            evaluated[key] = rule["verdict"]["on_breach"] if breached else "allow"
        except Unknown:
            evaluated[key] = rule["verdict"]["on_missing_facts"]
    strictest = max(evaluated.values(), key=RANK.index, default="allow")
    deciding = [] if strictest == "allow" else [key for key, one in evaluated.items() if one == strictest]
    return strictest, deciding, evaluated


def main(path):
    """Check a pack; the exit code."""
    books, checked = {}, 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line, parse_float=Decimal)
            if "files" in told:
                plain = json.loads(line)["files"]
                text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
                if hashlib.sha256(text.encode()).hexdigest() != told["rulebook"]:
                    print(f"rulebook {told['rulebook']}: not what its SHA-256 says")
                    return 1
                books[told["rulebook"]] = plain
                continue
            date.fromisoformat(told["on"])
            files = books.get(told["rulebook"])
            found = derived(told, files) if files is not None else None
            if found != (told["verdict"], told["deciding"], told["evaluated"]):
                print(f"verdict {told['verdict_id']}: stored {told['verdict']}, derived {found and found[0]}")
                return 1
            checked += 1
    print(f"whole: {checked} verdicts, {len(books)} rulebooks")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
