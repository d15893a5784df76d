"""Verbs of the API's memory (接口幂等与限流): do an act once a key, count calls a minute."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.models import ApiAnswer

KEPT = timedelta(hours=24)
Answer = tuple[int, bytes]


def once(user: int, key: str, request_hash: str, at: datetime, act: Callable[[], Answer]) -> Answer:
    """The answer to an act sent under an idempotency key: done now, or told again if it was done before.

    The key is kept in the transaction of the act; a second worker with the same key waits for the first. A refused act
    leaves no key. Refuses a key that came with another request before.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from people_apianswer where user_id = %s and at < %s", [user, at - KEPT])
        cursor.execute(
            "insert into people_apianswer (user_id, key, request_hash, status, body, at)"
            " values (%s, %s, %s, 0, '', %s) on conflict do nothing returning id",
            [user, key, request_hash, at],
        )
        new = cursor.fetchone()
        if new is None:
            return _told_before(user, key, request_hash)
        status, body = act()
        ApiAnswer.objects.filter(pk=new[0]).update(status=status, body=body)
    return status, body


def _told_before(user: int, key: str, request_hash: str) -> Answer:
    kept = ApiAnswer.objects.get(user_id=user, key=key)
    if kept.request_hash != request_hash:
        raise Refusal(
            "key-reused",
            zh="此幂等键已用于另一请求。",
            en="This idempotency key was used for another request.",
            remedy_zh="请为新的请求使用新的幂等键。",
            remedy_en="Use a new key for a new request.",
            where="Idempotency-Key",
            status=422,
        )
    return kept.status, bytes(kept.body)


def count_call(key: str, at: datetime) -> int:
    """How many calls this one makes in the minute of `at`, itself included; the key is hashed before it is kept."""
    minute = at.replace(second=0, microsecond=0)
    hidden = hashlib.sha256(key.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_calls as c values (%s, %s, 1)"
            " on conflict (key, minute) do update set n = c.n + 1 returning n",
            [hidden, minute],
        )
        n = int(cursor.fetchone()[0])
        if n == 1:
            cursor.execute("delete from people_calls where minute < %s", [minute - timedelta(minutes=10)])
    return n
