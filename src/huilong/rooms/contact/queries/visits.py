"""Visits (外访记录): which were made on cases, by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from huilong.rooms.contact.models import Activity
from huilong.rooms.contact.terms import Channel


@dataclass(frozen=True)
class VisitMade:
    """A visit that was written down and not undone (外访)."""

    id: int
    case: str
    on: date
    user: int
    organisation: int


def visits_made(numbers: Collection[str], known_by: date) -> list[VisitMade]:
    """The visits made on these cases by a day (外访记录), oldest first."""
    kept = Activity.objects.filter(case__number__in=list(numbers), channel=Channel.VISIT, undone_at=None)
    rows = kept.filter(on__lte=known_by).order_by("on", "id")
    return [VisitMade(*row) for row in rows.values_list("id", "case__number", "on", "user", "organisation")]
