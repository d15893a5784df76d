"""Reads of the rulebook (规则集): the files shipped with this version, joined with house rules approved since.

Several processes answer at once. Each keeps the rulebook it read last, with the mark of the approved versions it was
made of; the mark is read anew each time (one small query), so a rule approved elsewhere judges the very next act.
"""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import yaml
from django.db import connection

from huilong.kernel.refusal import Says
from huilong.rooms.compliance.rules.drafts import parsed
from huilong.rooms.compliance.rules.reading import read_book
from huilong.rooms.compliance.rules.series import Series, read_series
from huilong.rooms.compliance.rules.versions import Version, joined
from huilong.rooms.compliance.terms import Rulebook

BOOKS = ("cn", "us", "in", "house")
MOST_KEPT = 4
Mark = tuple[Any, ...]
_kept: dict[Mark, Rulebook] = {}


def rulebook() -> Rulebook:
    """The rulebook as it judges now (现行规则集): as shipped, with the house rules approved. Raises `bad-rulebook`.

    Where several questions belong together, ask once and hand it on: two calls may see two rulebooks.
    """
    mark = _mark()
    if mark[0] == 0:
        return shipped()
    found = _kept.get(mark)
    if found is None:
        rows = _approved()
        mark = (len(rows), max(key for key, *_ in rows), max(at for _, at, *_ in rows))
        found = book_of(joined(book_files(), [Version(parsed(text), starts) for _key, _at, text, starts in rows]))
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[mark] = found
    return found


def book_of(told: Mapping[str, Any]) -> Rulebook:
    """A rulebook of files, its facts those declared with this version."""
    return read_book(told, version("huilong"), fact_kinds())


def _mark() -> Mark:
    """What tells one set of approved versions from another: they only grow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), max(id), max(approved_at) from compliance_house_rule where state = 'in_force'"
        )
        found: Mark = cursor.fetchone()
    return found


def _approved() -> list[tuple[Any, ...]]:
    """Key, time of approval, text and first day of each approved version, in the order of approval.

    Plain SQL: this module also serves commands that run without Django's tables.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, approved_at, text, effective_from from compliance_house_rule where state = 'in_force'"
            " order by approved_at, id"
        )
        return list(cursor.fetchall())


@cache
def shipped() -> Rulebook:
    """The rulebook shipped with this version (随版规则集), without a database. Raises Refusal `bad-rulebook`."""
    return book_of(book_files())


@cache
def book_files() -> dict[str, Any]:
    """Every file of the shipped rulebook by `book/name.yaml`, as YAML says it."""
    place = files("huilong") / "rulebooks"
    return {f"{book}/{one.name}": _yaml(one) for book in BOOKS for one in (place / book).iterdir()
            if one.name.endswith(".yaml")}  # fmt: skip


@cache
def fact_kinds() -> dict[str, str]:
    """The kind of each declared fact."""
    return {name: told["kind"] for name, told in _facts().items()}


def fact_named(name: str) -> Says:
    """What a reader calls a fact (事实名称); of one no longer declared, its name."""
    said = name.replace("_", " ")
    return Says(_facts().get(name, {}).get("zh", said), said)


def action_named(action: str) -> Says:
    """What a reader calls an act (行为名称); of one no longer known, its code."""
    told = actions().get(action)
    return Says(told["zh"], told["en"]) if told else Says(action, action)


@cache
def actions() -> dict[str, dict[str, str]]:
    """The acts that rules speak of, each with its words."""
    told: dict[str, dict[str, str]] = _yaml(files("huilong") / "rulebooks" / "actions.yaml")
    return told


@cache
def series() -> tuple[Series, ...]:
    """The reference rates shipped with this version (LPR)."""
    place = files("huilong") / "rulebooks" / "series"
    return tuple(read_series(_yaml(one)["series"]) for one in place.iterdir())


@cache
def _facts() -> dict[str, dict[str, str]]:
    """The declared facts: kind and Chinese name of each."""
    told: dict[str, dict[str, str]] = _yaml(files("huilong") / "rulebooks" / "facts.yaml")
    return told


def _yaml(file: Any) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
