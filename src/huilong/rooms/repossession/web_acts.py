"""What the buttons of recovery do (收车动作): each one call in, then back to the page."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.rules.lawful import VOUCHED
from huilong.rooms.repossession.terms import ApprovalReason, BasisKind, NoticeKind, OrderVerb, SecurityKind
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_member, typed_or_none


@require_POST
def request_order(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that a car of the case be recovered (申请收车)."""
    require(request, "recovery.request")
    form = request.POST
    told: dict[str, Any] = {name: form[name] == "yes" for name in VOUCHED if form.get(name) in ("yes", "no")}
    told |= {name: form[name] for name in ("holder", "paid_ratio") if form.get(name, "").strip()}
    key = actions.request(
        number, _key(request, "vehicle"), typed_member(BasisKind, form, "basis"),
        security=typed_member(SecurityKind, form, "security"), told=told, user=request.user.pk or 0,
        role=_role(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The order is asked for and waits for approval."))
    return _to(key)


@require_POST
def decide(request: HttpRequest, order_id: int) -> HttpResponse:
    """Approve or refuse the step that waits (审批)."""
    require(request, "recovery.decide")
    actions.decide(
        order_id, typed_member(StepDecision, request.POST, "decision"),
        typed_member(ApprovalReason, request.POST, "why"), user=request.user.pk or 0, role=_role(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Your decision is kept."))
    return _to(order_id)


@require_POST
def quote(request: HttpRequest, order_id: int) -> HttpResponse:
    """Work out the price of a team (报价)."""
    require(request, "recovery.arrange")
    actions.quote(
        order_id, _key(request, "crew"), request.POST.get("service", ""), _key(request, "km"),
        user=request.user.pk or 0, role=_role(request), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The price is worked out."))
    return _to(order_id)


@require_POST
def approve_quote(request: HttpRequest, order_id: int) -> HttpResponse:
    """Agree to a quote above the limit (复核报价)."""
    require(request, "recovery.decide")
    actions.approve_quote(
        order_id, _key(request, "quote"), user=request.user.pk or 0, role=_role(request), at=timezone.now()
    )
    messages.success(request, gettext("The quote is agreed to."))
    return _to(order_id)


@require_POST
def dispatch(request: HttpRequest, order_id: int) -> HttpResponse:
    """Send the team of a quote (派单)."""
    require(request, "recovery.arrange")
    agent = _key(request, "agent") if request.POST.get("agent") else None
    actions.dispatch(order_id, _key(request, "quote"), role=_role(request), at=timezone.now(), agent=agent)
    messages.success(request, gettext("The team is sent."))
    return _to(order_id)


@require_POST
def accept(request: HttpRequest, order_id: int) -> HttpResponse:
    """Take an order on, naming who stands for it at the car (接单)."""
    require(request, "recovery.answer")
    agent = _key(request, "agent") if request.POST.get("agent") else request.user.pk or 0
    actions.accept(order_id, role=_role(request), at=timezone.now(), agent=agent)
    messages.success(request, gettext("The order is taken on."))
    return _to(order_id)


ENDS = {"decline": (actions.decline, "recovery.answer"), "recall": (actions.recall, "recovery.stop"),
        "stop": (actions.stop, "recovery.stop")}  # fmt: skip


@require_POST
def end(request: HttpRequest, order_id: int) -> HttpResponse:
    """Turn down, recall or stop (拒单、撤回、停止): duty and authority end in the same moment."""
    act, permission = ENDS.get(request.POST.get("verb", ""), (actions.stop, "recovery.stop"))
    require(request, permission)
    act(order_id, request.POST.get("why", "").strip(), role=_role(request), at=timezone.now())
    messages.success(request, gettext("It is ended; the holder's screen turns red."))
    return redirect("recovery:board")


@require_POST
def move(request: HttpRequest, order_id: int) -> HttpResponse:
    """Do what moves an order on without papers of its own (到达)."""
    require(request, "recovery.answer")
    actions.move(order_id, OrderVerb.LOCATE, role=_role(request), at=timezone.now())
    return _to(order_id)


@require_POST
def ground(request: HttpRequest, order_id: int) -> HttpResponse:
    """Give what the order rests on (登记依据)."""
    require(request, "recovery.view")
    names = ("paper", "identity", "video", "inventory")
    actions.give_ground(
        order_id, on=typed_day(request.POST, "on"), until=typed_or_none(typed_day, request.POST, "until"),
        court=request.POST.get("court", ""), paper=request.POST.get("paper_number", ""),
        files={name: _key(request, name) for name in names if request.POST.get(name)}, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("What the order rests on is kept."))
    return _to(order_id)


@require_POST
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Note a statutory notice with its proof (登记法定通知)."""
    require(request, "recovery.request")
    actions.note_notice(
        number, request.POST.get("loan_id", ""), typed_member(NoticeKind, request.POST, "kind"),
        channel=request.POST.get("channel", ""), sent_on=typed_day(request.POST, "sent_on"),
        delivered_on=typed_or_none(typed_day, request.POST, "delivered_on"), proof=request.POST.get("proof", ""),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The notice is noted."))
    return redirect(reverse("recovery:of_case", args=[number]))


@require_POST
def delivered(request: HttpRequest, number: str) -> HttpResponse:
    """Note the delivery of a notice (登记送达)."""
    require(request, "recovery.request")
    actions.note_delivery(
        number, _key(request, "notice"), delivered_on=typed_day(request.POST, "delivered_on"),
        proof=request.POST.get("proof", ""), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The delivery is noted."))
    return redirect(reverse("recovery:of_case", args=[number]))


@require_POST
def judge(request: HttpRequest, order_id: int) -> HttpResponse:
    """Find a late claim lawful or not (核定补报)."""
    require(request, "recovery.judge")
    actions.judge_claim(
        order_id, typed_member(StepDecision, request.POST, "decision"),
        typed_member(ApprovalReason, request.POST, "why"), user=request.user.pk or 0, role=_role(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Your finding is kept."))
    return _to(order_id)


@require_POST
def keep_crew(request: HttpRequest) -> HttpResponse:
    """Enter a team that takes cars, or change what is known of it (登记收车队)."""
    require(request, "recovery.arrange")
    form = request.POST
    organisation, _colon, team = form.get("place", "").partition(":")
    if not (organisation.isdecimal() and team.isdecimal() and len(organisation + team) < 18):
        raise _no_choice("place")
    regions = tuple(one.strip() for one in form.get("regions", "").replace(",", ",").split(",") if one.strip())
    licensed: date = typed_day(form, "licensed_until")
    actions.keep_crew(
        int(organisation), form.get("name", "").strip()[:60], licence=form.get("licence", "").strip()[:60],
        licensed_until=licensed, insured_until=typed_day(form, "insured_until"), capacity=_key(request, "capacity"),
        team=int(team), regions=regions, rating_permille=min(1000, _key(request, "rating")),
        is_active=form.get("is_active") == "yes", at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The team is kept."))
    return redirect("recovery:crews")


def _key(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip()
    if not text.isdecimal() or len(text) > 9:
        raise _no_choice(name)
    return int(text)


def _no_choice(where: str) -> Refusal:
    return Refusal(
        "no-choice", status=422, where=where, zh="请从列表中选择。", en="Choose one of the list.",
        remedy_zh="请刷新页面后重新选择。", remedy_en="Reload the page and choose again.",
    )  # fmt: skip


def _role(request: HttpRequest) -> Role:
    return Role(request.user.role)  # type: ignore[union-attr]


def _to(key: int) -> HttpResponse:
    return redirect(reverse("recovery:order", args=[key]))


doors = [
    path("cases/<str:number>/recovery/request", request_order, name="request"),
    path("cases/<str:number>/recovery/notice", notice, name="notice"),
    path("cases/<str:number>/recovery/delivered", delivered, name="delivered"),
    path("recovery/crews/keep", keep_crew, name="keep_crew"),
    path("recovery/<int:order_id>/decide", decide, name="decide"),
    path("recovery/<int:order_id>/quote", quote, name="quote"),
    path("recovery/<int:order_id>/quote/approve", approve_quote, name="approve_quote"),
    path("recovery/<int:order_id>/dispatch", dispatch, name="dispatch"),
    path("recovery/<int:order_id>/accept", accept, name="accept"),
    path("recovery/<int:order_id>/end", end, name="end"),
    path("recovery/<int:order_id>/move", move, name="move"),
    path("recovery/<int:order_id>/ground", ground, name="ground"),
    path("recovery/<int:order_id>/judge", judge, name="judge"),
]
