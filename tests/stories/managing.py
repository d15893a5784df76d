"""What those who steer did before a story begins (管理故事): a trial, a target, a pack, a model."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from huilong.kernel.acting import Acting, act_as


def cast() -> dict[str, Acting]:
    """Everybody of the stories at work, by user name."""
    from huilong.rooms.people.models import User

    return {one.username: Acting(one.pk, one.organisation_id, one.role, "story") for one in User.objects.all()}


def managed() -> None:
    """A trial of a strategy, the month's target and an allocation, a weekly pack, a scenario, a model's draft."""
    from huilong.rooms.forecast.actions import run_forecast
    from huilong.rooms.forecast.terms import Asked
    from huilong.site import demo_performance, demo_replay, demo_reports, demo_strategy

    from .conftest import LAST_NIGHT

    who, now = cast(), timezone.now()
    _silent(now)
    demo_strategy.strategy(who, now)
    _tried(now)
    demo_performance.performance(who, now)
    demo_replay.replay(who["strategy"], LAST_NIGHT)
    demo_reports.rows(LAST_NIGHT, now)
    demo_reports.reports(who, now)
    with act_as(who["strategy"]):
        run_forecast(Asked(scenario="severe", paths=1000), now)
        _drafted(now)


def _silent(now: datetime) -> None:
    """Everybody who works cases signed to keep silent: nobody else is given any by an allocation."""
    from huilong.rooms.people.models import Gate, User

    for user in User.objects.filter(role__in=("collector", "team_lead")):
        Gate.objects.get_or_create(user=user, kind="nda", defaults={
            "valid_from": now.date() - timedelta(days=30), "valid_until": now.date() + timedelta(days=300),
            "evidence": "STORY", "recorded_at": datetime.now(UTC),
        })  # fmt: skip


def _tried(now: datetime) -> None:
    """What two nights counted of the trial: on the second the challenger cures more, and not by chance."""
    from huilong.rooms.strategy.actions import keep_results
    from huilong.rooms.strategy.queries import experiments
    from huilong.rooms.strategy.terms import Arm, ArmResult

    (trial,) = experiments()
    for ago, borrowers, cured in ((1, 400, (80, 95)), (0, 4000, (800, 1200))):
        arms = [
            ArmResult(arm, borrowers, each, each * 300_000, each * 9e10, 2, 1)
            for arm, each in zip((Arm.CHAMPION, Arm.CHALLENGER), cured, strict=True)
        ]
        held = ArmResult(Arm.HOLDOUT, borrowers // 10, borrowers // 60, borrowers * 4_000, borrowers * 1.2e9, 0, 0)
        keep_results(trial.id, now.date() - timedelta(days=ago), [*arms, held])


def _drafted(now: datetime) -> int:
    """A draft of a model, of few small trees: it is read, not relied on."""
    from dataclasses import replace

    from huilong.rooms.scores.actions.training import _figures, keep_draft, own_cases, trained_on
    from huilong.rooms.scores.rules.training import train
    from huilong.rooms.scores.terms import Target

    from .conftest import LAST_NIGHT

    cases = own_cases(Target.WARNING, LAST_NIGHT, 7)
    made, odds, fold = train(
        cases.features, cases.outcome, cases.group, target="warning", names=cases.names, folds_wanted=2,
        settings={"max_iter": 8},
    )  # fmt: skip
    about = trained_on(cases, cases.outcome, LAST_NIGHT)
    whole = replace(made, trained_on=about, figures=_figures(cases, odds, fold, 7))
    return keep_draft(Target.WARNING, whole, at=now)


def approval_of(kind: str, subject: str) -> int:
    """The request that waits for a second person, by what it is about."""
    from huilong.rooms.people.models import Approval

    return Approval.objects.get(kind=kind, subject=subject, state="waiting").pk


def agreed(visitor: Any, asked: int) -> None:
    """A second person opens the request and agrees to it."""
    visitor.open(f"/staff/approvals/{asked}/")
    assert visitor.violations() == []
    visitor.page.click("button[value=approve]")
    visitor.page.wait_for_selector(".notice.success")
    assert visitor.page.locator("button[value=approve]").count() == 0


def places() -> dict[str, Any]:
    """The newest of each thing that has a page of its own, by the name its address is written with."""
    from huilong.rooms.forecast.models import Run
    from huilong.rooms.performance.models import Allocation
    from huilong.rooms.replay.models import Run as Replay
    from huilong.rooms.reports.models import Pack
    from huilong.rooms.scores.models import ScoreModel
    from huilong.rooms.strategy.models import Experiment, Version

    kinds = {"version": Version, "experiment": Experiment, "model": ScoreModel, "forecast": Run, "replay": Replay,
             "allocation": Allocation, "pack": Pack}  # fmt: skip
    return {name: kind.objects.latest("id").pk for name, kind in kinds.items()}
