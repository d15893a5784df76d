"""A replay in the world of strangers (回放): one of the house, seen by who sees the whole house."""

from datetime import UTC, date, datetime

from .world import World

AT = datetime(2026, 6, 30, 2, tzinfo=UTC)


def replay(world: World) -> None:
    """One replay that is done, with a night and what was struck out; its title and a treatment are marked."""
    from huilong.rooms.replay.models import Night, Run, StruckOut

    on = date(2026, 6, 1)
    run = Run.objects.create(
        title="replay-of-the-house", draft={}, first=on, last=on, state="done", asked_at=AT, finished_at=AT, treated=1,
    )  # fmt: skip
    Night.objects.create(
        run=run, on=on, borrowers=1, wanted=2, treated=1, by_treatment={"treated-in-replay": 1}, minutes=6, cost_fen=20,
    )  # fmt: skip
    StruckOut.objects.create(run=run, on=on, by="law", rule="CN-FREQ-001", treatment="struck-in-replay", count=1)
    world.keys["replay"] = {"house": run.pk}
    for mark in ("replay-of-the-house", "treated-in-replay", "struck-in-replay"):
        world.mark("replay", "house", mark)
