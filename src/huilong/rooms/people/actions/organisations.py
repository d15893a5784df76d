"""Verbs of organisations and teams (机构与小组): add, rename, open and close."""

from datetime import datetime

from django.db import IntegrityError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import Organisation, Team, User
from huilong.rooms.people.terms import OrganisationKind


def _taken() -> Refusal:
    return Refusal(
        "name-taken", status=422, where="name", zh="名称为空、过长,或已被使用。",
        en="The name is empty, too long, or taken.", remedy_zh="请换一个名称。", remedy_en="Choose another.",
    )  # fmt: skip


def _in_use() -> Refusal:
    return Refusal(
        "still-in-use", zh="仍有启用中的用户、小组或下属机构,或它是出借机构、接收新案的小组。",
        en="There are active users, teams or branches in it, or it is the lender, or the team that takes new cases.",
        remedy_zh="请先停用或调走它们。", remedy_en="Close or move those first.",
    )  # fmt: skip


@transaction.atomic
def add_organisation(
    name: str, kind: OrganisationKind, *, parent: int | None, actor: int, at: datetime
) -> int:
    """Add an organisation (新增机构); a branch names the lender it is a part of, nobody else has a parent. Its key."""
    above = Organisation.objects.filter(pk=parent, kind=OrganisationKind.LENDER).first() if parent else None
    if (kind is OrganisationKind.BRANCH) != (above is not None):
        raise Refusal(
            "no-such-parent", status=422, where="parent", zh="分支机构须隶属一家出借机构,其他机构没有上级。",
            en="A branch belongs to a lender; other organisations to nobody.",
            remedy_zh="请选择出借机构作为上级。", remedy_en="Choose the lender it belongs to.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            made = Organisation.objects.create(name=_named(name, 120), kind=kind.value, parent=above)
    except IntegrityError as error:
        raise _taken() from error
    record(
        verb="organisation.added", subject=("organisation", made.pk), actor=f"user:{actor}", at=at,
        detail={"kind": kind.value, "parent": parent},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def change_organisation(organisation: int, *, name: str, is_active: bool, actor: int, at: datetime) -> None:
    """Rename an organisation, or open or close it (变更机构). It closes only when empty."""
    kept = Organisation.objects.get(pk=organisation)
    if kept.is_active and not is_active:
        busy = User.objects.filter(organisation=kept, is_active=True).exists() or kept.branches.filter(is_active=True)
        if kept.kind == OrganisationKind.LENDER or busy:
            raise _in_use()
    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=kept.pk).update(name=_named(name, 120), is_active=is_active)
    except IntegrityError as error:
        raise _taken() from error
    record(
        verb="organisation.changed", subject=("organisation", kept.pk), actor=f"user:{actor}", at=at,
        detail={"is_active": is_active, "renamed": name.strip() != kept.name},
    )  # fmt: skip


@transaction.atomic
def add_team(name: str, organisation: int, *, actor: int, at: datetime) -> int:
    """Add a team to an organisation (新增小组); its key."""
    try:
        with transaction.atomic():
            made = Team.objects.create(name=_named(name, 60), organisation_id=organisation)
    except IntegrityError as error:
        raise _taken() from error
    record(
        verb="team.added", subject=("team", made.pk), actor=f"user:{actor}", at=at,
        detail={"organisation": organisation},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def change_team(team: int, *, name: str, takes_new: bool, is_active: bool, actor: int, at: datetime) -> None:
    """Rename a team, open or close it, let it take the new cases of its organisation (变更小组): one team does."""
    kept = Team.objects.get(pk=team)
    members = User.objects.filter(team=kept, is_active=True).exists()
    if not is_active and (takes_new or members):
        raise _in_use()
    if takes_new:
        Team.objects.filter(organisation=kept.organisation_id, takes_new=True).exclude(pk=team).update(takes_new=False)
    try:
        with transaction.atomic():
            Team.objects.filter(pk=team).update(name=_named(name, 60), takes_new=takes_new, is_active=is_active)
    except IntegrityError as error:
        raise _taken() from error
    record(
        verb="team.changed", subject=("team", team), actor=f"user:{actor}", at=at,
        detail={"is_active": is_active, "takes_new": takes_new, "renamed": name.strip() != kept.name},
    )  # fmt: skip


def _named(name: str, most: int) -> str:
    """The name without spaces around it; refused when empty or too long."""
    name = name.strip()
    if not 0 < len(name) <= most:
        raise _taken()
    return name
