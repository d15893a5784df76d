"""Reads of stored verdicts (裁决记录): derive each anew from its facts, and write a pack others can check."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import F, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.models import Asked, Book
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.may import may
from huilong.rooms.compliance.rules.reading import digest, read_book
from huilong.rooms.compliance.terms import Act, Answer, Rule, Rulebook


@dataclass(frozen=True)
class Rechecked:
    """What rechecking found (复核结果): how many verdicts, and the keys of those that come out differently."""

    verdicts: int
    differing: tuple[int, ...]


def recheck(since: date | None = None, until: date | None = None) -> Rechecked:
    """Derive every stored verdict anew from its stored facts and the rulebook of its day's SHA-256 (复核)."""
    counted, differing = 0, []
    for one in _stored(since, until).iterator(chunk_size=1000):
        counted += 1
        if not _same(one):
            differing.append(one.pk)
    return Rechecked(counted, tuple(differing))


def pack(since: date | None = None, until: date | None = None) -> Iterator[str]:
    """The lines of a pack for `tools/recheck_law.py`: rulebooks first, then verdicts; no debtor and no number."""
    stored = _stored(since, until)
    for book in Book.objects.filter(pk__in=stored.values("book")).order_by("pk"):
        yield json.dumps({"rulebook": book.sha256, "files": book.files}, ensure_ascii=False)
    for one in stored.iterator(chunk_size=1000):
        yield json.dumps({
            "verdict_id": one.pk, "at": one.at.isoformat(), "on": one.local_day.isoformat(), "action": one.action,
            "jurisdiction": one.jurisdiction, "lender_type": one.lender_type, "product": one.product,
            "adopted": one.adopted, "facts": one.facts, "rulebook": one.book_id, "verdict": one.verdict,
            "deciding": one.deciding, "evaluated": one.evaluated,
        }, ensure_ascii=False)  # fmt: skip


def _stored(since: date | None, until: date | None) -> QuerySet[Asked]:
    asked = Asked.objects.order_by("id")
    if since:
        asked = asked.filter(local_day__gte=since)
    return asked.filter(local_day__lte=until) if until else asked


def verdicts() -> QuerySet[Asked]:
    """The verdicts the one who acts may see, each with what became of its act (`told`)."""
    return Asked.objects.annotate(told=F("outcome__kind"))


def one_verdict(key: int) -> Asked:
    """One of them. Raises Refusal `no-such-verdict`."""
    found = verdicts().filter(pk=key).first()
    if found is None:
        raise Refusal("no-such-verdict", status=404, zh="没有这条裁决。", en="There is no such verdict.")
    return found


def derived(kept: Asked) -> dict[str, str]:
    """What each applicable rule says to the stored facts, by the rulebook of that day; {} if that was changed."""
    return _each(_answered(kept))


def rules_then(kept: Asked) -> dict[str, Rule]:
    """The rules a verdict evaluated as they were written then, by id; those of a rulebook that was changed are gone."""
    book = _book_of(kept.book_id)
    answer = _answered(kept)
    found = {} if book is None else {one.id: one for one in book.rules if one.id in kept.evaluated}
    return found | ({one.rule.id: one.rule for one in answer.evaluated} if answer else {})


def _each(answer: Answer | None) -> dict[str, str]:
    return {} if answer is None else {one.rule.id: one.verdict.value for one in answer.evaluated}


def _same(kept: Asked) -> bool:
    answer = _answered(kept)
    return answer is not None and (answer.verdict.value, list(answer.deciding), _each(answer)) == (
        kept.verdict, kept.deciding, kept.evaluated,
    )  # fmt: skip


def _answered(kept: Asked) -> Answer | None:
    book = _book_of(kept.book_id)
    if book is None:
        return None
    act = act_of(kept, book)
    return None if act is None else may(act, book)


def act_of(kept: Asked, book: Rulebook) -> Act | None:
    """The act a verdict was about, as its facts were stored; None for facts that this rulebook could not judge."""
    try:
        facts = checked({name: told["value"] for name, told in kept.facts.items()}, book.fact_kinds)
    except Refusal:
        return None
    adopted = None if kept.adopted is None else tuple(kept.adopted)
    return Act(
        kept.action, kept.local_day, kept.jurisdiction, kept.lender_type or None, kept.product or None, adopted, None,
        facts,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _book_of(sha256: str) -> Rulebook | None:
    """A rulebook as it was kept; None if what is kept is not what its SHA-256 says."""
    kept = Book.objects.get(pk=sha256)
    files: dict[str, Any] = kept.files
    if digest(files) != sha256:
        return None
    return read_book(_with_dates(files), kept.version)


def _with_dates(files: dict[str, Any]) -> dict[str, Any]:
    """Files as YAML would give them: JSON keeps days as text."""
    for told in files.values():
        for rule in told["rules"]:
            force = rule["in_force"]
            for name in ("from", "to"):
                if isinstance(force[name], str):
                    force[name] = date.fromisoformat(force[name])
            for test in rule["tests"]:
                if isinstance(test.get("on"), str):
                    test["on"] = date.fromisoformat(test["on"])
    return files
