"""What happened (历史查询): roll rates by count and by balance, vintage curves, the recovery curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Sum

from huilong.rooms.forecast.models import Cohort, Move, Vintage
from huilong.rooms.forecast.queries.stored import months_between
from huilong.rooms.forecast.rules.recovery import MONTHS
from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, STATES, Floats, Ints
from huilong.rooms.forecast.rules.told import months_after
from huilong.rooms.forecast.rules.transitions import matrix
from huilong.rooms.forecast.terms import VintageRow


@dataclass(frozen=True)
class Rolls:
    """What moved in some months (迁徙统计): loans and balance [BUCKETS, STATES], and their shares of the row."""

    first: date
    last: date
    loans: Ints
    balance_fen: Ints
    by_count: Floats
    by_balance: Floats


def months_kept() -> list[date]:
    """The months whose moves are kept, oldest first."""
    return list(Move.objects.order_by("on").values_list("on", flat=True).distinct())


def rolls(months: Sequence[date], segment: str | None = None) -> Rolls | None:
    """What moved in `months` together, of one segment or the whole book; None: nothing is kept."""
    found = Move.objects.filter(on__in=months)
    found = found if segment is None else found.filter(segment=segment)
    loans, balance = np.zeros((BUCKETS, STATES), np.int64), np.zeros((BUCKETS, STATES), np.int64)
    for start, end, count, fen in found.values_list("start", "end").annotate(Sum("loans"), Sum("balance_fen")):
        loans[start, end], balance[start, end] = count, fen
    if not months or not loans.any():
        return None
    return Rolls(min(months), max(months), loans, balance, matrix(loans), matrix(balance))


def vintage_rows(on: date) -> list[VintageRow]:
    """Vintages by months on book, as known at a month end (账期曲线)."""
    rows = Vintage.objects.filter(on=on).order_by("vintage", "months_on_book")
    return [
        VintageRow(
            one.vintage, one.months_on_book, one.loans, one.principal_fen, _three(one.late),
            _three(one.late_principal_fen),
        )
        for one in rows
    ]  # fmt: skip


def _three(values: Sequence[int]) -> tuple[int, int, int]:
    first, second, third = values
    return first, second, third


@dataclass(frozen=True)
class MonthRow:
    """What a month brought and lost (月度实际): cash with recoveries, charged off less recovered."""

    on: date
    cash_fen: int
    net_loss_fen: int


def months_told(on: date) -> list[MonthRow]:
    """What each kept month brought and lost, as known at a month end (历史月度)."""
    moved = Move.objects.filter(on__lte=on).order_by("on").values_list("on")
    cash = dict(moved.annotate(Sum("cash_fen")))
    lost = dict(moved.filter(end=CHARGED_OFF).annotate(Sum("after_fen")))
    back: dict[date, int] = {}
    for row in recovery_rows(on):
        for end, fen in zip((row.charged_on, *months_after(row.charged_on, MONTHS - 1)), row.cash_fen, strict=True):
            back[end] = back.get(end, 0) + fen
    return [
        MonthRow(end, int(fen) + back.get(end, 0), int(lost.get(end, 0)) - back.get(end, 0))
        for end, fen in cash.items()
    ]


@dataclass(frozen=True)
class RecoveryRow:
    """Loans charged off in a month (核销批次): what came back, by months since."""

    charged_on: date
    loans: int
    balance_fen: int
    cash_fen: tuple[int, ...]
    seen: int


def recovery_rows(on: date) -> list[RecoveryRow]:
    """What came back of what was charged off, by month (回收批次), as known at a month end."""
    found: dict[date, list[int]] = {}
    cash: dict[date, Ints] = {}
    for one in Cohort.objects.filter(on=on).order_by("charged_on"):
        loans, balance = found.get(one.charged_on, [0, 0])
        found[one.charged_on] = [loans + one.loans, balance + one.balance_fen]
        cash[one.charged_on] = cash.get(one.charged_on, np.zeros(MONTHS, np.int64)) + np.array(one.cash_fen)
    return [
        RecoveryRow(charged, loans, balance, tuple(int(x) for x in cash[charged]), months_between(charged, on) + 1)
        for charged, (loans, balance) in found.items()
    ]
