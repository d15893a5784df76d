"""Pages of staff (用户管理): organisations, teams, users, and what each has passed."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people import actions
from huilong.rooms.people.models import Gate, Organisation, SecondFactor, Session, Team, User
from huilong.rooms.people.queries import gates_of, may
from huilong.rooms.people.rules.gates import VALID_MONTHS, valid_until
from huilong.rooms.people.rules.permissions import ANYWHERE_ROLES, fits
from huilong.rooms.people.terms import LANGUAGES, GateKind, OrganisationKind, Role, SessionEnd
from huilong.rooms.people.web_table import (
    ORGANISATIONS,
    USERS,
    journal_export,
    narrow_organisations,
    narrow_users,
    nothing_leaves,
    organisation_rows,
    user_rows,
)
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 12 else None


def _my(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


@require_http_methods(["GET", "POST"])
def users(request: HttpRequest) -> HttpResponseBase:
    """Users (用户)."""
    require(request, "people.view")
    return list_page(
        request, USERS, QuerySetSource(user_rows, narrow_users), may=partial(may, request.user), log=journal_export,
        template="people/users.html", manages=may(request.user, "people.manage"),
    )  # fmt: skip


def _offered(request: HttpRequest) -> dict[str, Any]:
    """Organisations, teams and roles that the reader may put somebody into."""
    outside = getattr(request.user, "role", "") == Role.AGENCY_MANAGER
    places = Organisation.objects.filter(is_active=True).order_by("name")
    teams = Team.objects.filter(is_active=True).select_related("organisation").order_by("organisation__name", "name")
    if outside:
        own = request.user.organisation_id  # type: ignore[union-attr]
        places, teams = places.filter(pk=own), teams.filter(organisation=own)
    roles = [Role.AGENCY_AGENT] if outside else [role for role in Role if role not in ANYWHERE_ROLES]
    return {"organisations": places, "teams": teams, "roles": roles, "languages_offered": LANGUAGES}


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Role, organisation and team a form names; refused by the verb when they do not fit."""
    role = request.POST.get("role", "")
    return {
        "role": Role(role) if role in list(Role) else Role.BORROWER,
        "organisation": _number(request.POST.get("organisation")) or 0, "team": _number(request.POST.get("team")),
    }  # fmt: skip


@sensitive_variables("password")
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest) -> HttpResponse:
    """Add a user (新增用户); the first password is shown once."""
    require(request, "people.manage")
    told: dict[str, Any] = {}
    if request.method == "POST":
        given = request.POST
        try:
            key, password = actions.add_user(
                given.get("username", ""), display_name=given.get("display_name", ""), **_asked(request),
                actor=_my(request), at=timezone.now(), language=given.get("language", "zh-hans"),
            )  # fmt: skip
            made = User.objects.get(pk=key)
            return render(request, "people/first_password.html", {"one": made, "password": password, "made": True})
        except Refusal as refusal:
            told = {"refusal": refusal, "given": given}
    return render(request, "people/user_new.html", {**_offered(request), **told}, status=422 if told else 200)


@require_GET
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: role and place, sign-in, onboarding gates, and what can be done (用户详情)."""
    require(request, "people.view")
    one = get_object_or_404(User.objects.select_related("organisation", "team"), pk=pk)
    on = timezone.localdate()
    manages = may(request.user, "people.manage") and _managed(one, request)
    kind = OrganisationKind(one.organisation.kind)
    context = {
        "one": one, "role": Role(one.role), "kind": kind, "manages": manages,
        "factor": SecondFactor.objects.filter(user=one, confirmed_at__isnull=False).exists() if manages else None,
        "sessions": Session.objects.filter(user=one, ended_at=None, expires_at__gt=timezone.now()).count(),
        "gates": Gate.objects.filter(user=one).select_related("recorded_by").order_by("-valid_from", "-pk"),
        "passed": sorted(gates_of(one.pk, on)), "on": on, "gate_kinds": list(GateKind),
        "records": may(request.user, "gate.record") and one.pk != request.user.pk,
        "last": {gate: valid_until(on, months) for gate, months in VALID_MONTHS.items()},
        **(_offered(request) if manages else {}),
        "fitting": [role for role in Role if fits(role, kind)],
    }  # fmt: skip
    return render(request, "people/user.html", context)


def _managed(one: User, request: HttpRequest) -> bool:
    by = request.user
    if one.pk == by.pk or one.role in ANYWHERE_ROLES:
        return False
    own_agent = one.role == Role.AGENCY_AGENT and one.organisation_id == by.organisation_id  # type: ignore[union-attr]
    return by.role == Role.ADMINISTRATOR or own_agent  # type: ignore[union-attr]


@sensitive_variables("password")
@require_POST
def act_on_user(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Change, close, open again, reset the password or factor, end the sessions of a user (用户操作)."""
    require(request, "people.manage")
    one = get_object_or_404(User, pk=pk)
    if not _managed(one, request):
        raise PermissionDenied
    by: dict[str, Any] = {"actor": _my(request), "at": timezone.now()}
    waits: int | None = None
    if act == "change":
        waits = actions.change_user(pk, **_asked(request), **by)
    elif act == "leave":
        waits = _leave(request, one, by)
    elif act == "come-back":
        waits = actions.come_back(pk, **by)
    elif act == "factor":
        waits = actions.ask_factor_reset(pk, **by)
    elif act == "sessions":
        actions.end_sessions(pk, SessionEnd.ENDED, **by)
    else:
        password = actions.reset_password(pk, **by)
        return render(request, "people/first_password.html", {"one": one, "password": password})
    if waits is not None:
        messages.info(request, gettext("A second person has to approve this; it waits in the list of approvals."))
    else:
        messages.success(request, gettext("Done."))
    return redirect("people:user", pk=pk)


