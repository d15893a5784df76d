"""What buckets, teams and firms are called on pages of reports (报表用语), and where numbers open."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huilong.kernel.refusal import Says
from huilong.rooms.book import queries as book
from huilong.rooms.people.queries import organisation_named, teams
from huilong.rooms.reports.terms import CURRENT, NEW, PAID_OFF, WRITTEN_OFF, Slice, SplitBy


def bucket_word(bucket: int) -> str:
    """What a bucket number is called on screen, with the two ends of a loan's life."""
    others = {CURRENT: _("Current"), NEW: _("New"), PAID_OFF: _("Paid off"), WRITTEN_OFF: _("Written off")}
    names = book.contract().bucket_names
    return others.get(bucket) or (names[bucket - 1] if 0 < bucket <= len(names) else str(bucket))


def bucket_says(bucket: int) -> Says:
    """The same in both languages, for sentences and packs."""
    others = {
        CURRENT: Says("正常", "Current"), NEW: Says("新增", "New"), PAID_OFF: Says("结清", "Paid off"),
        WRITTEN_OFF: Says("核销", "Written off"),
    }  # fmt: skip
    names = book.contract().bucket_names
    name = names[bucket - 1] if 0 < bucket <= len(names) else str(bucket)
    return others.get(bucket, Says(name, name))


def saying() -> Callable[[str, str], Says]:
    """A function that says what a value of a dimension is called, in both languages; teams are read once."""
    named = {one.id: one.name for one in teams()}

    def word(dimension: str, value: str) -> Says:
        if dimension == SplitBy.BUCKET:
            return bucket_says(int(value))
        if dimension == SplitBy.TEAM:
            return Says(named.get(int(value), value), named.get(int(value), value)) if value else NO_TEAM
        return Says(value, value) if value else NOT_SAID

    return word


NO_TEAM = Says("未分组", "no team")
NOT_SAID = Says("未说明", "not said")


def split_word(by: SplitBy) -> Callable[[Any], str]:
    """A function that says what a value of a split is called on screen."""
    named = {one.id: one.name for one in teams()} if by is SplitBy.TEAM else {}

    def word(value: Any) -> str:
        if by is SplitBy.BUCKET:
            return bucket_word(value)
        if by is SplitBy.PLACED:
            return _("Placed with a firm") if value else _("In the house")
        if value in (None, ""):
            return _("Nobody") if by in (SplitBy.TEAM, SplitBy.AGENCY, SplitBy.PERSON) else _("Not said")
        if by is SplitBy.TEAM:
            return named.get(value, str(value))
        firm = organisation_named(value) if by is SplitBy.AGENCY else None
        return firm.name if firm else str(value)

    return word


def rows_url(asked: Slice) -> str:
    """The list of the rows of a slice: the same filter, so the same count."""
    told = {name: value for name, value in asdict(asked).items() if value not in (None, "", False)}
    told |= {"from_on": asked.from_on.isoformat(), "on": asked.on.isoformat()}
    if asked.placed is not None:
        told["placed"] = "yes" if asked.placed else "no"
    return f"{reverse('reports:rows')}?{urlencode({name: getattr(v, 'value', v) for name, v in told.items()})}"


def recoveries_url(since: Any, until: Any, **asked: Any) -> str:
    """The list of what came in within days."""
    told = {"since": since.isoformat(), "until": until.isoformat()}
    told |= {name: str(value) for name, value in asked.items() if value not in (None, "")}
    return f"{reverse('reports:recoveries')}?{urlencode(told)}"
