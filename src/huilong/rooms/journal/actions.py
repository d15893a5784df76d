"""Verb of the journal (留痕): record. The entry lives or dies with the caller's transaction."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from huilong.rooms.journal.models import Entry
from huilong.rooms.journal.terms import Subject, Trace
from huilong.shell.bulk import copied_in


class NoTransaction(RuntimeError):
    """A programmer's mistake: an entry outside the transaction of the act it records could survive it alone."""


def record(
    *,
    verb: str,
    subject: Subject,
    actor: str,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    on: date | None = None,
) -> None:
    """Write one entry inside the caller's open transaction.

    `actor` is `user:<id>`, `night` or `system`; `detail` is plain JSON without personal data; `at` is aware and
    defaults to now, `on` (the business day) to the day of `at`. Raises NoTransaction when no transaction is open.
    """
    _insist_on_transaction()
    at = at or timezone.now()
    Entry.objects.create(
        at=at, on=on or timezone.localdate(at), actor=actor, verb=verb,
        subject_kind=subject[0], subject=str(subject[1]), detail=dict(detail or {}),
    )  # fmt: skip


def record_many(traces: Iterable[Trace]) -> int:
    """Write many entries at once by COPY (the night's openings and closings); the number written."""
    _insist_on_transaction()
    written = 0
    table = Entry._meta.db_table
    with (
        connection.cursor() as cursor,
        copied_in(cursor, table, 'at, "on", actor, verb, subject_kind, subject, detail') as copy,
    ):
        for trace in traces:
            kind, key = trace.subject
            detail = json.dumps(trace.detail, ensure_ascii=False)
            copy.write_row((trace.at, trace.on, trace.actor, trace.verb, kind, str(key), detail))
            written += 1
    return written


def _insist_on_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction("record() belongs inside the transaction of the act it records")
