"""Doors for the telephone system and for providers of messages (话务、消息回调): they are nobody of the house, and show
by their signature who they are."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import take_call_news
from huilong.rooms.contact.actions.reports import HOOK, keep_reports
from huilong.rooms.contact.queries.channels import MESSAGES, message_channel, telephony
from huilong.rooms.contact.terms import Channel
from huilong.rooms.people.actions.answers import count_call

MOST_BYTES = 256 * 1024
MOST_A_MINUTE, FAILURES_A_MINUTE = 1200, 20
"""Calls of a provider from one address in a minute, and those among them whose signature is wrong."""


@csrf_exempt
@login_not_required
@require_POST
def call_news(request: HttpRequest) -> JsonResponse:
    """What became of calls (通话事件): signed by the telephone system; told twice it changes nothing."""
    line = telephony()
    if line is None:
        raise Refusal("no-telephony", status=404, zh="未配置话务系统。", en="There is no telephone system.")
    if len(request.body) > MOST_BYTES:
        raise Refusal("report-too-long", status=413, zh="内容过长。", en="This is too long.")
    ours = take_call_news(line.news(dict(request.headers), request.body))
    return JsonResponse({"taken": ours})


@csrf_exempt
@login_not_required
@require_POST
def message_reports(request: HttpRequest, channel: str) -> JsonResponse:
    """Delivery reports (送达回执): signed by the provider. Told twice, or of unknown messages, is answered alike.

    They are kept as they come; the outbox's worker settles them.
    """
    at, where = timezone.now(), request.META.get("REMOTE_ADDR", "")
    with act_as(Acting(0, where=where, purpose=SIGN_IN)):
        if count_call(f"hook:{where}", at) > MOST_A_MINUTE:
            raise _too_many()
    named = Channel(channel) if channel in [one.value for one in MESSAGES] else None
    if named is None:
        raise Refusal("no-channel", status=404, zh="没有此通道。", en="There is no such channel.")
    if len(request.body) > MOST_BYTES:
        raise Refusal("report-too-long", status=413, zh="内容过长。", en="This is too long.")
    provider = message_channel(named)
    try:
        reports = provider.reports(dict(request.headers), request.body)
    except Refusal:
        with act_as(Acting(0, where=where, purpose=SIGN_IN)):
            if count_call(f"hook-refused:{where}", at) > FAILURES_A_MINUTE:
                raise _too_many() from None
        raise
    with act_as(Acting(0, where=where, purpose=HOOK)):
        return JsonResponse({"taken": keep_reports(named, reports, at)})


def _too_many() -> Refusal:
    return Refusal("too-many-calls", status=429, zh="调用过于频繁。", en="Too many calls in this minute.",
                   remedy_zh="请在下一分钟再试。", remedy_en="Try again in the next minute.")  # fmt: skip


doors = [
    path("calls/", call_news, name="calls"),
    path("messages/<str:channel>/", message_reports, name="messages"),
]
