"""Live news (实时消息): what open pages should hear of, sent by the database when the act's transaction commits.

An announcement names a case and what happened, never anything personal; whoever may not see the case never hears it.
"""

import json

from django.db import connection

CHANNEL = "huilong_live"
"""The PostgreSQL channel that `site/live.py` listens on."""


def announce(kind: str, number: str, **detail: str | int) -> None:
    """Tell the pages that have case `number` open that `kind` happened to it (实时通知), at commit.

    `kind` is one of `receipt`, `flag`, `promise`, `activity`, `opening`, `held`, `message`, `relief`.
    """
    told = json.dumps({"kind": kind, "case": number, **detail}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, told])
