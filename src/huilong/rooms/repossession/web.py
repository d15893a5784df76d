"""Pages of recovery (收车页): the coordinator's board, one order with its history, a case's orders and the asking."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail, live_position
from huilong.rooms.cases.terms import LivePosition
from huilong.rooms.collateral.queries import vehicles_of
from huilong.rooms.files.queries import files_of
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import colleagues, may, names_of
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import queries, web_acts, web_after, web_field
from huilong.rooms.repossession.rules.conditions import HANDOVER_PAPERS
from huilong.rooms.repossession.rules.lawful import VOUCHED
from huilong.rooms.repossession.rules.states import WAYS, verbs_of
from huilong.rooms.repossession.terms import (
    BEFORE_TAKING,
    ApprovalReason,
    BasisKind,
    NoticeKind,
    OrderRow,
    OrderState,
    OrderVerb,
    SecurityKind,
    StopCause,
    VehicleHolder,
)
from huilong.rooms.repossession.web_table import CHANNELS, PAPERS, SERVICES, VOUCHED_WORDS
from huilong.rooms.tracking.actions import open_location
from huilong.rooms.tracking.terms import LookPurpose
from huilong.shell.context import case_doors
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The board (收车看板): live orders by state, with the seconds left of each authority and who confirmed a stop."""
    require(request, "recovery.view")
    now = timezone.now()
    told: dict[str, Any] = {"columns": queries.board(now), "at": now,
            "may_arrange": may(request.user, "recovery.arrange"), "may_take": may(request.user, "recovery.take"),
            "may_stop": may(request.user, "recovery.stop"), "stoppable": BEFORE_TAKING,
            "recallable": WAYS[OrderVerb.RECALL].of}  # fmt: skip
    told["empty"] = not any(one.total for one in told["columns"])
    template = "repossession/_board.html" if getattr(request, "htmx", False) else "repossession/board.html"
    return render(request, template, told)


@require_GET
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order (收车单详情): why it is lawful, who decided, what it costs, who holds an authority, its history."""
    require(request, "recovery.view")
    return _shown(request, order_id)


@require_POST
def measured(request: HttpRequest, order_id: int) -> HttpResponse:
    """The order with its teams ranked by the way they have to go (按距离排队).

    That opens where the vehicle is, to recover it: the law is asked and the look is written down. The page tells
    kilometres only.
    """
    require(request, "recovery.arrange")
    require(request, "location.open")
    row, now = queries.order_row(order_id), timezone.now()
    place = open_location(row.number, row.vehicle, LookPurpose.RECOVER, now).place
    if place is None:
        messages.warning(request, gettext("No device of this vehicle ever told a place."))
    return _shown(request, order_id, (place.lat, place.lon) if place else None)


def _shown(request: HttpRequest, order_id: int, place: tuple[float, float] | None = None) -> HttpResponse:
    now, row = timezone.now(), queries.order_row(order_id)
    _looked_at(request, row.number)
    steps, approvals, held = (
        queries.steps_of(order_id), queries.approvals_of(order_id), queries.authorities_of(order_id)
    )
    people = {row.asked_by, row.agent or 0, *(one.decided_by or 0 for one in approvals), *(one.holder for one in held)}
    people |= {int(one.who[5:]) for one in steps if one.who.startswith("user:")}
    role = Role(request.user.role)  # type: ignore[union-attr]
    told: dict[str, Any] = {
        "order": row, "approvals": approvals, "held": held, "now": now,
        "names": names_of(people - {0}), "grounds": queries.grounds_of(order_id),
        "notices": queries.notices_of(row.case_id, row.loan_id), "quotes": queries.quotes_of(order_id),
        "verdicts": queries.verdicts_of(row.verdicts), "verbs": {one.value for one in verbs_of(row.state, role)},
        "reasons": list(ApprovalReason), "money": _money(row), "decides": _decides(request, row, approvals),
        "papers": files_of(row.number, size=50).rows if row.state in BEFORE_TAKING else (),
        "notice_kinds": list(NoticeKind), "today": timezone.localdate(now), "me": request.user.pk,
        "may_take": may(request.user, "recovery.take"), "may_arrange": may(request.user, "recovery.arrange"),
        "may_notice": may(request.user, "recovery.request"), "may_judge": may(request.user, "recovery.judge"),
        "paper_words": PAPERS, "service_words": SERVICES, "may_decide": may(request.user, "recovery.decide"),
        "needed": [(name, PAPERS[name]) for name in _needed(row.basis)],
    }  # fmt: skip
    told["history"] = [
        {"step": one, "who": _who(one.who, told["names"]), "more": _more(one.detail)} for one in steps
    ]  # fmt: skip
    if may(request.user, "recovery.arrange") and row.state in (OrderState.APPROVED, OrderState.QUOTED):
        told |= {
            "ranked": queries.ranked_for(order_id, timezone.localdate(now), place),
            "services": queries.policy().services, "agents": colleagues((Role.FIELD_AGENT, Role.AGENCY_AGENT)),
            "may_measure": may(request.user, "location.open"),
        }  # fmt: skip
    if "accept" in told["verbs"]:
        told["agents"] = [
            one for one in colleagues((Role.FIELD_AGENT, Role.AGENCY_AGENT))
            if one.organisation == request.user.organisation_id  # type: ignore[union-attr]
        ]  # fmt: skip
    return render(request, "repossession/order.html", told)


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The recovery of a case (案件收车): its orders and notices, and the form to ask for one."""
    require(request, "recovery.view")
    detail = case_detail(number)
    _looked_at(request, number)
    cars = vehicles_of(number)
    return render(request, "repossession/of_case.html", {
        "case": detail.case, "doors": case_doors(number, partial(may, request.user)), "cars": cars,
        "orders": queries.orders_of(number), "bases": list(BasisKind), "kinds": list(SecurityKind),
        "holders": list(VehicleHolder), "vouched": [(name, VOUCHED_WORDS[name]) for name in VOUCHED],
        "notices": queries.notices_of(detail.case.id, *(car.loan_id for car in cars)),
        "notice_kinds": list(NoticeKind), "today": timezone.localdate(), "channels": CHANNELS.items(),
        "may_request": may(request.user, "recovery.request") and bool(cars),
    })  # fmt: skip


