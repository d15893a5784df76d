"""People around a model (评分测试的人物): who trains, who approves, who may look, who may not."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def people(settings) -> dict[str, Any]:
    """The users by name."""
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    team = ensure_team("一组", lender, takes_new=True)
    for name, role, of in (
        ("song", Role.STRATEGY, None), ("boss", Role.MANAGER, None), ("lead", Role.TEAM_LEAD, team),
        ("lin", Role.COLLECTOR, team),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=of)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def draft(people) -> int:
    """A draft that song trained."""
    from dataclasses import replace

    from huilong.kernel.acting import Acting, act_as
    from huilong.rooms.scores.actions.training import _figures, keep_draft, trained_on
    from huilong.rooms.scores.rules import samples
    from huilong.rooms.scores.rules.training import train
    from huilong.rooms.scores.terms import Target
    from huilong.rooms.scores.tests.loans import panel

    cases = samples.sample(panel(250), "roll")
    made, odds, fold = train(
        cases.features, cases.outcome, cases.group, target="roll", names=cases.names, settings={"max_iter": 10}
    )
    made = replace(made, trained_on=trained_on(cases, cases.outcome, AT.date()), figures=_figures(cases, odds, fold, 7))
    with act_as(Acting(people["song"].pk)):
        return keep_draft(Target.ROLL, made, at=AT)
