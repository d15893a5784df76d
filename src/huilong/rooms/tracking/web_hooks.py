"""The door for Traccar (Traccar 定位推送): it shows a token of ours, and is answered once what it said is durable."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions.answers import count_call
from huilong.rooms.people.queries import token_bearer
from huilong.rooms.tracking.actions import HOOK, keep_fixes
from huilong.rooms.tracking.rules.traccar import bad_position, fix_of_traccar

MOST_BYTES = 64 * 1024
FAILURES_A_MINUTE = 20
"""Wrong tokens from one address in a minute before it has to wait."""
SCOPE = "position.send"


@csrf_exempt
@login_not_required
@require_POST
def traccar(request: HttpRequest) -> JsonResponse:
    """One position as Traccar forwards it (定位推送); told twice it changes nothing.

    `Authorization: Bearer` with a token of the scope `position.send`. Of a device unknown it is kept all the same.
    """
    at, where = timezone.now(), request.META.get("REMOTE_ADDR", "")
    _let_in(request, where)
    if len(request.body) > MOST_BYTES:
        raise Refusal("report-too-long", status=413, zh="内容过长。", en="This is too long.")
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        raise bad_position("body") from None
    with act_as(Acting(0, where=where, purpose=HOOK)):
        kept = keep_fixes([fix_of_traccar(told)], at)
    return JsonResponse({"kept": kept.fixes, "known": kept.devices})


def _let_in(request: HttpRequest, where: str) -> None:
    """Refuse who shows no token for this, and who calls too often."""
    at = timezone.now()
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    with act_as(Acting(0, where=where, purpose=SIGN_IN)):
        shown = scheme.lower() == "bearer" and secret.isascii()
        bearer = token_bearer(secret.strip(), at) if shown else None
        if bearer is None or SCOPE not in bearer.scopes:
            if count_call(f"hook-refused:{where}", at) > FAILURES_A_MINUTE:
                raise _too_many()
            raise Refusal(
                "no-token", status=401, zh="请出示有权推送定位的接口令牌。", en="Show a token that may send positions.",
                remedy_zh=f"由系统管理员签发带权限 {SCOPE} 的令牌,放入 Authorization: Bearer 头。",
                remedy_en=f"An administrator issues one with the scope {SCOPE}; send it as Authorization: Bearer.",
            )  # fmt: skip
        if count_call(f"token:{bearer.token}", at) > bearer.per_minute:
            raise _too_many()


def _too_many() -> Refusal:
    return Refusal("too-many-calls", status=429, zh="调用过于频繁。", en="Too many calls in this minute.",
                   remedy_zh="请在下一分钟再试。", remedy_en="Try again in the next minute.")  # fmt: skip


doors = [path("traccar/", traccar, name="traccar")]
