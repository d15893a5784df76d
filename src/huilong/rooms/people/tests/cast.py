"""The people of these tests (人物): one of each role that matters here, and the way to act as one in the database."""

from contextlib import contextmanager

from django.db import connection

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role

PASSWORD = "slow-river-42"
CAST = {
    "deng": Role.ADMINISTRATOR, "fang": Role.COMPLIANCE, "song": Role.MANAGER, "lin": Role.COLLECTOR,
    "zhou": Role.TEAM_LEAD, "shen": Role.FINANCE, "luo": Role.AGENCY_MANAGER, "hu": Role.AGENCY_AGENT,
}  # fmt: skip


def village():
    """A lender with a team, an agency, and the cast; users by name, organisations as `lender` and `agency`."""
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    team = ensure_team("一组", lender, takes_new=True)
    for name, role in CAST.items():
        outside = role.value.startswith("agency")
        ensure_user(
            name, display_name=name.title(), role=role, organisation=agency if outside else lender,
            password=PASSWORD, team=None if outside else team,
        )  # fmt: skip
    users = {user.username: user for user in User.objects.filter(username__in=CAST)}
    return users | {"lender": lender, "agency": agency, "team": team}


def as_web():
    """Meet the database as the pages do, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")


@contextmanager
def acting_as(user):
    """Let this user act."""
    with act_as(Acting(user.pk, user.organisation_id, user.role)):
        yield
