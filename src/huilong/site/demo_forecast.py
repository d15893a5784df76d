"""The demo's forecasts (演示预测): the night's own, a downturn and an upturn beside it."""

from collections.abc import Mapping

from huilong.kernel.acting import Acting, act_as

SCENARIOS = ("severe", "cheap_cars", "recovery")
PATHS = 2000


def forecast(cast: Mapping[str, Acting]) -> None:
    """Scenarios beside the night's forecast, asked for by the strategy manager; nothing before there is a month end."""
    from django.utils import timezone

    from huilong.rooms.forecast.actions import run_forecast
    from huilong.rooms.forecast.queries import last_kept
    from huilong.rooms.forecast.terms import Asked

    if last_kept() is None:
        return
    with act_as(cast["strategy"]):
        for one in SCENARIOS:
            run_forecast(Asked(scenario=one, paths=PATHS), timezone.localtime())