@require_GET
def crews(request: HttpRequest) -> HttpResponse:
    """The teams that take cars (收车队): licences, insurance, rating, room; and the form to enter one."""
    require(request, "recovery.arrange")
    people = colleagues((Role.FIELD_AGENT, Role.AGENCY_AGENT, Role.AGENCY_MANAGER))
    places = {(one.organisation, one.team): (one.organisation_name, one.team_name) for one in people if one.team}
    return render(request, "repossession/crews.html", {
        "crews": queries.crews(), "today": timezone.localdate(),
        "places": [(f"{of}:{team}", *names) for (of, team), names in places.items()],
    })  # fmt: skip


def _needed(basis: BasisKind) -> tuple[str, ...]:
    return HANDOVER_PAPERS if basis is BasisKind.HANDOVER else ("paper",)


def _who(actor: str, names: dict[int, str]) -> str:
    return names.get(int(actor[5:]), actor) if actor.startswith("user:") else actor


def _more(detail: Mapping[str, Any]) -> str:
    """What a line of history says beside its verb: the cause in words, the reason as it was written."""
    if cause := detail.get("cause"):
        word = StopCause(cause).word
        return str(words(word))
    if why := detail.get("why"):
        known = [one for one in ApprovalReason if one.value == why]
        return str(words(known[0])) if known else str(why)
    return ""


def _looked_at(request: HttpRequest, number: str) -> None:
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}",
               detail={"tab": "recovery"})  # fmt: skip


def _money(row: OrderRow) -> dict[str, Any]:
    """What is past due on the car's loan now, and what has to be paid to stop the recovery."""
    try:
        now: LivePosition = live_position(row.number, timezone.now())
    except Refusal:
        return {}
    loan = next((one for one in now.loans if one.loan_id == row.loan_id), None)
    if loan is None:
        return {}
    return {"owed_fen": loan.due_fen, "stop_fen": max(0, loan.due_fen - row.stop_fen), "on": loan.on}


def _decides(request: HttpRequest, row: OrderRow, approvals: tuple[Any, ...]) -> bool:
    """Whether the step that waits is the reader's to decide."""
    mine = row.waits_for == request.user.role  # type: ignore[union-attr]
    before = {row.asked_by, *(one.decided_by for one in approvals)}
    return row.state is OrderState.REQUESTED and mine and request.user.pk not in before


_doors = [
    path("recovery/", board, name="board"),
    path("recovery/crews/", crews, name="crews"),
    path("recovery/<int:order_id>/", order, name="order"),
    path("recovery/<int:order_id>/ways", measured, name="measured"),
    path("cases/<str:number>/recovery/", of_case, name="of_case"),
    *web_after.doors,
    *web_acts.doors,
]
urlpatterns = [*web_field.urlpatterns, path("", include((_doors, "recovery")))]
