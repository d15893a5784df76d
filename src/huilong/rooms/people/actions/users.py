"""Verbs of organisations, teams and users (机构、小组、用户)."""

from django.conf import settings
from django.db import connections, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import Organisation, Team, User
from huilong.rooms.people.rules.permissions import REACH, WEIGHTY, place_of
from huilong.rooms.people.rules.statement import hmac_pads
from huilong.rooms.people.terms import LANGUAGES, OrganisationKind, Role


@transaction.atomic
def ensure_organisation(name: str, kind: OrganisationKind) -> int:
    """The id of the organisation of this name, made if new (机构)."""
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind.value})[0].pk


@transaction.atomic
def ensure_team(name: str, organisation: int, *, takes_new: bool = False) -> int:
    """The id of the organisation's team of this name, made if new (小组)."""
    return Team.objects.get_or_create(name=name, organisation_id=organisation, defaults={"takes_new": takes_new})[0].pk


@transaction.atomic
def ensure_user(
    username: str, *, display_name: str, role: Role, organisation: int, password: str, language: str = "zh-hans",
    team: int | None = None,
) -> bool:
    """Make a user if the name is free; true when made. An existing user is left as it is (用户)."""
    if User.objects.filter(username__iexact=username).exists():
        return False
    user = User(
        username=username, display_name=display_name, role=role.value, organisation_id=organisation,
        language=language, team_id=team,
    )  # fmt: skip
    user.set_password(password)
    user.save()
    record(verb="user.added", subject=("user", user.pk), actor="system", detail={"role": role.value})
    return True


def change_language(user_id: int, language: str) -> None:
    """Keep the language a user chose (语言)."""
    if language not in dict(LANGUAGES):
        raise Refusal(
            "unknown-language",
            zh="没有这种语言。",
            en="There is no such language.",
            remedy_zh="请选择简体中文或 English。",
            remedy_en="Choose 简体中文 or English.",
            status=422,
        )
    User.objects.filter(pk=user_id).update(language=language)


def teach_scope(using: str = "default") -> None:
    """Tell the database how far each role sees, and the key by which it knows a true statement of who acts.

    Called after every migration, as the owner. Skips a database whose tables are not there yet.
    """
    inner, outer = hmac_pads(settings.SCOPE_KEY)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select to_regclass('people_approval') is not null")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("delete from people_reach")
        cursor.executemany(
            "insert into people_reach (role, reach, weighty, place) values (%s, %s, %s, %s)",
            [(r.value, REACH[r].value, r in WEIGHTY, place_of(r)) for r in Role],
        )
        cursor.execute("delete from people_scope_key")
        cursor.execute("insert into people_scope_key values (1, %s, %s)", [inner, outer])
