"""Reads of compliance (合规): what the rulebook says to an act, its rules, and what they prove."""

from dataclasses import fields, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.compliance.queries.book import (
    action_named,
    actions,
    book_files,
    book_of,
    fact_kinds,
    fact_named,
    rulebook,
    series,
    shipped,
)
from huilong.rooms.compliance.rules.acts import read_act
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.lights import Light
from huilong.rooms.compliance.rules.may import may, named
from huilong.rooms.compliance.rules.proving import TEST_DAY, verdict_of
from huilong.rooms.compliance.rules.series import rates_known
from huilong.rooms.compliance.terms import Act, Answer, Decision, Lender, Rule, Rulebook

__all__ = [
    "action_named", "actions", "answered", "ask", "book_files", "book_of", "examples", "fact_kinds", "fact_named",
    "failing_examples", "failing_tests", "followed", "lender", "rule_named", "rulebook", "said", "series", "shipped",
    "told", "words_known",
]  # fmt: skip


def ask(act: Act, where: str = "", book: Rulebook | None = None) -> Answer:
    """What the rulebook (as it judges now, unless another is given) says to an act.

    Raises Refusal for an action, place, lender, product, instrument, rule or fact that no rule knows: a word mistyped
    would leave rules out, and so allow. `where` goes before the path told.
    """
    book = book or rulebook()
    if act.action not in book.by_action:
        raise Refusal(
            "unknown-action", status=422, where=f"{where}action", zh=f"没有规则涉及行为 {act.action}。",
            en=f"No rule speaks of the action {act.action}.",
            remedy_zh=f"可用行为:{', '.join(sorted(book.by_action))}。",
            remedy_en=f"Actions are {', '.join(sorted(book.by_action))}.",
        )  # fmt: skip
    if act.rule is not None:
        rule_named(act.rule, where, book)
    for part, known in words_known(book).items():
        _refuse_unless_known(part, getattr(act, part), known, where)
    adopted = None if act.adopted is None else followed(act.adopted, f"{where}adopted", book)
    facts = checked(act.facts, book.fact_kinds, where)
    facts |= {name: rate for name, (rate, _source) in rates_known(facts, series()).items()}
    return may(replace(act, adopted=adopted, facts=facts), book)


@lru_cache(maxsize=8)
def words_known(book: Rulebook) -> dict[str, frozenset[str]]:
    """The jurisdictions, types of lender and products that rules speak of."""
    rules = book.rules
    return {
        "jurisdiction": frozenset(rule.jurisdiction for rule in rules),
        "lender_type": frozenset().union(*(rule.lender_types for rule in rules)) - {"any"},
        "product": frozenset().union(*(rule.products for rule in rules)) - {"any"},
    }


def _refuse_unless_known(part: str, word: str | None, known: frozenset[str], where: str) -> None:
    if word is not None and word not in known:
        names = ", ".join(sorted(known))
        raise Refusal(
            f"unknown-{part.replace('_', '-')}", status=422, where=f"{where}{part}", zh=f"没有规则涉及 {word}。",
            en=f"No rule speaks of {word}.", remedy_zh=f"可用:{names}。", remedy_en=f"Known are {names}.",
        )  # fmt: skip


@lru_cache(maxsize=256)
def followed(names: tuple[str, ...], where: str, book: Rulebook) -> tuple[str, ...]:
    """The rules followed by a lender who adopted the instruments of these names (采纳). Raises `unknown-instrument`."""
    rules: list[str] = []
    for place, name in enumerate(names):
        found = named(name, book)
        if not found:
            raise Refusal(
                "unknown-instrument", status=422, where=f"{where}[{place}]", zh=f"没有需采纳的文件或规则叫 {name}。",
                en=f"No instrument or rule that needs adoption is called {name}.",
                remedy_zh="huilong law list 列出文件名。", remedy_en="huilong law list tells their names.",
            )  # fmt: skip
        rules += found
    return tuple(sorted(set(rules)))


def rule_named(key: str, where: str = "", book: Rulebook | None = None, on: date | None = None) -> Rule:
    """A rule by its id: of several versions that of the day `on`, or else the last. Raises Refusal `unknown-rule`."""
    found = [one for one in (book or rulebook()).rules if one.id == key]
    if not found:
        raise Refusal(
            "unknown-rule", status=422, where=f"{where}rule", zh=f"没有规则 {key}。", en=f"There is no rule {key}.",
            remedy_zh="huilong law list 列出全部规则。", remedy_en="huilong law list tells all rules.",
        )  # fmt: skip
    return next((one for one in found if on and one.starts <= on and (one.ends is None or on <= one.ends)), found[-1])


def told(answer: Answer, book: Rulebook) -> dict[str, Any]:
    """An answer in the interchange format of `huilong law check`; `book` is the rulebook that gave it."""
    return {
        "verdict": answer.verdict.value,
        "deciding_rules": list(answer.deciding),
        "evaluated": [
            {
                "rule": one.rule.id, "verdict": one.verdict.value, "clause": one.rule.clause,
                "title": {"zh": one.rule.title.zh, "en": one.rule.title.en},
                "instrument": one.rule.instrument.title, "confidence": one.rule.confidence.value,
                "verified": one.rule.verified, "says": {"zh": one.rule.says.zh, "en": one.rule.says.en},
                "missing_facts": list(one.missing),
            }
            for one in answer.evaluated
        ],
        "missing_facts": list(answer.missing),
        "rulebook": {"version": book.version, "sha256": book.sha256},
    }  # fmt: skip


