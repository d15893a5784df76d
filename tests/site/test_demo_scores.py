"""The demo's model: trained on its book, agreed to by another than who asked, used, watched, and then scored by."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from huilong.kernel.acting import Acting
from huilong.kernel.days import day_date, month_end
from huilong.night.positions import aged_as_known
from huilong.rooms.people.actions import ensure_organisation, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.replay.tests.lending import LAST, OPENED, lend
from huilong.rooms.scores.models import Watch
from huilong.rooms.scores.queries import in_use
from huilong.rooms.scores.terms import Target
from huilong.site import demo_scores, roles
from tests.meeting import meeting_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = datetime(2026, 8, 1, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_model_of_the_demo_is_agreed_to_by_a_second_person_and_watched(settings, tmp_path, monkeypatch):
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 2
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    lend(tmp_path / "book", borrowers=90, buckets=2, late=(12, 45, 400))
    days = [day_date(day) for day in range(OPENED, LAST + 1)]
    for day in [one for one in days if one == month_end(one)] + [days[-1]]:
        aged_as_known(day)
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    for name, role in (("strategy", Role.STRATEGY), ("manager", Role.MANAGER)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-enough-one", team=None)
    cast = {one.username: Acting(one.pk, lender, one.role, "127.0.0.1") for one in User.objects.all()}
    became: list[str] = []
    monkeypatch.setattr(roles, "become", became.append)

    with meeting_as("web"):
        monkeypatch.setattr("huilong.night.scoring.score", lambda on: became.append("scored"))
        monkeypatch.setattr("huilong.rooms.scores.actions.watching.watch", lambda key, on: became.append("watched"))
        demo_scores.scores(cast, days[-1], AT)

    model = in_use(Target.CURE_TIME)
    assert model is not None
    assert (model.made_by, model.approved_by) == (cast["strategy"].user, cast["manager"].user)
    assert became == [roles.NIGHT, "watched", "scored", roles.WEB]
    assert not Watch.objects.exists()
