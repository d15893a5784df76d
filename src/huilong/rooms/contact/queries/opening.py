"""When a refused contact opens again (何时可发): by the clock and the day's counts, read from the stored verdict."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huilong.rooms.compliance.queries import lender, rulebook
from huilong.rooms.compliance.queries.records import one_verdict
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.lights import OF_THE_DAY, light
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.compliance.terms import Act

MOST_CHANGES = 8


def next_permitted(verdicts: Iterable[int], at: datetime) -> datetime | None:
    """When all of these would be permitted if nothing but time passed (最早可发时间); None: not within two days."""
    moments = [_opens(one_verdict(key), at) for key in verdicts]
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None


def _opens(kept: Any, at: datetime) -> datetime | None:
    """When the light of one verdict's act turns mild; `at` itself for one that was permitted."""
    if kept.permitted:
        return at
    book = rulebook()
    facts = checked({name: told["value"] for name, told in kept.facts.items()}, book.fact_kinds)
    act = Act(
        kept.action, kept.local_day, kept.jurisdiction, kept.lender_type or None, kept.product or None,
        None if kept.adopted is None else tuple(kept.adopted), None, facts,
    )  # fmt: skip
    moment = today = at.astimezone(ZoneInfo(lender().zone))
    for _ in range(MOST_CHANGES):
        shown = light(act, book, moment)
        if shown.changes_at is None:
            return None
        if shown.then in MILD:
            return shown.changes_at
        moment = shown.changes_at
        if moment.date() != today.date():
            act = replace(act, facts={**act.facts, **{name: 0 for name in OF_THE_DAY if name in act.facts}})
    return None