def answered(raw: Any, book: Rulebook) -> Any:
    """The answer to an act handed over, or the answers to a list of them (裁决接口). Raises what `ask` raises."""
    if not isinstance(raw, list):
        return told(ask(read_act(raw), book=book), book)
    return [told(ask(read_act(one, f"[{place}]."), f"[{place}].", book), book) for place, one in enumerate(raw)]


def failing_tests(book: Rulebook) -> list[str]:
    """The tests that rules carry and do not pass, each with what came instead."""
    failing = []
    for rule in book.rules:
        for test in rule.more["tests"]:
            got = verdict_of(rule, test, book.fact_kinds)
            if got.value != test["expect"]:
                failing.append(f"{rule.id} {test['name']}: {got.value}, expected {test['expect']}")
    return failing


def examples() -> list[dict[str, Any]]:
    """The worked examples (算例), each with the acts it asks about and the verdicts they must get."""
    place = files("huilong") / "rulebooks" / "examples.yaml"
    told: dict[str, list[dict[str, Any]]] = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return told["examples"]


def failing_examples(book: Rulebook) -> list[str]:
    """The worked examples that come out otherwise, each with what came instead."""
    failing = []
    for example in examples():
        for asked in example["asks"]:
            rule = rule_named(asked["rule"], book=book)
            act = Act(asked["action"], TEST_DAY, rule.jurisdiction, asked.get("lender_type"), asked.get("product"),
                      ("*",), rule.id, asked["facts"])  # fmt: skip
            got = ask(act, book=book).verdict.value
            if got != asked["expect"]:
                failing.append(f"{example['id']} {rule.id}: {got}, expected {asked['expect']}")
    return failing


def said(given: Decision | Light, book: Rulebook | None = None) -> Says:
    """The sentence that explains a verdict (裁决说明), for lights and tooltips: that of the first rule that decided.

    A rule that was breached speaks before one that could not be judged: of that one only its title is said, for whether
    there is a breach nobody knows. Where nothing decided, the verdict's own word.
    """
    if isinstance(given, Decision):
        decided = [(one.rule, bool(one.missing)) for one in given.answer.evaluated
                   if one.rule.id in given.answer.deciding]  # fmt: skip
        verdict = given.answer.verdict
    else:
        book, unknown, verdict = book or rulebook(), set(given.missing), given.verdict
        rules = [rule_named(key, book=book) for key in given.deciding]
        decided = [(rule, verdict is rule.on_missing and not unknown.isdisjoint(rule.reads)) for rule in rules]
    if not decided:
        return Says(verdict.word.zh, verdict.word.en)
    rule, lacking = min(decided, key=lambda one: one[1])
    return not_judged(rule) if lacking else rule.says


def not_judged(rule: Rule) -> Says:
    """That a rule could not be judged, for facts are missing."""
    return Says(
        f"{rule.instrument.title} {rule.clause}:事实不全,无法判断“{rule.title.zh}”。",
        f"{rule.clause}, {rule.title.en}: cannot be judged, facts are missing.",
    )


@cache
def lender() -> Lender:
    """What the law asks about this lender (LENDER in the settings). Raises Refusal `bad-lender` for a key not known.

    Who follows every rule of an instrument follows the instrument: what is added to it later counts too.
    """
    told, book = dict(settings.LENDER), shipped()
    unknown = sorted(set(told) - {one.name for one in fields(Lender)})
    if unknown:
        raise Refusal(
            "bad-lender", where=f"HUILONG_LENDER.{unknown[0]}", zh=f"HUILONG_LENDER 中有未知的键 {unknown[0]}。",
            en=f"HUILONG_LENDER has an unknown key {unknown[0]}.",
        )  # fmt: skip
    if told.get("adopted") is not None:
        rules = followed(tuple(told["adopted"]), "HUILONG_LENDER.adopted", book)
        told["adopted"] = (*rules, *_whole(rules, book))
    found = Lender(**told)
    for name, part in (("kind", "lender_type"), ("jurisdiction", "jurisdiction"), ("product", "product")):
        if getattr(found, name) not in words_known(book)[part]:
            raise Refusal(
                "bad-lender", where=f"HUILONG_LENDER.{name}", zh=f"没有规则涉及 {getattr(found, name)}。",
                en=f"No rule speaks of {getattr(found, name)}.",
            )  # fmt: skip
    return found


def _whole(rules: tuple[str, ...], book: Rulebook) -> list[str]:
    """The instruments all of whose rules are among these."""
    of: dict[str, set[str]] = {}
    for rule in book.rules:
        if rule.needs_adoption:
            of.setdefault(rule.instrument.key, set()).add(rule.id)
    return sorted(key for key, inside in of.items() if inside <= set(rules))
