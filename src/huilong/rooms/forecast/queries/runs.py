"""Runs and what they said (预测查询), beside what came true; and what targets are broken down from."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q

from huilong.kernel.days import month_end
from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast.models import Outcome, Result, Run
from huilong.rooms.forecast.terms import (
    ALL,
    EVERY,
    Asked,
    Coverage,
    ExpectedMonth,
    Foreseen,
    ResultRow,
    RunKind,
    RunRow,
)

HELD = (Foreseen.CASH, Foreseen.CHARGED_OFF, Foreseen.NET_LOSS, Foreseen.BALANCE, Foreseen.LOANS)


def runs(limit: int = 50) -> tuple[RunRow, ...]:
    """The newest runs (预测列表)."""
    return tuple(_row(one) for one in Run.objects.order_by("-on", "-id")[:limit])


def run_row(key: int) -> RunRow:
    """One run; refuses `no-such-run`."""
    found = Run.objects.filter(pk=key).first()
    if found is None:
        raise Refusal(
            "no-such-run", status=404, zh="没有这次预测。", en="There is no such forecast.",
            remedy_zh="请从预测列表打开。", remedy_en="Open it from the list of forecasts.",
        )  # fmt: skip
    return _row(found)


def newest_run(scenario: str = "base") -> RunRow | None:
    """The newest run of a scenario; None before there is one."""
    found = Run.objects.filter(scenario=scenario).order_by("-on", "-id").first()
    return None if found is None else _row(found)


def newest_by_scenario(on: date) -> dict[str, RunRow]:
    """The newest run of each scenario that starts from a month end (情景对照)."""
    return {one.scenario: _row(one) for one in Run.objects.filter(on=on).order_by("id")}


def results(run: int, asked: Mapping[str, Any] | None = None) -> list[ResultRow]:
    """What a run said, by month (预测结果), each beside what came true. `asked`: segment, measure, bucket, month."""
    wanted = Q(run_id=run)
    for name in ("segment", "measure", "bucket", "month"):
        if asked and asked.get(name) is not None:
            wanted &= Q(**{name: asked[name]})
    came = {
        (one.month, one.segment, one.measure, one.bucket): one.actual for one in Outcome.objects.filter(wanted)
    }
    found = Result.objects.filter(wanted).order_by("segment", "measure", "bucket", "month")
    return [_result(one, came.get((one.month, one.segment, one.measure, one.bucket))) for one in found]


def at_the_end(runs: Collection[int]) -> dict[int, dict[Foreseen, ResultRow]]:
    """What the whole book comes to within the horizon of each run (期末合计): cash, loss, present value."""
    found: dict[int, dict[Foreseen, ResultRow]] = {}
    measures = [one.value for one in (Foreseen.CASH_SO_FAR, Foreseen.LOSS_SO_FAR, Foreseen.VALUE)]
    rows = Result.objects.filter(run__in=runs, segment=ALL, measure__in=measures).order_by("run", "month")
    for one in rows:
        found.setdefault(one.run_id, {})[Foreseen(one.measure)] = _result(one, None)
    return found


def _result(one: Result, actual: int | None) -> ResultRow:
    low95, low80, low50, middle, high50, high80, high95 = one.edges
    return ResultRow(
        one.month, one.segment, Foreseen(one.measure), one.bucket, one.mean, low95, low80, low50, middle, high50,
        high80, high95, actual,
    )  # fmt: skip


def expected_month(month: date) -> ExpectedMonth | None:
    """What the desk may expect to recover in the month of a day (月度预计回款), by the newest run that reaches it.

    Cash of loans past due when the month began and of loans charged off: what a target of recoveries is held against.
    Instalments of current loans come without it. None: no run reaches the month, or it was made before this was told.
    """
    end = month_end(month)
    run = Run.objects.filter(kind=RunKind.NIGHT, on__lt=end).order_by("-on").first()
    if run is None:
        return None
    one = Result.objects.filter(
        run=run, month=end, segment=ALL, measure=Foreseen.LATE_CASH.value, bucket=EVERY
    ).first()
    return None if one is None else ExpectedMonth(end, run.pk, run.on, one.mean, one.edges[1], one.edges[5])


def coverage(run: int | None = None) -> tuple[Coverage, ...]:
    """How often the intervals of the whole book held so far (区间覆盖率), of one run or of all by night."""
    chosen = Q(run_id=run) if run is not None else Q(run__kind=RunKind.NIGHT)
    came = Outcome.objects.filter(chosen, segment=ALL).values_list("run_id", "month", "measure", "bucket", "actual")
    actual = {row[:4]: row[4] for row in came}
    told = Result.objects.filter(chosen, segment=ALL, run__outcomes__isnull=False).distinct()
    counts: dict[Foreseen, list[int]] = {}
    for one in told:
        key = (one.run_id, one.month, one.measure, one.bucket)
        if key not in actual or Foreseen(one.measure) not in HELD:
            continue
        row = _result(one, actual[key])
        held = [1, *(int(bool(row.held(level))) for level in (50, 80, 95))]
        kept = counts.setdefault(Foreseen(one.measure), [0, 0, 0, 0])
        counts[Foreseen(one.measure)] = [a + b for a, b in zip(kept, held, strict=True)]
    return tuple(Coverage(measure, *counts[measure]) for measure in HELD if measure in counts)


def runs_by_night() -> tuple[date, ...]:
    """The month ends from which the night made a run, oldest first."""
    return tuple(Run.objects.filter(kind=RunKind.NIGHT).order_by("on").values_list("on", flat=True))


def origins_to_judge(ends: tuple[date, ...]) -> tuple[date, ...]:
    """The month ends among `ends` from which runs were made whose months are not all told yet (待检验起点)."""
    found = []
    for run in Run.objects.filter(on__in=ends).annotate(judged=Count("outcomes__month", distinct=True)):
        over = sum(end > run.on for end in ends)
        if run.judged < min(over, run.horizon):
            found.append(run.on)
    return tuple(sorted(set(found)))


def _row(one: Run) -> RunRow:
    asked = Asked(one.scenario, one.horizon, one.paths, one.seed, one.discount_ppm)
    return RunRow(
        one.pk, one.on, RunKind(one.kind), asked, one.by, one.made_at, one.seconds, one.months, one.code_mark,
        one.data_mark, one.told,
    )  # fmt: skip
