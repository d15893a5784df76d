"""Reads of reports (报表): the portfolio's six figures, its series, its roll rates, and the night's notices."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from huilong.kernel.days import month_end
from huilong.rooms.reports.models import BucketFigures, DailyFigures, Notice, RollCell
from huilong.rooms.reports.rules.notices import sentence
from huilong.rooms.reports.terms import (
    CURRENT,
    NEW,
    PAID_OFF,
    WRITTEN_OFF,
    BucketPoint,
    Figure,
    FigureCode,
    Flow,
    Level,
    NoticeRow,
    Roll,
    RollMatrix,
    RollMonth,
)

MILLION = 1_000_000
LONGEST_MONTH = 31


def latest_day() -> date | None:
    """The newest day with figures; None before the first night."""
    return DailyFigures.objects.order_by("-on").values_list("on", flat=True).first()


def days() -> list[date]:
    """Every day with figures, oldest first."""
    return list(DailyFigures.objects.order_by("on").values_list("on", flat=True))


def six_figures(on: date) -> tuple[Figure, ...]:
    """The six figures (六项指标) of `on`, each with its change against the day before it; empty without figures."""
    now = DailyFigures.objects.filter(on=on).first()
    if now is None:
        return ()
    before = DailyFigures.objects.filter(on__lt=on).order_by("-on").first()
    since = before.on if before else None
    rows: list[tuple[FigureCode, int | None, Any, str, str, Mapping[str, Any]]] = [
        (FigureCode.RATIO_30, _ratio_30(now), before and _ratio_30(before), "ppm", "down", {"least_days": 31}),
        (FigureCode.OVERDUE, now.overdue_fen, before and before.overdue_fen, "fen", "down", {}),
        (FigureCode.CASES_OPEN, now.cases_open, before and before.cases_open, "count", "down", {}),
        (FigureCode.ENTRIES, now.entries, before and before.entries, "count", "down", _days("opened", now)),
        (FigureCode.CURES, now.cures, before and before.cures, "count", "up", _days("closed", now)),
        (FigureCode.CASH, now.collected_fen, before and before.collected_fen, "fen", "up", _paid(now)),
    ]
    return tuple(
        Figure(
            code=code,
            value=value or 0,
            unit=unit,
            change=None if was is None or value is None else value - was,
            since=since,
            good_when=good_when,
            opens={name: str(part) for name, part in opens.items()},
        )
        for code, value, was, unit, good_when, opens in rows
    )


def bucket_series(*, until: date | None = None, months: int = 18) -> list[BucketPoint]:
    """Balance by bucket over time (账龄余额): month ends, and the newest day; oldest first, then by bucket."""
    shown = _series_days(until, months)
    kept = BucketFigures.objects.filter(on__in=shown).order_by("on", "bucket")
    return [BucketPoint(one.on, one.bucket, one.loans, one.outstanding_fen, one.overdue_fen) for one in kept]


def flows(*, until: date | None = None, months: int = 18) -> list[Flow]:
    """Entries, cures and cash (入催与回正) between the days of the series, oldest first."""
    cells: dict[tuple[date, date], list[RollCell]] = defaultdict(list)
    shown = _series_days(until, months)
    for cell in RollCell.objects.filter(on__in=shown).order_by("on", "from_on"):
        cells[cell.from_on, cell.on].append(cell)
    longest = {on: from_on for from_on, on in sorted(cells, reverse=True)}
    return [_flow(from_on, on, cells[from_on, on]) for on, from_on in sorted(longest.items())]


def roll_matrix(on: date | None = None, *, from_on: date | None = None) -> RollMatrix | None:
    """The roll rates (迁徙率) that ended on `on` (newest if None), from `from_on` (the longest span kept if None)."""
    cells = RollCell.objects.all()
    if on is None:
        on = cells.order_by("-on").values_list("on", flat=True).first()
    if on is None:
        return None
    if from_on is None:
        from_on = cells.filter(on=on).order_by("from_on").values_list("from_on", flat=True).first()
    if from_on is None:
        return None
    kept = list(cells.filter(on=on, from_on=from_on))
    if not kept:
        return None
    loans: dict[int, int] = defaultdict(int)
    balance: dict[int, int] = defaultdict(int)
    for cell in kept:
        loans[cell.from_bucket] += cell.loans
        balance[cell.from_bucket] += cell.balance_fen
    rolls = {
        (cell.from_bucket, cell.to_bucket): Roll(
            cell.from_bucket,
            cell.to_bucket,
            cell.loans,
            cell.balance_fen,
            _part(cell.loans, loans[cell.from_bucket]),
            _part(cell.balance_fen, balance[cell.from_bucket]),
        )
        for cell in kept
    }
    return RollMatrix(from_on, on, _by_severity(f for f, _ in rolls), _by_severity(t for _, t in rolls), rolls)


def roll_days() -> list[tuple[date, date]]:
    """(from, to) of every roll matrix kept, newest first."""
    return list(RollCell.objects.order_by("-on", "from_on").values_list("from_on", "on").distinct())


def notices(on: date | None = None, *, role: str | None = None, limit: int = 50) -> list[NoticeRow]:
    """The night's notices (提示) of `on` (the newest day with any if None), the gravest first, for a role or all."""
    kept = Notice.objects.all()
    if on is None:
        on = kept.order_by("-on").values_list("on", flat=True).first()
    if on is None:
        return []
    gravest = {Level.PROBLEM: 0, Level.WARNING: 1, Level.NOTE: 2}
    found = sorted(kept.filter(on=on), key=lambda one: (gravest[Level(one.level)], one.code))
    return [
        NoticeRow(
            id=one.id,
            on=one.on,
            level=Level(one.level),
            code=one.code,
            says=sentence(one.code, {"count": one.count, **one.params}),
            count=one.count,
            roles=tuple(one.roles),
            params=one.params,
            written_at=one.written_at,
        )
        for one in found
        if role is None or not one.roles or role in one.roles
    ][:limit]


