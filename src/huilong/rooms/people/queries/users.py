"""Reads of users and teams (用户与小组), and of what they may."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from huilong.rooms.people.models import Organisation, Team, User
from huilong.rooms.people.rules.permissions import role_may
from huilong.rooms.people.terms import OrganisationKind, Role


@dataclass(frozen=True)
class Account:
    """A user as other rooms see one (用户)."""

    id: int
    username: str
    display_name: str
    role: str
    organisation: str
    language: str


def may(user: Any, permission: str) -> bool:
    """Whether this signed-in user may do something, e.g. `may(request.user, "case.view")`; anonymous may nothing."""
    role = getattr(user, "role", "")
    return bool(role and getattr(user, "is_active", False) and role_may(role, permission))


def is_working(user: int) -> bool:
    """Whether somebody's account, and the organisation, are open (账户有效), as far as the one who acts sees it."""
    return User.objects.filter(pk=user, is_active=True, organisation__is_active=True).exists()


def accounts() -> list[Account]:
    """All active users by name."""
    users = User.objects.filter(is_active=True).select_related("organisation").order_by("username")
    return [Account(u.pk, u.username, u.display_name, u.role, u.organisation.name, u.language) for u in users]


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be given work (同事), with the organisation and team the work then belongs to."""

    id: int
    name: str
    role: Role
    organisation: int
    organisation_name: str
    organisation_kind: OrganisationKind
    team: int | None
    team_name: str


def colleagues(roles: Collection[Role]) -> list[Colleague]:
    """Active users of these roles whom the one who acts may see, by organisation, team and name."""
    users = User.objects.filter(is_active=True, organisation__is_active=True, role__in=[role.value for role in roles])
    ordered = users.select_related("organisation", "team").order_by("organisation__name", "team__name", "display_name")
    return [
        Colleague(
            u.pk, u.display_name, Role(u.role), u.organisation_id, u.organisation.name,
            OrganisationKind(u.organisation.kind), u.team_id, u.team.name if u.team else "",
        )
        for u in ordered
    ]  # fmt: skip


@dataclass(frozen=True)
class TeamRow:
    """A team as other rooms see one (小组)."""

    id: int
    name: str
    organisation: int
    organisation_name: str
    organisation_kind: OrganisationKind
    takes_new: bool


def teams() -> list[TeamRow]:
    """Active teams whom the one who acts may see, by organisation and name."""
    found = Team.objects.filter(is_active=True).select_related("organisation").order_by("organisation__name", "name")
    return [
        TeamRow(
            t.pk, t.name, t.organisation_id, t.organisation.name, OrganisationKind(t.organisation.kind), t.takes_new
        )
        for t in found
    ]  # fmt: skip


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as other rooms see one (组织)."""

    id: int
    name: str
    kind: OrganisationKind

    @property
    def is_lender(self) -> bool:
        """Whether it is the lender or a branch of it."""
        return self.kind in (OrganisationKind.LENDER, OrganisationKind.BRANCH)


def organisation_named(key: int) -> OrganisationRow | None:
    """An organisation by its key; None if the one who acts may not see it."""
    return _organisation(Q(pk=key))


def organisations_of_kind(kind: OrganisationKind) -> list[OrganisationRow]:
    """Active organisations of a kind that the one who acts may see, by name (某类组织)."""
    found = Organisation.objects.filter(kind=kind, is_active=True).order_by("name")
    return [OrganisationRow(one.pk, one.name, OrganisationKind(one.kind)) for one in found]


def lender_organisation() -> OrganisationRow | None:
    """The lender itself (放款人), the first one set up; None before there is one."""
    return _organisation(Q(kind=OrganisationKind.LENDER))


def _organisation(which: Q) -> OrganisationRow | None:
    one = Organisation.objects.filter(which).order_by("pk").first()
    return OrganisationRow(one.pk, one.name, OrganisationKind(one.kind)) if one else None


def names_of(keys: Collection[int]) -> dict[int, str]:
    """The display names of those of these users whom the one who acts may see."""
    return dict(User.objects.filter(pk__in=list(keys)).values_list("pk", "display_name"))


def keys_named(text: str) -> list[int]:
    """The keys of users whose user name or display name contains `text`, of those whom the one who acts may see."""
    named = Q(username__icontains=text) | Q(display_name__icontains=text)
    return list(User.objects.filter(named).values_list("pk", flat=True))


def lender_name() -> str:
    """The name of the lender whose house this is; "" before there is one."""
    return Organisation.objects.filter(kind=OrganisationKind.LENDER).values_list("name", flat=True).first() or ""
