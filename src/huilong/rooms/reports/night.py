"""The night's steps of reports (指标、迁徙、提示): positions of two days in, figures kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import transaction

from huilong.kernel.days import month_end
from huilong.rooms.book import queries as book
from huilong.rooms.reports.models import BucketFigures, DailyFigures, Notice, RollCell
from huilong.rooms.reports.rules.comparison import (
    SHIFT,
    SIDE,
    Day,
    Ints,
    Totals,
    entries_and_cures,
    movement,
    paid_and_collected,
    totals,
)
from huilong.rooms.reports.rules.notices import LEVELS, ROLES, jumps
from huilong.rooms.reports.rules.span import spans_wanted as wanted

COLUMNS = {
    "loan": "loan",
    "bucket": "bucket",
    "past_due_days": "past_due_days",
    "outstanding_principal": "outstanding_principal",
    "delinquent_fen": "delinquent",
    "overdue_penalty": "penalty",
    "paid_fen": "paid",
    "settled": "settled",
    "written_off": "written_off",
}
"""What reports need of a position, and what it is called in the comparison."""

_SUMMED = tuple(name for name in Totals._fields if name != "by_standing")


@dataclass
class Comparison:
    """Two days of the whole book, summed bucket by bucket of the book (与前日比较)."""

    on: date
    since: date | None
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_SUMMED, 0))
    by_standing: Ints = field(default_factory=lambda: np.zeros((SIDE, 3), dtype=np.int64))
    cells: Ints = field(default_factory=lambda: np.zeros((SIDE, SIDE, 3), dtype=np.int64))

    def add(self, before: Day | None, now: Day) -> None:
        """Count one bucket of the book in: its positions before (None: there was no day before) and now."""
        found = totals(now)
        for name in _SUMMED:
            self.sums[name] += getattr(found, name)
        self.by_standing += found.by_standing
        if before is not None:
            self.cells += movement(before, now).cells

    def merge(self, other: "Comparison") -> None:
        """Add what was counted elsewhere of the same two days."""
        for name in _SUMMED:
            self.sums[name] += other.sums[name]
        self.by_standing += other.by_standing
        self.cells += other.cells

    def counts(self) -> dict[str, int]:
        """What a run's page shows of it."""
        entries, _, cures, _ = entries_and_cures(self.cells)
        names = ("loans", "overdue_loans")
        return {**{name: self.sums[name] for name in names}, "entries": entries, "cures": cures}


def day_of(positions: pa.Table) -> Day:
    """A position table as the comparison wants it: sorted by loan, all int64."""
    columns = {law: positions[name].to_numpy().astype(np.int64) for name, law in COLUMNS.items()}
    day = Day(**columns)
    if day.loan.shape[0] > 1 and (np.diff(day.loan) < 0).any():
        order = np.argsort(day.loan)
        day = Day(*(column[order] for column in day))
    return day


def keep_figures(found: Comparison, *, cases: Mapping[str, int] | None = None) -> None:
    """Keep a day's figures, buckets and roll rates; again for the same day replaces them.

    `cases` (open, opened, closed) is None for a month end filled in afterwards.
    """
    entries, entered, cures, cured = entries_and_cures(found.cells)
    paid, collected = paid_and_collected(found.cells)
    with transaction.atomic():
        DailyFigures.objects.update_or_create(
            on=found.on,
            defaults={
                **found.sums,
                "since": found.since,
                "month_end_only": cases is None,
                "entries": entries,
                "entered_fen": entered,
                "cures": cures,
                "cured_fen": cured,
                "cash_fen": paid,
                "collected_fen": collected,
                "cases_open": cases["open"] if cases else None,
                "cases_opened": cases["opened"] if cases else None,
                "cases_closed": cases["closed"] if cases else None,
            },
        )
        BucketFigures.objects.filter(on=found.on).delete()
        BucketFigures.objects.bulk_create(
            BucketFigures(
                on=found.on, bucket=place - SHIFT, loans=loans, outstanding_fen=outstanding, overdue_fen=overdue
            )
            for place, (loans, outstanding, overdue) in enumerate(found.by_standing.tolist())
            if loans
        )
        keep_rolls(found)


def keep_rolls(found: Comparison) -> None:
    """Keep the roll rates between the two days compared; again replaces them.

    Of the spans that began at one month end only the newest stays, so that a month has one that grows.
    """
    if found.since is None:
        return
    with transaction.atomic():
        if found.since == month_end(found.since):
            RollCell.objects.filter(from_on=found.since, on__gt=found.since + timedelta(days=1)).delete()
        RollCell.objects.filter(on=found.on, from_on=found.since).delete()
        RollCell.objects.bulk_create(
            RollCell(
                from_on=found.since,
                on=found.on,
                from_bucket=int(start) - SHIFT,
                to_bucket=int(end) - SHIFT,
                loans=int(found.cells[start, end, 0]),
                balance_fen=int(found.cells[start, end, 1]),
                paid_fen=int(found.cells[start, end, 2]),
            )
            for start, end in np.argwhere(found.cells[:, :, 0])
        )


def write_notices(on: date, found: Mapping[str, Mapping[str, Any]]) -> int:
    """Write the day's notices (提示), replacing those of an earlier try; how many.

    `found`: by notice code, its parameters; `count` among them is what a page shows beside it.
    """
    jumped = bucket_jumps(on)
    found = {**found, "bucket_jumped": jumped[0]} if jumped else found
    with transaction.atomic():
        Notice.objects.filter(on=on).delete()
        Notice.objects.bulk_create(
            Notice(
                on=on,
                code=code,
                level=LEVELS[code],
                count=int(params.get("count", 0)),
                params=dict(params),
                roles=list(ROLES[code]),
            )
            for code, params in found.items()
        )
    return len(found)


def bucket_jumps(on: date) -> list[dict[str, Any]]:
    """Buckets whose loan count jumped since the day before, the greatest jump first."""
    before = DailyFigures.objects.filter(on__lt=on, month_end_only=False).order_by("-on").first()
    if before is None:
        return []
    was, now = (dict(BucketFigures.objects.filter(on=day).values_list("bucket", "loans")) for day in (before.on, on))
    found = sorted(jumps(was, now), key=lambda bucket: -abs(now.get(bucket, 0) - was.get(bucket, 0)))
    return [{"bucket": f"M{one}", "was": was.get(one, 0), "now": now.get(one, 0), "count": 1} for one in found]


def spans_wanted(on: date) -> list[date]:
    """From which days on spans up to `on` are kept (应存区间), as far as the book goes back."""
    first = book.first_known_on()
    return [] if first is None else wanted(on, first)


def missing_days(wanted: Iterable[date]) -> list[date]:
    """Those of `wanted` that have no figures yet, oldest first."""
    asked = sorted(set(wanted))
    kept = set(DailyFigures.objects.filter(on__in=asked).values_list("on", flat=True))
    return [on for on in asked if on not in kept]
