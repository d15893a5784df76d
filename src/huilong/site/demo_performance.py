"""The demo's targets and allocation (演示目标与分派): what people are able to, a target, an allocation to look at."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from huilong.kernel.acting import Acting, act_as

Cast = Mapping[str, Acting]
TARGET_FEN = 180_000_000


@transaction.atomic
def performance(cast: Cast, at: datetime) -> None:
    """Working facts for all who work cases, this month's target agreed by a second person on the first, one proposal.

    `cast` holds a manager and a strategy manager, whose role may agree to a target. Who sets one never agrees to it.
    """
    from huilong.rooms.people.actions import decide
    from huilong.rooms.performance import actions, queries
    from huilong.rooms.performance.models import Target
    from huilong.rooms.performance.terms import Seniority, TargetScope, TargetSource

    on, seasons, first = at.date(), tuple(Seniority), at.replace(day=1)
    with act_as(cast["manager"]):
        people = queries.capacity(on)
        for n, one in enumerate(people):
            actions.note_facts(
                one.person, minutes_a_day=420, most_cases=600, seniority=seasons[n % len(seasons)],
                skills=["hardship", "late_stage"] if n % 2 == 0 else ["late_stage"], languages=[], regions=[], at=at,
            )  # fmt: skip
        key = actions.set_target(on, TargetScope.ORGANISATION, TARGET_FEN, TargetSource.TYPED, at=first)
    with act_as(cast["strategy"]):
        decide(Target.objects.get(pk=key).approval or 0, approve=True, actor=cast["strategy"].user, at=first)
    teams = {one.team for one in people if one.team and one.licensed and one.minutes}
    if teams:
        with act_as(cast["manager"]):
            actions.propose(sorted(teams), on, at)


def plans(until: date, at: datetime) -> None:
    """The day's plans, once cases were given out: the last night found nobody holding any."""
    from huilong.rooms.performance import actions

    actions.plan_day(actions.next_working_day(until), at)
