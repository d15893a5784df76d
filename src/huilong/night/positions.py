"""Positions for the night's steps (账龄结果): make sure a day has them, pair two days, pick what the desk needs."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import repeat

import numpy as np
import pyarrow as pa
from django.conf import settings

from huilong.engine import local
from huilong.kernel.days import month_end
from huilong.night.models import LoanSetAside
from huilong.night.run import Night
from huilong.rooms.book import queries as book
from huilong.rooms.book.night import Aged, Progress, age
from huilong.rooms.cases import queries as cases
from huilong.rooms.cases.night import SUMS
from huilong.rooms.reports.night import COLUMNS, Comparison, day_of

DESK = ["loan", "loan_id", "borrower", "product", "past_due_days", "bucket", *SUMS, "oldest_due", "last_receipt_on"]
DESK += ["settled", "written_off"]
TODAY = list(dict.fromkeys([*DESK, *COLUMNS]))
KEPT_DAYS = 7
"""Positions of this many days stay, and those of every month end; the others can be made again from the book."""


def aged_as_known(on: date, progress: Progress | None = None) -> Aged:
    """Age the whole book as of `on` and as known that day."""
    return age(book.book(), on, on, book.contract(), engine=settings.ENGINE, progress=progress)


def make_sure_of(on: date, progress: Progress | None = None) -> None:
    """Age a past day unless its positions are all there; they stay as the house saw them, whatever came since."""
    if not book.is_aged(on):
        aged_as_known(on, progress)


def compare(on: date, sinces: Sequence[date | None]) -> tuple[list[Comparison], pa.Table]:
    """Compare `on` with each of some earlier days over the whole book, in one pass on all cores.

    Also picks the positions of `on` that concern the desk (columns DESK): the loans with anything past due and the
    loans on the desk. A day None stands for a time before the book knew anything.
    """
    desk = cases.loans_on_desk()
    found, picked = [Comparison(on, since) for since in sinces], [_nothing(on)]

    def part(bucket: tuple[list[pa.Table | None], pa.Table]) -> tuple[list[Comparison], pa.Table]:
        earlier, now = bucket
        counted = [Comparison(on, since) for since in sinces]
        for one, before in zip(counted, earlier, strict=True):
            one.add(None if before is None else day_of(before), day_of(now))
        late = now["delinquent_fen"].to_numpy() > 0
        return counted, now.select(DESK).filter(pa.array(late | np.isin(now["loan"].to_numpy(), desk)))

    for _, (counted, rows) in local.run(part, beside(on, sinces)):  # type: ignore[arg-type]
        for whole, one in zip(found, counted, strict=True):
            whole.merge(one)
        picked.append(rows)
    return found, pa.concat_tables(picked)


def beside(on: date, sinces: Sequence[date | None]) -> Iterator[tuple[list[pa.Table | None], pa.Table]]:
    """Bucket by bucket, the positions of each earlier day (None for None), and those of `on`."""
    earlier = [repeat(None) if since is None else book.positions(since, list(COLUMNS)) for since in sinces]
    for now in book.positions(on, TODAY):
        yield [next(tables) for tables in earlier], now


def _nothing(on: date) -> pa.Table:
    """No positions, in the columns of the desk."""
    return next(book.positions(on, TODAY)).select(DESK).slice(0, 0)


def day_before(on: date) -> date | None:
    """The day before, if the book knew anything then."""
    since, first = on - timedelta(days=1), book.first_known_on()
    return since if first is not None and first <= since else None


def month_ends(on: date) -> list[date]:
    """The month ends from the first known day up to but not including `on`, oldest first."""
    first = book.first_known_on()
    found: list[date] = []
    end = last_month_end(on)
    while first is not None and end >= first:
        found.append(end)
        end = last_month_end(end)
    return found[::-1]


def last_month_end(on: date) -> date:
    """The last day of the month before that of `on`."""
    return on.replace(day=1) - timedelta(days=1)


def note_set_aside(night: Night) -> int:
    """Keep the list of loans set aside (搁置借据) in step with what the ageing of the night said; how many they are."""
    failed = {one.loan_id: f"{one.zh} / {one.en}" for one in book.set_aside(night.on)}
    open_rows = LoanSetAside.objects.filter(solved_on=None)
    open_rows.exclude(loan_id__in=failed).update(solved_on=night.on)
    for row in open_rows.filter(loan_id__in=failed):
        row.last_on, row.reason = night.on, failed.pop(row.loan_id)
        row.save(update_fields=["last_on", "reason"])
    LoanSetAside.objects.bulk_create(
        LoanSetAside(loan_id=loan_id, on=night.on, last_on=night.on, reason=reason)
        for loan_id, reason in sorted(failed.items())
    )
    return count_set_aside()


def count_set_aside() -> int:
    """How many loans are set aside now."""
    return LoanSetAside.objects.filter(solved_on=None).count()


def forget_old(on: date) -> int:
    """Delete positions of days long past that are no month ends; how many days."""
    old = [day for day in book.days_aged() if day < on - timedelta(days=KEPT_DAYS) and day != month_end(day)]
    return sum(book.forget(day) for day in old)
