"""What came in day by day, and who held it then (按日催回): sums over the rows the nights kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from huilong.rooms.reports.models import DailyFigures, Recovery
from huilong.rooms.reports.queries.facts import Held


@dataclass
class CameIn:
    """What came in on a loan within a span (区间催回), and what of it under whom."""

    fen: int = 0
    by_person: dict[int | None, int] = field(default_factory=dict)
    by_team: dict[int | None, int] = field(default_factory=dict)
    by_firm: dict[int | None, int] = field(default_factory=dict)

    def add(self, fen: int, held: Held) -> None:
        """Count a day's receipts in."""
        self.fen += fen
        for sums, key in ((self.by_person, held.person), (self.by_team, held.team), (self.by_firm, held.organisation)):
            sums[key] = sums.get(key, 0) + fen

    def under(self, held: Held) -> tuple[int, int, int]:
        """What came in under a person, a team, a firm; nothing under nobody."""
        return (
            self.by_person.get(held.person, 0) if held.person is not None else 0,
            self.by_team.get(held.team, 0) if held.team is not None else 0,
            self.by_firm.get(held.organisation, 0) if held.organisation is not None else 0,
        )


def every_day_kept(from_on: date, on: date) -> bool:
    """Whether each day after `from_on` up to `on` has its rows of what came in, adding up to the day's figure."""
    told = dict(
        DailyFigures.objects.filter(on__gt=from_on, on__lte=on, month_end_only=False).values_list("on", "collected_fen")
    )
    if len(told) != (on - from_on).days:
        return False
    sums = dict(
        Recovery.objects.filter(on__gt=from_on, on__lte=on).values_list("on").annotate(fen=Sum("fen")).order_by()
    )
    return all(sums.get(day, 0) == fen for day, fen in told.items())


def came_in(from_on: date, on: date) -> Mapping[int, CameIn]:
    """What came in on each loan after `from_on` up to `on` (区间催回), by the loan's key."""
    found: dict[int, CameIn] = {}
    rows = Recovery.objects.filter(on__gt=from_on, on__lte=on)
    for loan, fen, firm, team, person in rows.values_list("loan", "fen", "organisation", "team", "person"):
        found.setdefault(loan, CameIn()).add(fen, Held(firm, team, person))
    return found
