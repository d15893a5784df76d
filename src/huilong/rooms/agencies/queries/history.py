"""What placements brought (委外历史回收): month by month since they began, by the bucket they began in."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.agencies.models import Placement
from huilong.rooms.agencies.terms import PlacementEnd
from huilong.rooms.book import queries as book

MONTH, MOST_MONTHS, LOOKED_BACK = 30, 6, 730
"""Days of a month of placement; how many months are told; how many days back placements are looked at."""
LEAST = 30
"""Fewest placements that stand behind a month's figure; below, nothing is told."""
PPM = 1_000_000
One = tuple[int, int, date, date, Fen]
"""A placement: its case, the bucket it began in, its first and its last day, what was overdue at its beginning."""


def recovered_by_month(on: date, least: int = LEAST) -> dict[int, tuple[int, ...]]:
    """By bucket at entry, the share of what was placed that came in each month of the placement, ppm (历史回收率).

    Only months that are over count, only while the firm had the case, of at least `least` placements; what the lender
    took back early was not tried to its end and is left out. As the book knew it by `on`.
    """
    placed = _placed(on)
    if len(placed) < least:
        return {}
    came = _came(placed, on)
    found: dict[int, tuple[int, ...]] = {}
    for bucket in sorted({one[1] for one in placed}):
        shares = []
        for month in range(MOST_MONTHS):
            over = [
                (n, one) for n, one in enumerate(placed)
                if one[1] == bucket and one[2] + timedelta(days=MONTH * (month + 1)) <= on
            ]  # fmt: skip
            if len(over) < least:
                break
            fen = sum(one[4] for _n, one in over)
            shares.append(min(PPM, sum(came.get((n, month), 0) for n, _one in over) * PPM // fen))
        if shares:
            found[bucket] = tuple(shares)
    return found


def _placed(on: date) -> list[One]:
    rows = Placement.objects.filter(
        entry_on__gt=on - timedelta(days=LOOKED_BACK), entry_on__lte=on - timedelta(days=MONTH),
        entry_delinquent_fen__gt=0,
    ).exclude(ended=PlacementEnd.RECALLED)  # fmt: skip
    edges = list(book.contract().bucket_last_days[:-1])
    return [
        (case, bisect_left(edges, days) + 1, entry, min(last, ended or last), fen)
        for case, days, entry, last, ended, fen in rows.order_by("id").values_list(
            "case_id", "entry_past_due_days", "entry_on", "exit_on", "ended_on", "entry_delinquent_fen"
        )
    ]  # fmt: skip


def _came(placed: Sequence[One], on: date) -> dict[tuple[int, int], Fen]:
    """What came of each placement in each of its months."""
    of_case: dict[int, list[int]] = {}
    for n, one in enumerate(placed):
        of_case.setdefault(one[0], []).append(n)
    loans = dict(
        Placement.objects.filter(case__in=of_case, case__case_loans__loan_id__isnull=False)
        .values_list("case__case_loans__loan_id", "case_id")
    )  # fmt: skip
    found: dict[tuple[int, int], Fen] = {}
    for receipt in book.receipts_of(loans, known_by=on, since=min(one[2] for one in placed)):
        for n in of_case[loans[receipt.loan_id]]:
            _case, _bucket, entry, last, _fen = placed[n]
            month = (receipt.on - entry).days // MONTH
            if entry <= receipt.on <= last and month < MOST_MONTHS:
                found[n, month] = found.get((n, month), 0) + receipt.net_fen
    return found
