"""A rulebook from its files (规则集读取): every key is known, every condition compiles, every fact has a kind.

What is wrong is refused with the file, the rule and the key, so that whoever edits a file finds the place.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.compliance.rules.expression import BadExpression, compiled
from huilong.rooms.compliance.rules.kinds import DATE, kinds_of, misread
from huilong.rooms.compliance.rules.may import CONTRACT, RANK
from huilong.rooms.compliance.terms import Confidence, Instrument, Rule, Rulebook, Verdict

NEEDED = {"id", "title", "clause", "binding", "status", "in_force", "adoption", "applies", "kind", "requires",
          "breach_when", "verdict", "says", "tests"}  # fmt: skip
MORE = {"title_zh", "instrument", "exceptions", "proof", "sources", "notes"}
PARTS: dict[str, set[str]] = {
    "clause": {"article", "verified", "confidence"}, "in_force": {"from", "to", "judged_by"},
    "adoption": {"needed", "on_by_default"}, "applies": {"jurisdiction", "actions"},
    "verdict": {"on_breach", "on_missing_facts"}, "says": {"zh", "en"},
}  # fmt: skip
OPTIONAL: dict[str, set[str]] = {
    "clause": {"note"}, "applies": {"lender_types", "products", "stages", "counterparties"},
}  # fmt: skip
KINDS = ("gate", "compute", "deadline")
HOUSE, HOUSE_BINDING = "house", "lender_policy"
TIGHTENS = (Verdict.WARN, Verdict.NEEDS_APPROVAL, Verdict.BLOCK)
"""What may follow from a breached house rule: the house adds to the law and takes nothing away."""
ANCHORS = ("event_date", CONTRACT)


def read_book(files: Mapping[str, Any], version: str, declared: Mapping[str, str] | None = None) -> Rulebook:
    """The rulebook of files (`cn/civil-code.yaml` → what YAML says). Raises Refusal `bad-rulebook`.

    `declared`: the kind of each fact; None for a rulebook kept from before, whose facts are as its conditions read.
    """
    rules: list[Rule] = []
    for name, told in sorted(files.items()):
        if not isinstance(told, dict) or set(told) != {"instrument", "rules"}:
            raise _bad(name, "", "an instrument and its rules")
        unlike = sorted({"key", "title", "title_en"} ^ (set(told["instrument"]) - {"also"}))
        if unlike:
            raise _bad(name, "", f"instrument.{unlike[0]}")
        for raw in told["rules"]:
            rules.append(_rule(name, told["instrument"], raw))
            if wrong := misread(rules[-1].breach_when, declared) if declared is not None else "":
                raise _bad(name, rules[-1].id, f"breach_when: {wrong}")
    ordered = tuple(sorted(rules, key=lambda one: (one.id, one.starts)))
    for one, other in pairwise(ordered):
        _refuse_twins(one, other)
    by_action: dict[str, list[Rule]] = {}
    for rule in ordered:
        for action in rule.actions:
            by_action.setdefault(action, []).append(rule)
    kinds = declared if declared is not None else kinds_of([rule.breach_when for rule in ordered]) | {CONTRACT: DATE}
    found = {name: tuple(rules) for name, rules in by_action.items()}
    return Rulebook(version, digest(files), ordered, kinds, found, files)


def digest(files: Mapping[str, Any]) -> str:
    """The SHA-256 of what the rules say, however their files are laid out: canonical JSON, keys sorted."""
    text = json.dumps(files, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _rule(name: str, instrument: Mapping[str, Any], raw: Mapping[str, Any]) -> Rule:
    key = str(raw.get("id", "?")) if isinstance(raw, Mapping) else "?"
    _refuse_unlike(name, key, raw)
    try:
        breach, reads = compiled(raw["breach_when"])
        verdicts = [Verdict(raw["verdict"][part]) for part in ("on_breach", "on_missing_facts")]
        confidence = Confidence(raw["clause"]["confidence"])
    except BadExpression as error:
        raise _bad(name, key, f"breach_when: {error}") from error
    except ValueError as error:
        raise _bad(name, key, str(error)) from error
    applies, force = raw["applies"], raw["in_force"]
    if verdicts[1] not in RANK or RANK[verdicts[1]] < RANK[Verdict.NEEDS_APPROVAL]:
        raise _bad(name, key, "verdict.on_missing_facts: what is not known never allows")
    if name.partition("/")[0] == HOUSE:
        _refuse_softer(name, key, raw["binding"], verdicts[0])
    if raw["kind"] not in KINDS or force["judged_by"] not in ANCHORS or not isinstance(force["from"], date):
        raise _bad(name, key, "kind, in_force.judged_by or in_force.from")
    return Rule(
        id=key, title=Says(raw.get("title_zh", raw["title"]), raw["title"]),
        jurisdiction=applies["jurisdiction"], clause=raw["clause"]["article"],
        instrument=Instrument(
            instrument["key"], instrument["title"], raw["binding"], name.partition("/")[0],
            (instrument["title"], instrument.get("title_en", ""), *instrument.get("also", ())),
        ),
        verified=raw["clause"]["verified"], confidence=confidence, starts=force["from"], ends=force["to"],
        anchor=force["judged_by"], lender_types=_set(applies, "lender_types"), products=_set(applies, "products"),
        actions=_set(applies, "actions"), needs_adoption=raw["adoption"]["needed"],
        enabled=raw["adoption"]["on_by_default"], kind=raw["kind"], requires=raw["requires"],
        breach_when=raw["breach_when"], on_breach=verdicts[0], on_missing=verdicts[1],
        says=Says(raw["says"]["zh"], raw["says"]["en"]),
        cited=raw.get("instrument", ""), reads=reads, breach=breach, more=raw,
    )  # fmt: skip


def _refuse_softer(name: str, key: str, binding: str, on_breach: Verdict) -> None:
    """A house rule only tightens, and does not pass for law."""
    if on_breach not in TIGHTENS:
        raise _bad(name, key, "verdict.on_breach: a house rule only tightens")
    if binding != HOUSE_BINDING:
        raise _bad(name, key, f"binding: a house rule is {HOUSE_BINDING}")


def _refuse_twins(one: Rule, other: Rule) -> None:
    """Only versions of a house rule share an id, and only one after another: nothing of the house stands in for law."""
    if one.id != other.id:
        return
    if {one.instrument.book, other.instrument.book} != {HOUSE}:
        raise _bad("", one.id, "a rule's id once")
    if one.ends is None or one.ends >= other.starts or CONTRACT in (one.anchor, other.anchor):
        raise _bad("", one.id, "in_force: versions of a rule follow one another, by the day of the act")


def _refuse_unlike(name: str, key: str, raw: Mapping[str, Any]) -> None:
    """Refuse a rule with a key too few or too many, or a part that is empty."""
    if not isinstance(raw, Mapping):
        raise _bad(name, key, "a rule")
    wrong = sorted((NEEDED - set(raw)) | (set(raw) - NEEDED - MORE))
    if wrong:
        raise _bad(name, key, ", ".join(wrong))
    for part, wanted in PARTS.items():
        told = raw[part] if isinstance(raw[part], Mapping) else {}
        wrong = sorted((wanted - set(told)) | (set(told) - wanted - OPTIONAL.get(part, set())))
        if wrong:
            raise _bad(name, key, f"{part}.{wrong[0]}")
    if not all(str(raw["says"][language]).strip() for language in ("zh", "en")) or not raw["applies"]["actions"]:
        raise _bad(name, key, "says, applies.actions")


def _set(applies: Mapping[str, Any], part: str) -> frozenset[str]:
    found: Sequence[str] = applies.get(part) or ()
    return frozenset(found)


def _bad(name: str, rule: str, what: str) -> Refusal:
    return Refusal(
        "bad-rulebook", status=422, where=f"{name} {rule}".strip(), zh=f"规则文件有误:{what}。",
        en=f"A rulebook file is wrong: {what}.", remedy_zh="请对照 docs/how-to/law.md 修改此处。",
        remedy_en="Mend it there; docs/how-to/law.md tells the format.",
    )  # fmt: skip
