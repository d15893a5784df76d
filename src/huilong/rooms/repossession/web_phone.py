"""What the phone at the car asks (现场接口): the authority, its renewal, the taking; JSON, behind the session.

Every answer says the server's time, by which the phone counts down, not by its own clock.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.terms import Dealt
from huilong.shell.permission import require
from huilong.shell.problem import problem

View = Callable[..., HttpResponse]
LONGEST = 4000


def _for_the_phone(view: View) -> View:
    """Let only who takes cars ask, and answer a refusal as problem+json whatever the phone accepts."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        require(request, "recovery.take")
        try:
            return view(request, *arguments, **named)
        except Refusal as refusal:
            answer = problem(request, refusal)
            answer.headers["X-Server-Time"] = timezone.now().isoformat()
            return answer

    return asked


@require_GET
@_for_the_phone
def state(request: HttpRequest, order_id: int) -> HttpResponse:
    """How this holder's authority on an order stands (授权状态): asked every two seconds where no live news comes."""
    now = timezone.now()
    row = queries.authority_of(order_id, request.user.pk or 0)
    told: dict[str, Any] = {"server_time": now.isoformat(), "authority": None, "live": False, "seconds_left": 0}
    if row is not None:
        left = row.seconds_left(now)
        told |= {
            "authority": row.id, "live": left > 0, "seconds_left": left, "expires_at": row.expires_at.isoformat(),
            "ended": row.ended.value if row.ended else "", "says": _said(request, row.ended),
            "acknowledge": row.unseen,
        }  # fmt: skip
    return JsonResponse(told)


@require_POST
@_for_the_phone
def ask(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask for the right to take the car (申请授权)."""
    return _dealt(actions.ask_authority(order_id, user=request.user.pk or 0, at=timezone.now()))


@require_POST
@_for_the_phone
def renew(request: HttpRequest, order_id: int) -> HttpResponse:
    """Renew it (续期)."""
    return _dealt(actions.renew(order_id, user=request.user.pk or 0, at=timezone.now()))


@require_POST
@_for_the_phone
def back(request: HttpRequest, order_id: int) -> HttpResponse:
    """Give it back unused (交回授权)."""
    actions.give_back(order_id, user=request.user.pk or 0, at=timezone.now())
    return JsonResponse({"server_time": timezone.now().isoformat()})


@require_POST
@_for_the_phone
def seen(request: HttpRequest, order_id: int) -> HttpResponse:
    """Confirm that the stop was seen (确认停止); `authority` in the body names which."""
    key = _body(request).get("authority")
    if not isinstance(key, int) or isinstance(key, bool):
        raise _unreadable("authority")
    actions.acknowledge(key, user=request.user.pk or 0, at=timezone.now())
    return JsonResponse({"server_time": timezone.now().isoformat()})


@require_POST
@_for_the_phone
def taken(request: HttpRequest, order_id: int) -> HttpResponse:
    """Take the car now (收车), with the token and what is seen at the car."""
    told = _body(request)
    key = actions.taken(
        order_id, _text(told, "token"), user=request.user.pk or 0, at=timezone.now(),
        occupants=_flag(told, "occupants"),
        resistance=_flag(told, "resistance"), road_danger=_flag(told, "road_danger"),
    )  # fmt: skip
    return JsonResponse({"step": key, "server_time": timezone.now().isoformat()})


@require_POST
@_for_the_phone
def claimed(request: HttpRequest, order_id: int) -> HttpResponse:
    """Say that the car was taken earlier, without the server (补报收车): marked late, judged by compliance."""
    told = _body(request)
    happened: datetime | None
    try:
        happened = parse_datetime(_text(told, "happened_at"))
    except ValueError:
        happened = None
    if happened is None or happened.tzinfo is None:
        raise _unreadable("happened_at")
    key = actions.claim_taken(
        order_id, _text(told, "token", empty=True), happened_at=happened, user=request.user.pk or 0,
        role=Role(request.user.role), at=timezone.now(),  # type: ignore[union-attr]
    )  # fmt: skip
    return JsonResponse({"step": key, "server_time": timezone.now().isoformat()})


def _dealt(dealt: Dealt) -> HttpResponse:
    return JsonResponse({
        "authority": dealt.authority, "token": dealt.token, "expires_at": dealt.expires_at.isoformat(),
        "seconds_left": max(0, int((dealt.expires_at - dealt.server_time).total_seconds())),
        "renewals_left": dealt.renewals_left, "server_time": dealt.server_time.isoformat(),
    })  # fmt: skip


def _said(request: HttpRequest, cause: Any) -> str:
    if cause is None:
        return ""
    word = cause.word
    return str(word.zh if getattr(request, "LANGUAGE_CODE", "zh").startswith("zh") else word.en)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body[: LONGEST + 1]) if len(request.body) <= LONGEST else None
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise _unreadable("body")
    return told


def _text(told: dict[str, Any], name: str, *, empty: bool = False) -> str:
    value = told.get(name, "" if empty else None)
    if not isinstance(value, str) or len(value) > 1000:
        raise _unreadable(name)
    return value


def _flag(told: dict[str, Any], name: str) -> bool:
    value = told.get(name)
    if not isinstance(value, bool):
        raise _unreadable(name)
    return value


def _unreadable(where: str) -> Refusal:
    return Refusal(
        "unreadable", status=422, where=where, zh=f"字段 {where} 无法识别。", en=f"The field {where} cannot be read.",
        remedy_zh="请更新页面后重试。", remedy_en="Reload the page and try again.",
    )  # fmt: skip


doors = [
    path("recovery/<int:order_id>/authority", state, name="authority"),
    path("recovery/<int:order_id>/authority/ask", ask, name="ask"),
    path("recovery/<int:order_id>/authority/renew", renew, name="renew"),
    path("recovery/<int:order_id>/authority/back", back, name="back"),
    path("recovery/<int:order_id>/authority/seen", seen, name="seen"),
    path("recovery/<int:order_id>/taken", taken, name="taken"),
    path("recovery/<int:order_id>/claimed", claimed, name="claimed"),
]
