"""A draft of a house rule checked (规则草稿检查): may it be handed in? The same at the desk and on the command line."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.compliance.rules.expression import BadExpression, parse
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.proving import noticed, turned_round, uncaught, verdict_of
from huilong.rooms.compliance.rules.reading import HOUSE, HOUSE_BINDING, read_book
from huilong.rooms.compliance.rules.shape import bad, parsed
from huilong.rooms.compliance.rules.versions import FILE, POLICY
from huilong.rooms.compliance.terms import Rule, Rulebook, Verdict

__all__ = ["Tested", "Trial", "drafted", "parsed", "trial"]
DEEPEST = 30


@dataclass(frozen=True)
class Tested:
    """A test the draft carries and how it came out (测试结果); `why` where it could not be asked at all."""

    name: str
    action: str
    facts: Mapping[str, Any]
    expect: Verdict
    got: Verdict | None
    breached: bool = False
    why: Says | None = None

    @property
    def passed(self) -> bool:
        """Whether it came out as expected."""
        return self.got is self.expect


@dataclass(frozen=True)
class Trial:
    """What checking a draft told (检查结果): the rule, each test, what keeps it from being handed in, and what no test
    holds (changes of the condition that none of the tests notices; a hint, not an obstacle)."""

    rule: Rule
    raw: Mapping[str, Any]
    tests: tuple[Tested, ...]
    lacking: tuple[Says, ...]
    unheld: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether it may be handed in."""
        return not self.lacking


def drafted(text: str, book: Rulebook) -> Rule:
    """The rule a draft's text says, read as the rulebook would read it. Raises Refusal with the place of what is wrong:
    `bad-draft`, `bad-rulebook`, and `not-a-house-rule` for an id that a law's rule has."""
    return _read(parsed(text), book)


def trial(text: str, book: Rulebook) -> Trial:
    """A draft checked against a rulebook (检查草稿). Raises what `drafted` raises."""
    raw = parsed(text)
    rule = _read(raw, book)
    tests = tuple(_tested(rule, test, book) for test in raw["tests"])
    asked = all(one.got is not None for one in tests)
    lacking = [*_failing(tests), *_one_sided(tests)]
    if asked and rule.reads and not noticed(rule, turned_round(rule.breach_when), book.fact_kinds):
        lacking.append(
            Says("条件取反后测试仍全部通过,测试守不住条件", "Its tests pass with the condition turned round")
        )
    if not rule.reads:
        lacking.append(Says("条件不读任何事实", "Its condition reads no fact"))
    return Trial(rule, raw, tests, tuple(lacking), tuple(uncaught(rule, book.fact_kinds)) if asked else ())


def _read(raw: Mapping[str, Any], book: Rulebook) -> Rule:
    key = raw.get("id", "")
    law = next((one for one in book.rules if one.id == key and one.instrument.book != HOUSE), None)
    if law is not None:
        raise Refusal(
            "not-a-house-rule", status=422, where="id", rule=key,
            zh=f"{key} 是{law.instrument.title}的规则,本机构不得改动。",
            en=f"{key} is a rule of {law.instrument.title}; the house cannot change it.",
            remedy_zh="本机构只能另立规则加严。", remedy_en="The house may only add a stricter rule of its own.",
        )  # fmt: skip
    if raw.get("binding") != HOUSE_BINDING:
        raise bad("binding", f"须为 {HOUSE_BINDING}", HOUSE_BINDING)
    _refuse_unknown(raw, book)
    _refuse_deep(raw.get("breach_when", ""))
    try:
        alone = {FILE: {"instrument": book.files[POLICY]["instrument"], "rules": [raw]}}
        read = read_book(alone, book.version, book.fact_kinds)
    except KeyError as error:  # a part left out; parts of parts are missed by the reading itself
        raise bad(str(error.args[0]), "必填", "a value") from error
    return read.rules[0]


def _refuse_deep(condition: str) -> None:
    """A condition nested without end would break whoever walks it. One that cannot be read, the reading tells of."""
    try:
        level: list[ast.AST] = [parse(condition)]
    except BadExpression:
        return
    except (RecursionError, MemoryError):
        raise _too_deep() from None
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in ast.iter_child_nodes(one)]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refusal:
    return bad("breach_when", f"条件嵌套不得超过 {DEEPEST} 层", f"a condition at most {DEEPEST} levels deep")


def _refuse_unknown(raw: Mapping[str, Any], book: Rulebook) -> None:
    """A word mistyped would let the rule cover nothing."""
    applies, rules = raw.get("applies", {}), [one for one in book.rules if one.id != raw.get("id")]
    known: dict[str, set[str]] = {
        "actions": set().union(*(one.actions for one in rules)), "jurisdiction": {one.jurisdiction for one in rules},
        "lender_types": {"any"}.union(*(one.lender_types for one in rules)),
        "products": {"any"}.union(*(one.products for one in rules)),
    }  # fmt: skip
    for part, words in known.items():
        told = applies.get(part) or []
        for place, word in enumerate([told] if isinstance(told, str) else told):
            if word not in words:
                where = f"applies.{part}" + ("" if isinstance(told, str) else f"[{place}]")
                raise bad(where, f"没有规则涉及 {word}", f"a word that rules know, not {word},")


def _tested(rule: Rule, test: Mapping[str, Any], book: Rulebook) -> Tested:
    expect = Verdict(test["expect"])
    try:
        got = verdict_of(rule, test, book.fact_kinds)
    except Refusal as refusal:
        return Tested(test["name"], test["action"], test["facts"], expect, None, False, refusal.says)
    breached = rule.breach(checked(test["facts"], book.fact_kinds)) is True and got is rule.on_breach
    return Tested(test["name"], test["action"], test["facts"], expect, got, breached)


def _failing(tests: tuple[Tested, ...]) -> list[Says]:
    names = [one.name for one in tests if not one.passed]
    if not names:
        return []
    return [Says(f"测试未通过:{'、'.join(names)}", f"Tests fail: {', '.join(names)}")]


def _one_sided(tests: tuple[Tested, ...]) -> list[Says]:
    """Without a breach and a non-breach among them, tests prove nothing."""
    found = []
    if not any(one.passed and one.breached for one in tests):
        found.append(Says("没有一项通过的测试触犯规则", "No passing test breaches it"))
    if not any(one.passed and one.got is Verdict.ALLOW for one in tests):
        found.append(Says("没有一项通过的测试不触犯规则", "No passing test keeps to it"))
    return found