def bucket_order(bucket: int) -> int:
    """A sort key for axes: new, current, M1…, written off, paid off."""
    return {NEW: -1, CURRENT: 0, WRITTEN_OFF: 1000, PAID_OFF: 1001}.get(bucket, bucket)


def _by_severity(buckets: Any) -> tuple[int, ...]:
    return tuple(sorted(set(buckets), key=bucket_order))


def _series_days(until: date | None, months: int) -> list[date]:
    """The newest `months` month ends up to `until`, and the newest day itself."""
    kept = [on for on in days() if until is None or on <= until]
    ends = [on for on in kept if on == month_end(on)]
    return sorted({*ends[-months:], *kept[-1:]})


def _flow(from_on: date, on: date, cells: list[RollCell]) -> Flow:
    """Sum the cells from at most current to past due (entries), and back (cures)."""
    entered = [one for one in cells if one.from_bucket in (CURRENT, NEW) and one.to_bucket > CURRENT]
    cured = [one for one in cells if one.from_bucket > CURRENT and one.to_bucket in (CURRENT, PAID_OFF)]
    return Flow(
        from_on=from_on,
        on=on,
        entries=sum(one.loans for one in entered),
        entered_fen=sum(one.balance_fen for one in entered),
        cures=sum(one.loans for one in cured),
        cured_fen=sum(one.balance_fen for one in cured),
        cash_fen=sum(one.paid_fen for one in cells if one.from_bucket > CURRENT or one.from_bucket == WRITTEN_OFF),
    )


def _ratio_30(figures: DailyFigures) -> int:
    return _part(figures.over_30_fen, figures.outstanding_fen)


def _part(part: int, whole: int) -> int:
    """`part` of `whole` in parts per million; 0 of nothing."""
    return part * MILLION // whole if whole else 0


def _days(what: str, figures: DailyFigures) -> dict[str, str]:
    """The case list of a day's openings or closings."""
    state = {"state": "closed", "reason": "cured"} if what == "closed" else {"state": ""}
    return {**state, f"{what}_from": figures.on.isoformat(), f"{what}_to": figures.on.isoformat()}


def _paid(figures: DailyFigures) -> dict[str, str]:
    """The case list of those who paid on the day."""
    return {"state": "", "paid_from": figures.on.isoformat()}


def roll_trend(on: date, *, months: int = 6) -> list[RollMonth]:
    """What part of each bucket got worse, month by month up to `on` (迁徙走势), oldest first; the last may be running.

    Buckets past due; by balance and by count, in ppm of the bucket at the start of the month.
    """
    spans = [
        one for one in RollCell.objects.filter(on__lte=on).values_list("from_on", "on").distinct()
        if one[0] == month_end(one[0]) and (one[1] == month_end(one[1]) or one[1] == on)
        and (one[1] - one[0]).days <= LONGEST_MONTH
    ]  # fmt: skip
    longest = {end: start for start, end in sorted(spans, reverse=True)}
    told: dict[tuple[date, date], dict[int, list[int]]] = {}
    shown = sorted((start, end) for end, start in longest.items())[-months:]
    for cell in RollCell.objects.filter(on__in=[end for _, end in shown], from_bucket__gt=CURRENT):
        if longest[cell.on] != cell.from_on:
            continue
        sums = told.setdefault((cell.from_on, cell.on), {}).setdefault(cell.from_bucket, [0, 0, 0, 0])
        worse = cell.to_bucket > cell.from_bucket or cell.to_bucket == WRITTEN_OFF
        for place, value in enumerate((cell.loans, cell.balance_fen)):
            sums[place] += value
            sums[place + 2] += value if worse else 0
    return [
        RollMonth(start, end, {
            bucket: (_part(worse, loans), _part(worse_fen, fen))
            for bucket, (loans, fen, worse, worse_fen) in sorted(told.get((start, end), {}).items())
        })
        for start, end in shown
    ]  # fmt: skip