def _leave(request: HttpRequest, one: User, by: dict[str, Any]) -> int | None:
    """Close an account; the last administrator's only through a second person."""
    try:
        actions.leave(one.pk, **by)
    except Refusal as refusal:
        if refusal.code != "last-administrator":
            raise
        return actions.ask_leave_of_last(one.pk, **by)
    return None


@require_POST
def new_gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an onboarding gate (登记上岗条件)."""
    require(request, "gate.record")
    kind = request.POST.get("kind", "")
    start, end = _day(request, "valid_from"), _day(request, "valid_until")
    if kind not in list(GateKind) or start is None:
        raise Refusal(
            "gate-not-shown", status=422, zh="请选择类别并填写起始日。", en="Choose the kind and name the first day.",
            remedy_zh="日期形如 2026-01-31。", remedy_en="A date looks like 2026-01-31.",
        )  # fmt: skip
    actions.record_gate(
        pk, kind, start, until=end, evidence=request.POST.get("evidence", ""), actor=_my(request), at=timezone.now()
    )
    messages.success(request, gettext("Recorded."))
    return redirect("people:user", pk=pk)


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


@require_POST
def revoke_gate(request: HttpRequest, pk: int, gate: int) -> HttpResponse:
    """Revoke a recorded gate (撤销上岗条件)."""
    require(request, "gate.record")
    get_object_or_404(Gate, pk=gate, user=pk)
    actions.revoke_gate(gate, actor=_my(request), at=timezone.now())
    messages.success(request, gettext("Revoked from today on."))
    return redirect("people:user", pk=pk)


@require_GET
def organisations(request: HttpRequest) -> HttpResponseBase:
    """Organisations (机构)."""
    require(request, "organisation.manage")
    return list_page(
        request, ORGANISATIONS, QuerySetSource(organisation_rows, narrow_organisations),
        may=partial(may, request.user), log=nothing_leaves, template="people/organisations.html",
        kinds=list(OrganisationKind), lenders=Organisation.objects.filter(kind=OrganisationKind.LENDER),
    )  # fmt: skip


@require_POST
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Add an organisation (新增机构)."""
    require(request, "organisation.manage")
    kind = request.POST.get("kind", "")
    key = actions.add_organisation(
        request.POST.get("name", ""),
        OrganisationKind(kind) if kind in list(OrganisationKind) else OrganisationKind.AGENCY,
        parent=_number(request.POST.get("parent")), actor=_my(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Done."))
    return redirect("people:organisation", pk=key)


@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation and its teams (机构详情)."""
    require(request, "organisation.manage")
    one = get_object_or_404(Organisation.objects.select_related("parent"), pk=pk)
    if request.method == "POST":
        given = request.POST
        by: dict[str, Any] = {"actor": _my(request), "at": timezone.now()}
        ticked: dict[str, Any] = {name: name in given for name in ("is_active", "takes_new")}
        team = _number(given.get("team"))
        if team is not None:
            get_object_or_404(Team, pk=team, organisation=one)
            actions.change_team(team, name=given.get("name", ""), **ticked, **by)
        elif "new_team" in given:
            actions.add_team(given.get("name", ""), one.pk, **by)
        else:
            actions.change_organisation(one.pk, name=given.get("name", ""), is_active=ticked["is_active"], **by)
        messages.success(request, gettext("Done."))
        return redirect("people:organisation", pk=pk)
    context = {"one": one, "kind": OrganisationKind(one.kind), "teams": one.teams.order_by("name")}
    return render(request, "people/organisation.html", context)


doors = [
    path("", users, name="users"),
    path("new/", new_user, name="new_user"),
    path("<int:pk>/", user, name="user"),
    path("<int:pk>/gates/new/", new_gate, name="new_gate"),
    path("<int:pk>/gates/<int:gate>/revoke/", revoke_gate, name="revoke_gate"),
    *(path(f"<int:pk>/{act}/", act_on_user, {"act": act}, name=f"user_{act.replace('-', '_')}")
      for act in ("change", "leave", "come-back", "factor", "sessions", "password")),
    path("organisations/", organisations, name="organisations"),
    path("organisations/new/", new_organisation, name="new_organisation"),
    path("organisations/<int:pk>/", organisation, name="organisation"),
]  # fmt: skip
