"""Reads of compliance (合规): the rulebook of this installation, and what it says to an act."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.may import applies, judge, may, named
from huilong.rooms.compliance.rules.reading import read_book
from huilong.rooms.compliance.rules.series import Series, rates_known, read_series
from huilong.rooms.compliance.terms import Act, Answer, Lender, Rule, Rulebook, Verdict

BOOKS = ("cn", "us", "in", "house")
TEST_DAY = date(2026, 9, 1)


@cache
def rulebook() -> Rulebook:
    """The rulebook shipped with this version. Raises Refusal `bad-rulebook`."""
    return read_book(book_files(), version("huilong"), {name: told["kind"] for name, told in _facts().items()})


def fact_named(name: str) -> Says:
    """What a reader calls a fact (事实名称); of one no longer declared, its name."""
    said = name.replace("_", " ")
    return Says(_facts().get(name, {}).get("zh", said), said)


@cache
def series() -> tuple[Series, ...]:
    """The reference rates shipped with this version (LPR)."""
    place = files("huilong") / "rulebooks" / "series"
    told = [yaml.load(one.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for one in place.iterdir()]
    return tuple(read_series(one["series"]) for one in told)


@cache
def _facts() -> dict[str, dict[str, str]]:
    """The declared facts: kind and Chinese name of each."""
    place = files("huilong") / "rulebooks" / "facts.yaml"
    told: dict[str, dict[str, str]] = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return told


def book_files() -> dict[str, Any]:
    """Every file of the rulebook by `book/name.yaml`, as YAML says it."""
    place = files("huilong") / "rulebooks"
    return {
        f"{book}/{one.name}": yaml.load(one.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for book in BOOKS for one in (place / book).iterdir() if one.name.endswith(".yaml")
    }  # fmt: skip


def ask(act: Act, where: str = "") -> Answer:
    """What the rulebook says to an act. Raises Refusal for an action, place, lender, product, instrument, rule or fact
    that no rule knows: a word mistyped would leave rules out, and so allow. `where` goes before the path told."""
    book = rulebook()
    if act.action not in book.by_action:
        raise Refusal(
            "unknown-action", status=422, where=f"{where}action", zh=f"没有规则涉及行为 {act.action}。",
            en=f"No rule speaks of the action {act.action}.",
            remedy_zh=f"可用行为:{', '.join(sorted(book.by_action))}。",
            remedy_en=f"Actions are {', '.join(sorted(book.by_action))}.",
        )  # fmt: skip
    if act.rule is not None:
        rule_named(act.rule, where)
    for part, known in words_known().items():
        _refuse_unless_known(part, getattr(act, part), known, where)
    adopted = None if act.adopted is None else followed(act.adopted, f"{where}adopted")
    facts = checked(act.facts, book.fact_kinds, where)
    facts |= {name: rate for name, (rate, _source) in rates_known(facts, series()).items()}
    return may(replace(act, adopted=adopted, facts=facts), book)


@cache
def words_known() -> dict[str, frozenset[str]]:
    """The jurisdictions, types of lender and products that rules speak of."""
    rules = rulebook().rules
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
def followed(names: tuple[str, ...], where: str) -> tuple[str, ...]:
    """The rules followed by a lender who adopted the instruments of these names (采纳). Raises `unknown-instrument`."""
    rules: list[str] = []
    for place, name in enumerate(names):
        found = named(name, rulebook())
        if not found:
            raise Refusal(
                "unknown-instrument", status=422, where=f"{where}[{place}]", zh=f"没有需采纳的文件或规则叫 {name}。",
                en=f"No instrument or rule that needs adoption is called {name}.",
                remedy_zh="huilong law list 列出文件名。", remedy_en="huilong law list tells their names.",
            )  # fmt: skip
        rules += found
    return tuple(sorted(set(rules)))


def rule_named(key: str, where: str = "") -> Rule:
    """A rule by its id. Raises Refusal `unknown-rule`."""
    found = next((one for one in rulebook().rules if one.id == key), None)
    if found is None:
        raise Refusal(
            "unknown-rule", status=422, where=f"{where}rule", zh=f"没有规则 {key}。", en=f"There is no rule {key}.",
            remedy_zh="huilong law list 列出全部规则。", remedy_en="huilong law list tells all rules.",
        )  # fmt: skip
    return found


def told(answer: Answer) -> dict[str, Any]:
    """An answer in the interchange format of `huilong law check`."""
    book = rulebook()
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


def failing_tests(asked: Rule | None = None) -> list[str]:
    """The tests that rules (or one, perhaps a draft) carry and do not pass, each with what came instead."""
    book = rulebook()
    failing = []
    for rule in (asked,) if asked else book.rules:
        for test in rule.more["tests"]:
            got = verdict_of(rule, test, book)
            if got.value != test["expect"]:
                failing.append(f"{rule.id} {test['name']}: {got.value}, expected {test['expect']}")
    return failing


def examples() -> list[dict[str, Any]]:
    """The worked examples (算例), each with the acts it asks about and the verdicts they must get."""
    place = files("huilong") / "rulebooks" / "examples.yaml"
    told: dict[str, list[dict[str, Any]]] = yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return told["examples"]


def failing_examples() -> list[str]:
    """The worked examples that come out otherwise, each with what came instead."""
    failing = []
    for example in examples():
        for asked in example["asks"]:
            rule = rule_named(asked["rule"])
            act = Act(asked["action"], TEST_DAY, rule.jurisdiction, asked.get("lender_type"), asked.get("product"),
                      ("*",), rule.id, asked["facts"])  # fmt: skip
            got = ask(act).verdict.value
            if got != asked["expect"]:
                failing.append(f"{example['id']} {rule.id}: {got}, expected {asked['expect']}")
    return failing


def verdict_of(rule: Rule, test: Mapping[str, Any], book: Rulebook) -> Verdict:
    """What one rule says to a test it carries; a test without a day is of a day when the rule is in force."""
    day = test.get("on") or max(rule.starts, min(TEST_DAY, rule.ends or TEST_DAY))
    act = Act(test["action"], day, rule.jurisdiction, test.get("lender_type"), test.get("product"), ("*",), rule.id,
              checked(test["facts"], book.fact_kinds))  # fmt: skip
    return judge(rule, act).verdict if applies(rule, act) else Verdict.NOT_APPLICABLE


@cache
def lender() -> Lender:
    """What the law asks about this lender (LENDER in the settings). Raises Refusal `bad-lender` for a key not known."""
    told = dict(settings.LENDER)
    unknown = sorted(set(told) - {one.name for one in fields(Lender)})
    if unknown:
        raise Refusal(
            "bad-lender", where=f"HUILONG_LENDER.{unknown[0]}", zh=f"HUILONG_LENDER 中有未知的键 {unknown[0]}。",
            en=f"HUILONG_LENDER has an unknown key {unknown[0]}.",
        )  # fmt: skip
    if told.get("adopted") is not None:
        told["adopted"] = followed(tuple(told["adopted"]), "HUILONG_LENDER.adopted")
    found = Lender(**told)
    for name, part in (("kind", "lender_type"), ("jurisdiction", "jurisdiction"), ("product", "product")):
        if getattr(found, name) not in words_known()[part]:
            raise Refusal(
                "bad-lender", where=f"HUILONG_LENDER.{name}", zh=f"没有规则涉及 {getattr(found, name)}。",
                en=f"No rule speaks of {getattr(found, name)}.",
            )  # fmt: skip
    return found
