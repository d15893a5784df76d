"""Doors for the telephone system (话务回调): it is nobody of the house, and shows by its signature who it is."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import take_call_news
from huilong.rooms.contact.queries.channels import telephony

MOST_BYTES = 256 * 1024


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


doors = [path("calls/", call_news, name="calls")]
