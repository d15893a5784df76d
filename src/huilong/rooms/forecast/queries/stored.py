"""What is kept of the history (已存历史), read back as the arrays that a model is fitted to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np

from huilong.rooms.forecast.models import Cohort, Move, Standing
from huilong.rooms.forecast.rules.montecarlo import Standing as Stands
from huilong.rooms.forecast.rules.recovery import MONTHS, Cohorts, Recovery, recovery_of_cohorts
from huilong.rooms.forecast.rules.states import BUCKETS, Ints, Moves, no_moves

MOST_SEGMENTS = 12
OTHERS = "…"


@dataclass(frozen=True)
class Stored:
    """The history as known at a month end (历史数据): what happened by month and segment, and where the book stands."""

    on: date
    ends: tuple[date, ...]
    segments: tuple[str, ...]
    moves: Moves
    standing: Stands
    recovery: Recovery
    mark: str


def last_kept() -> date | None:
    """The newest month end whose history is kept; None before the first night of a month."""
    found: date | None = Standing.objects.order_by("-on").values_list("on", flat=True).first()
    return found


def stored(on: date) -> Stored:
    """The history as known at `on` (a month end that is kept) (读取历史). At most MOST_SEGMENTS, the rest together."""
    standing = list(
        Standing.objects.filter(on=on).order_by("segment", "bucket")
        .values_list("segment", "bucket", "loans", "balance_fen", "due_fen")
    )  # fmt: skip
    moved = list(
        Move.objects.filter(on__lte=on).order_by("on", "segment", "start", "end").values_list(
            "on", "segment", "start", "end", "loans", "balance_fen", "after_fen", "cash_fen", "due_fen", "square",
            "cash_square",
        )
    )  # fmt: skip
    gone = list(
        Cohort.objects.filter(on=on).order_by("segment", "charged_on").values_list(
            "segment", "charged_on", "loans", "balance_fen", "cash_fen", "nothing", "nothing_balance_fen",
            "nothing_cash_fen", "shares", "squares",
        )
    )  # fmt: skip
    names = segments_of([(row[0], row[2]) for row in standing])
    place = {name: k for k, name in enumerate(names)}
    mark = sha256(repr((standing, moved, gone)).encode()).hexdigest()[:16]
    ends = tuple(sorted({row[0] for row in moved}))
    return Stored(
        on, ends, names, _moves(moved, ends, place), _standing(on, standing, gone, place),
        recovery_of_cohorts(_cohorts(on, gone)), mark,
    )  # fmt: skip


def segments_of(loans: Collection[tuple[str, int]]) -> tuple[str, ...]:
    """The largest segments by loans in the order of their names, then OTHERS where there are more."""
    whole: dict[str, int] = {}
    for name, count in loans:
        whole[name] = whole.get(name, 0) + count
    if len(whole) <= MOST_SEGMENTS:
        return tuple(sorted(whole)) or (OTHERS,)
    largest = sorted(whole, key=lambda name: (-whole[name], name))[: MOST_SEGMENTS - 1]
    return (*sorted(largest), OTHERS)


def _at(place: dict[str, int], name: str) -> int:
    return place.get(name, place.get(OTHERS, len(place) - 1))


def _moves(rows: Sequence[tuple], ends: tuple[date, ...], place: dict[str, int]) -> Moves:
    found, months = no_moves(len(ends), len(place)), {end: k for k, end in enumerate(ends)}
    for on, segment, start, end, *values, square, cash_square in rows:
        cell = (months[on], _at(place, segment), start, end)
        for column, value in zip(found[:5], values, strict=True):
            column[cell] += value
        found.square[cell[:3]] += square
        found.cash_square[cell] += cash_square
    return found


def _standing(on: date, rows: Sequence[tuple], gone: Sequence[tuple], place: dict[str, int]) -> Stands:
    side = (len(place), BUCKETS)
    found = Stands(
        np.zeros(side, np.int64), np.zeros(side), np.zeros(side), np.zeros((len(place), MONTHS), np.int64),
        np.zeros((len(place), MONTHS)),
    )  # fmt: skip
    for segment, bucket, loans, balance, due in rows:
        cell = (_at(place, segment), bucket)
        found.loans[cell] += loans
        found.balance[cell] += balance
        found.due[cell] += due
    for segment, charged_on, loans, balance, *_ in gone:
        age = months_between(charged_on, on)
        if 0 <= age < MONTHS:
            found.gone_loans[_at(place, segment), age] += loans
            found.gone[_at(place, segment), age] += balance
    return found


def _cohorts(on: date, rows: Sequence[tuple]) -> Cohorts:
    def column(k: int) -> Ints:
        return np.array([row[k] for row in rows], np.int64)

    cash = np.array([row[4] for row in rows], np.float64).reshape(-1, MONTHS)
    seen = np.array([months_between(row[1], on) + 1 for row in rows], np.int64)
    return Cohorts(
        column(2), column(3).astype(np.float64), cash, seen, column(5), column(6).astype(np.float64),
        column(7).astype(np.float64), np.array([row[8] for row in rows], np.float64),
        np.array([row[9] for row in rows], np.float64),
    )  # fmt: skip


def months_between(first: date, last: date) -> int:
    """Whole months from one month to another."""
    return (last.year - first.year) * 12 + last.month - first.month
