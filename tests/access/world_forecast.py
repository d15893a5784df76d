"""Forecasts in the world of strangers (预测): a run of the house, and what it said."""

from datetime import UTC, date, datetime

from .world import World


def forecasts(world: World) -> None:
    """One run of the night with one number; its marks are of the house alone."""
    from huilong.rooms.forecast.models import Move, Result, Run

    run = Run.objects.create(
        on=date(2026, 5, 31), kind="night", scenario="base", horizon=12, paths=200, seed=1, discount_ppm=80_000,
        months=3, code_mark="law-of-forecast", data_mark="facts-of-forecast", told={"segments": ["seg-of-forecast"]},
        made_at=datetime(2026, 6, 1, 2, tzinfo=UTC), seconds=1.0,
    )  # fmt: skip
    Result.objects.create(
        run=run, month=date(2026, 6, 30), segment="", measure="cash", bucket=-1, mean=987_654_321,
        edges=[987_650_000 + n for n in range(7)],
    )  # fmt: skip
    Move.objects.create(
        on=date(2026, 5, 31), segment="seg-of-forecast", start=1, end=2, loans=3, balance_fen=1, after_fen=1,
        cash_fen=1, due_fen=1, square=1.0, cash_square=0.0,
    )  # fmt: skip
    world.keys["forecast_run"] = {"house": run.pk}
    world.mark("forecast_run", "house", "law-of-forecast", "facts-of-forecast", "seg-of-forecast", "9,876,543.21")
