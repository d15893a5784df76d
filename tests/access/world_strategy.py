"""Strategy in the world of strangers (策略): tables of the house, an experiment, a decision on every case."""

from datetime import UTC, date, datetime

from .world import CASES, World

AT = datetime(2026, 6, 30, 2, tzinfo=UTC)


def strategy(world: World) -> None:
    """The shipped tables, a trial of one of them, and what a night decided about each case; segments are marked."""
    from huilong.rooms.strategy.actions import ensure_shipped
    from huilong.rooms.strategy.models import Decision, Experiment, Version

    ensure_shipped(AT)
    table = Version.objects.select_related("strategy").get(strategy__purpose="treatment")
    world.keys["strategy_version"] = {"house": table.pk}
    trial = Experiment.objects.create(
        name="trial-of-the-house", champion=table, challenger=table, salt="s", challenger_ppm=200_000, holdout_ppm=0,
        horizon_days=30, worth_ppm=20_000, worth_fen=10_000, complaints_ppm=5_000, blocked_ppm=20_000,
        started_on=date(2026, 6, 1), started_by=0, state="ended", ended_on=date(2026, 6, 20), why="given_up",
    )  # fmt: skip
    world.keys["experiment"] = {"house": trial.pk}
    world.mark("experiment", "house", "trial-of-the-house")
    world.keys["treated"] = {}
    for key, row in CASES.items():
        Decision.objects.create(
            on=date(2026, 6, 29), borrower=row[2], number=row[0], version=table, row=1, arm="champion",
            probability_ppm=1_000_000, segment=f"seg-{key}."[:16], channel="call", tone="neutral", every_days=1,
            offer_limit_ppm=0, queue="early", next_look_days=1,
        )  # fmt: skip
        world.keys["treated"][key] = row[0]
        world.mark("treated", key, f"seg-{key}."[:16])
