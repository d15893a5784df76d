"""Live news (实时消息): what open pages should hear of, sent by the database when the act's transaction commits.

An announcement names a case and what happened, never anything personal; whoever may not see the case never hears it.
"""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.request import split_domain_port

CHANNEL = "huilong_live"
"""The PostgreSQL channel that `site/live.py` listens on."""


def announce(kind: str, number: str, **detail: str | int) -> None:
    """Tell the pages that have case `number` open that `kind` happened to it (实时通知), at commit.

    `kind` is one of `receipt`, `flag`, `promise`, `activity`, `opening`, `held`, `message`, `relief`, `recovery`,
    `authority` (which names its `holder`: the holder hears of it in any case), or `auction`, whose `number` is `AU17`.
    """
    told = json.dumps({"kind": kind, "case": number, **detail}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, told])


OFF = "off"
"""The LIVE_URL of a house without live news."""


def live_url(request: HttpRequest) -> str:
    """Where this page hears live news (实时地址): LIVE_URL, or this host at LIVE_PORT; "" when there are none."""
    told = settings.LIVE_URL
    if told == OFF:
        return ""
    return told or f"{request.scheme}://{split_domain_port(request.get_host())[0]}:{settings.LIVE_PORT}/live"


def live_origin(request: HttpRequest) -> str:
    """The origin of live news where it is not the page's own, for `connect-src`; else ""."""
    parts = urlsplit(live_url(request))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
