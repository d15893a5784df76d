"""What the pages of people share (组织权限页): permission, words of enums, the lists of users and organisations."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.models import Organisation, SecondFactor, User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.shell.filters import Choice, Filter, Flag
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words


def member_words(members: Any) -> list[tuple[str, Any]]:
    """The members of an enum as choices."""
    return [(str(member), words(member)) for member in members]


def nothing_leaves(request: HttpRequest, detail: dict[str, Any]) -> None:
    """The log of a list that cannot be exported."""
    raise PermissionDenied


def journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Write an export of users into the journal (导出留痕)."""
    record_export(detail)


def _standing(row: User) -> str:
    return gettext("active") if row.is_active else gettext("closed")


USERS = Table(
    key="users", title=_("Users"), order="username", export_permission="people.view",
    empty=_("Nobody is here that you may see."),
    columns=(
        Column("username", _("User name"), sort="username", href=lambda row: reverse("people:user", args=[row.pk])),
        Column("display_name", _("Name"), sort="display_name"),
        Column("role", _("Role at work"), value=lambda row: Role(row.role), sort="role"),
        Column("place", _("Organisation"), sort="organisation__name"),
        Column("team_name", _("Team"), sort="team__name"),
        Column("factor", _("Second factor"), value=lambda row: gettext("yes") if row.factor else gettext("no")),
        Column("last_login", _("Last sign-in"), "moment", sort="last_login"),
        Column("standing", _("State"), "tag", value=_standing, red=lambda row: not row.is_active),
    ),
    filters=(
        Filter("text", _("User name or name")),
        Choice("role", _("Role at work"), choices=partial(member_words, Role), everything=_("Any role")),
        Choice("kind", _("Organisation"), choices=partial(member_words, OrganisationKind), everything=_("Any kind")),
        Flag("active", _("Active only")),
    ),
)  # fmt: skip


def user_rows() -> QuerySet:
    """Users the reader may see; services are shown with their tokens."""
    factor = Exists(SecondFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False))
    rows = User.objects.exclude(role=Role.SERVICE)
    return rows.annotate(place=F("organisation__name"), team_name=F("team__name"), factor=factor)


def narrow_users(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    """The users a filter asks for."""
    if text := asked.get("text"):
        rows = rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
    columns = {"role": "role", "kind": "organisation__kind", "active": "is_active"}
    return rows.filter(**{columns[name]: value for name, value in asked.items() if name in columns})


ORGANISATIONS = Table(
    key="organisations", title=_("Organisations"), order="name", exports=False, empty=_("No organisation yet."),
    columns=(
        Column("name", _("Its name"), sort="name", href=lambda row: reverse("people:organisation", args=[row.pk])),
        Column("kind", _("Kind"), value=lambda row: OrganisationKind(row.kind), sort="kind"),
        Column("above", _("Part of"), sort="parent__name"),
        Column("people", _("Active users"), "number", sort="people"),
        Column("standing", _("State"), "tag", value=lambda row: _standing(row), red=lambda row: not row.is_active),
    ),
    filters=(
        Filter("text", _("Its name")),
        Choice("kind", _("Kind"), choices=partial(member_words, OrganisationKind), everything=_("Any kind")),
        Flag("active", _("Active only")),
    ),
)  # fmt: skip


def organisation_rows() -> QuerySet:
    """Organisations with the number of their active people."""
    people = Count("users", filter=Q(users__is_active=True) & ~Q(users__role=Role.SERVICE))
    return Organisation.objects.annotate(above=F("parent__name"), people=people)


def narrow_organisations(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    """The organisations a filter asks for."""
    columns = {"text": "name__icontains", "kind": "kind", "active": "is_active"}
    return rows.filter(**{columns[name]: value for name, value in asked.items()})
