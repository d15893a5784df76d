"""Running a forecast (运行预测): fit to what is kept, walk the paths, keep what they say."""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256

import numpy as np
from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast.models import Result, Run
from huilong.rooms.forecast.queries.scenarios import scenarios
from huilong.rooms.forecast.queries.stored import Stored, last_kept, stored
from huilong.rooms.forecast.queries.walked import law_mark, spread, walk_paths
from huilong.rooms.forecast.rules.fit import Fitted, fitted, law_of
from huilong.rooms.forecast.rules.scenarios import worked_out
from huilong.rooms.forecast.rules.told import SO_FAR, Number, months_after, numbers, present_value, so_far
from huilong.rooms.forecast.terms import ALL, EVERY, Asked, Foreseen, RunKind
from huilong.rooms.journal.actions import record

LEAST_PATHS, MOST_PATHS, MOST_MONTHS = 200, 20_000, 36
MOST_RATE = 500_000
BATCH = 5000


def run_forecast(
    asked: Asked, at: datetime, *, by_night: bool = False, progress: Callable[[int, int], None] | None = None
) -> int:
    """Run a forecast from the newest month end that is kept (运行预测); the run's key.

    Refuses `forecast-bounds` for a horizon or number of paths out of bounds, `no-history` before the first month end.
    The same question on the same facts gives the same answer: what is drawn depends on the seed alone.
    """
    _bounds(asked)
    on = last_kept()
    if on is None:
        raise Refusal(
            "no-history", status=409, zh="还没有月末历史,无法预测。",
            en="No month end is kept yet, so there is nothing to start from.",
            remedy_zh="请先跑过一个月末的夜间批。", remedy_en="Run the night of a month end first.",
        )  # fmt: skip
    started = time.monotonic()
    facts = stored(on)
    model = fitted(facts.moves, facts.ends, facts.recovery)
    found = _numbers(asked, facts, model, progress)
    with transaction.atomic():
        run = _kept(asked, facts, model, at, by_night, time.monotonic() - started)
        Result.objects.bulk_create(
            (
                Result(run=run, month=month, segment=segment, measure=measure, bucket=bucket, mean=mean, edges=edges)
                for month, segment, measure, bucket, mean, edges in found
            ),
            batch_size=BATCH,
        )
        record(
            verb="forecast.run", subject=("forecast", str(run.pk)), at=at, actor="night" if by_night else None,
            detail={"on": on.isoformat(), "scenario": asked.scenario, "paths": asked.paths, "seed": run.seed},
        )  # fmt: skip
    return run.pk


def _bounds(asked: Asked) -> None:
    for name, value, least, most in (
        ("paths", asked.paths, LEAST_PATHS, MOST_PATHS), ("horizon", asked.horizon, 1, MOST_MONTHS),
        ("discount", asked.discount_ppm, 0, MOST_RATE), ("seed", asked.seed, 0, 2**62),
    ):  # fmt: skip
        if not least <= value <= most:
            raise Refusal(
                "forecast-bounds", status=422, where=name, zh=f"{value} 超出范围:应在 {least} 到 {most} 之间。",
                en=f"{value} is out of bounds: between {least} and {most}.",
                remedy_zh="请改成范围内的数。", remedy_en="Give a number within them.",
            )  # fmt: skip
    scenarios().named(asked.scenario)


def seed_of(on: date) -> int:
    """The seed of the night's run: its date and nothing else, so that a night run again says the same (随机种子)."""
    return int.from_bytes(sha256(f"forecast {on.isoformat()}".encode()).digest()[:7], "big")


def _numbers(
    asked: Asked, facts: Stored, model: Fitted, progress: Callable[[int, int], None] | None
) -> Sequence[Number]:
    months = months_after(facts.on, asked.horizon)
    table = scenarios()
    effect, price = worked_out(table.named(asked.scenario), table.elasticities, asked.horizon)
    law = law_of(model, months, effect=effect, price=price)
    walked = walk_paths(asked.seed or seed_of(facts.on), law, facts.standing, asked.paths, progress)
    found = list(numbers(*spread(walked), months, facts.segments))
    mean, edges = spread(so_far(walked))
    for k, (measure, _) in enumerate(SO_FAR):
        found += [
            (month, ALL, measure, EVERY, int(mean[h, k]), [int(x) for x in edges[h, k]])
            for h, month in enumerate(months)
        ]
    mean, edges = spread(present_value(walked, asked.discount_ppm))
    found += [
        (months[-1], segment, Foreseen.VALUE, EVERY, int(mean[g]), [int(x) for x in edges[g]])
        for g, segment in enumerate((*facts.segments, ALL))
    ]
    return found


def _kept(asked: Asked, facts: Stored, model: Fitted, at: datetime, by_night: bool, seconds: float) -> Run:
    shocks, recovery = model.shocks, model.recovery
    who = acting()
    return Run.objects.create(
        on=facts.on, kind=RunKind.NIGHT if by_night else RunKind.ASKED, scenario=asked.scenario, horizon=asked.horizon,
        paths=asked.paths, seed=asked.seed or seed_of(facts.on), discount_ppm=asked.discount_ppm, months=model.months,
        code_mark=law_mark(), data_mark=facts.mark, by=None if by_night or who is None else who.user, made_at=at,
        seconds=round(seconds, 2), told={
            "shock_sd": [round(float(x), 4) for x in np.sqrt((shocks.spread**2).sum(axis=1))],
            "stays": [round(float(x), 3) for x in shocks.stays], "start": [round(float(x), 4) for x in shocks.start],
            "recovery_mean": round(recovery.mean, 4), "recovery_cases": recovery.cases,
            "loan_months": model.loans, "segments": list(facts.segments),
            "drivers": dict(scenarios().named(asked.scenario).moves),
        },
    )  # fmt: skip
