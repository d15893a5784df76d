"""What a draft would have changed (规则影响试算): stored verdicts of the last days judged with it and without it."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from huilong.rooms.compliance.models import Asked
from huilong.rooms.compliance.queries.book import book_of
from huilong.rooms.compliance.queries.records import act_of
from huilong.rooms.compliance.rules.drafts import Trial
from huilong.rooms.compliance.rules.may import RANK, STRICTER, covering
from huilong.rooms.compliance.rules.versions import ALWAYS, tried
from huilong.rooms.compliance.terms import UNKNOWN, Act, Rule, Rulebook, Verdict

DAYS = 30
MOST = 20_000
"""Verdicts judged at most, the newest first: a page waits for this."""
EXAMPLES = 5
_READ = ("id", "action", "jurisdiction", "lender_type", "product", "adopted", "local_day", "facts")


def impact(draft: Trial, book: Rulebook, on: date) -> dict[str, Any]:
    """How many verdicts of the 30 days until `on` would come out otherwise (plain JSON, kept with the draft).

    Both times the rest of the rulebook is as it is now: without the draft its rule says what its last version says, or
    nothing. `stored` verdicts are there, `judged` of them were judged; `changes` from what to what with examples, and
    the facts that were not stored with them.
    """
    since, key = on - timedelta(days=DAYS), draft.rule.id
    before = _sides(book, next((one.more for one in reversed(book.rules) if one.id == key), None), key)
    after = _sides(book, draft.raw, key)
    stored = Asked.objects.filter(
        action__in=draft.rule.actions | (before[1].actions if before[1] else frozenset()), local_day__gte=since,
        local_day__lte=on,
    )  # fmt: skip
    judged, kinds = 0, after[0].fact_kinds
    changes: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], list[int]] = {}
    missing: dict[tuple[str, str, str], set[str]] = {}
    for kept in _newest(stored):
        act = act_of(kept, book)
        if act is None or kinds is None:
            continue
        judged += 1
        one, other, lacking = _said(act, before, after)
        if one is other:
            continue
        change = (kept.action, one.value, other.value)
        changes[change] += 1
        missing.setdefault(change, set()).update(lacking)
        if len(found := examples.setdefault(change, [])) < EXAMPLES:
            found.append(kept.pk)
    return {
        "on": on.isoformat(), "since": since.isoformat(), "stored": stored.count(), "judged": judged, "most": MOST,
        "changed": sum(changes.values()),
        "changes": [
            {"action": change[0], "before": change[1], "after": change[2], "verdicts": count,
             "examples": examples[change], "missing": sorted(missing[change])}
            for change, count in changes.most_common()
        ],
    }  # fmt: skip


Side = tuple[Rulebook, Rule | None]


def _sides(book: Rulebook, raw: Any, key: str) -> Side:
    """The rulebook with one version of the rule, held to have always been in force; without any where there is none."""
    if raw is None:
        return book, None
    found = book_of(tried(book.files, raw, ALWAYS, None))
    return found, next(one for one in found.rules if one.id == key)


def _newest(stored: QuerySet[Asked]) -> QuerySet[Asked]:
    return stored.only(*_READ).order_by("-id")[:MOST]


def _said(act: Act, before: Side, after: Side) -> tuple[Verdict, Verdict, frozenset[str]]:
    """The verdict without the draft and with it, and the facts it missed. The other rules are judged once."""
    (_, old), (with_draft, new) = before, after
    rest, lacking = 0, frozenset[str]()
    now = 0
    for rule in covering(act, with_draft):
        breached = rule.breach(act.facts)
        if rule is new:
            now = _rank(rule, breached)
            lacking = rule.reads - act.facts.keys() if breached is UNKNOWN else lacking
        else:
            rest = max(rest, _rank(rule, breached))
    former = 0
    if old is not None and old in covering(act, before[0]):
        former = _rank(old, old.breach(act.facts))
    return STRICTER[max(rest, former)], STRICTER[max(rest, now)], frozenset(lacking)


def _rank(rule: Rule, breached: Any) -> int:
    if breached is False:
        return 0
    return RANK[rule.on_missing if breached is UNKNOWN else rule.on_breach]
