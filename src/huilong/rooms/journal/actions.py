"""Verbs of the journal (留痕): record within the act's transaction; chain and seal just behind it.

Entries are written unchained, so that no business transaction waits for another one's place in a chain. The keeper
lays the links in the order of transactions, once all earlier ones have ended; see docs/decisions.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.rooms.journal.queries import signing_key
from huilong.rooms.journal.rules import chain
from huilong.rooms.journal.terms import Subject, Trace
from huilong.shell.bulk import copied_in, run_prepared

KEEPER_LOCK = 7022002
AT_ONCE = 20_000
ANEW = str(2**63 - 1)
"""A horizon above every transaction: none has been looked at."""
COLUMNS = (*chain.BODY, "digest", "mac")
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_INSERT = f"insert into journal_entry ({_NAMES}) values ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608


class NoTransaction(RuntimeError):
    """A programmer's mistake: an entry outside the transaction of the act it records could survive it alone."""


def record(
    *,
    verb: str,
    subject: Subject,
    actor: str | None = None,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
    on: date | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    verdict: str = "",
) -> None:
    """Write one entry inside the caller's open transaction.

    Who acts, for which organisation, from where and what for come from `kernel.acting`; `actor` (`user:<id>`, `night`,
    `system`) is needed only where nobody said. `detail`, `before` and `after` are plain JSON; personal values go
    through `digested`. `at` (when it happened) is aware and defaults to now, `on` to its business day. `verdict` names
    the stored answer that allowed the act. Raises NoTransaction when no transaction is open.
    """
    _insist_on_transaction()
    now = timezone.now()
    at = at or now
    on = on or timezone.localdate(at)
    trace = Trace(at, on, actor or _actor(), verb, subject, dict(detail or {}), verdict=verdict)
    run_prepared(_INSERT, _row(trace, now, before, after))


def record_many(traces: Iterable[Trace]) -> int:
    """Write many entries at once by COPY (the night's openings and closings); the number written."""
    _insist_on_transaction()
    written, now = 0, timezone.now()
    with connection.cursor() as cursor, copied_in(cursor, "journal_entry", _NAMES) as copy:
        for trace in traces:
            copy.write_row(_row(trace, now, None, None))
            written += 1
    return written


def record_export(detail: Mapping[str, Any]) -> None:
    """Write that whoever acts took a list away (导出留痕); `detail` is what shell.lists tells."""
    with transaction.atomic():
        record(verb="export", subject=("list", detail["table"]), detail=detail)


def digested(value: str) -> str:
    """A keyed digest that stands for a personal value: equal values can be told equal, none can be read.

    Without the key, or once the person is erased from the vault, it says nothing.
    """
    key = hmac.new(settings.JOURNAL_KEY, b"digested", hashlib.sha256).digest()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


def keep(at: datetime) -> int:
    """Chain what waits (上链); how many entries. One keeper at a time; killed anywhere, the next goes on."""
    months_ahead(at)
    laid = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [KEEPER_LOCK])
            waiting, horizon = _waiting(cursor)
            _lay(cursor, waiting)
            cursor.execute("update journal_horizon set xid = %s::xid8", [horizon])
        laid += len(waiting)
        if len(waiting) < AT_ONCE:
            return laid


def seal(at: datetime) -> int:
    """Seal all links laid since the last seal (签章); how many there were. Nothing new makes no seal."""
    key = Ed25519PrivateKey.from_private_bytes(signing_key())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [KEEPER_LOCK])
        cursor.execute("select number, heads::text, signature from journal_seal order by number desc limit 1")
        last = cursor.fetchone()
        heads: dict[str, list[Any]] = json.loads(last[1]) if last else {}
        previous = hashlib.sha256(bytes(last[2])).digest() if last else bytes(32)
        cursor.execute(
            "select l.organisation, l.seq, l.hash from journal_link l"
            " left join jsonb_each(%s::jsonb) h on h.key = l.organisation::text"
            " where l.seq > coalesce((h.value ->> 0)::bigint, 0) order by l.organisation, l.seq",
            [json.dumps(heads)],
        )
        new = [(int(o), int(s), bytes(h)) for o, s, h in cursor.fetchall()]
        if not new:
            return 0
        heads = heads | {str(o): [s, h.hex()] for o, s, h in new}
        root = chain.merkle_root([chain.leaf(*one) for one in new])
        told: dict[str, Any] = {
            "number": (last[0] if last else 0) + 1, "at": at.astimezone(UTC).isoformat(), "links": len(new),
            "heads": heads, "root": root.hex(), "previous": previous.hex(),
        }  # fmt: skip
        cursor.execute(
            "insert into journal_seal values (%s, %s, %s, %s, %s, %s, %s)",
            [told["number"], at, len(new), json.dumps(heads), root, previous, key.sign(chain.sealed_words(told))],
        )  # fmt: skip
    return len(new)


def months_ahead(at: datetime) -> None:
    """Make sure this month and the next three have their partitions (months of UTC)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select journal_month(((%s::timestamptz at time zone 'UTC') + make_interval(months => n))::date)"
            " from generate_series(0, 3) n",
            [at],
        )


def count_anew() -> None:
    """Tell the keeper that transactions count from elsewhere now (a restore): it looks for all that has no link."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [KEEPER_LOCK])
        cursor.execute("update journal_horizon set xid = %s::xid8", [ANEW])


def _waiting(cursor: Any) -> tuple[list[tuple[int, int, bytes]], str]:
    """Entries to chain now, as (organisation, id, digest), and up to which transaction all are then chained.

    Every transaction below the snapshot's xmin has ended, so no earlier entry can still appear. After a restore
    transactions count from elsewhere: then everything without a link is looked for, and an entry whose number has not
    been given out yet (at or above xmax) is one that came with the restore, so its transaction ended long ago.
    """
    cursor.execute(
        "select h.xid::text, pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text, h.xid > pg_snapshot_xmin(s)"
        " from journal_horizon h, pg_current_snapshot() s"
    )
    since, until, unborn, restored = cursor.fetchone()
    which = "e.xid >= %s::xid8 and e.xid < %s::xid8"
    if restored:
        which = "(e.xid < %s::xid8 or e.xid >= %s::xid8)"
    cursor.execute(
        f"select e.organisation, e.id, e.digest, e.xid::text from journal_entry e where {which}"  # noqa: S608
        " and not exists (select from journal_link l where l.entry = e.id) order by e.xid, e.id limit %s",
        [until, unborn, AT_ONCE] if restored else [since, until, AT_ONCE],
    )
    found = cursor.fetchall()
    full = len(found) == AT_ONCE
    horizon = (since if restored else found[-1][3]) if full else until
    return [(int(o), int(i), bytes(d)) for o, i, d, _ in found], horizon


def _lay(cursor: Any, waiting: list[tuple[int, int, bytes]]) -> None:
    """Lay a link for each entry, after the last one of its organisation."""
    if not waiting:
        return
    cursor.execute(
        "select distinct on (organisation) organisation, seq, hash from journal_link"
        " where organisation = any(%s) order by organisation, seq desc",
        [sorted({organisation for organisation, _, _ in waiting})],
    )
    heads = {int(o): (int(s), bytes(h)) for o, s, h in cursor.fetchall()}
    with copied_in(cursor, "journal_link", "organisation, seq, entry, digest, hash") as copy:
        for organisation, entry, digest in waiting:
            seq, before = heads.get(organisation, (0, chain.genesis(organisation)))
            heads[organisation] = seq + 1, chain.link(before, digest)
            copy.write_row((organisation, seq + 1, entry, digest, heads[organisation][1]))


def _actor() -> str:
    who = acting()
    return who.actor if who and who.user else "system"


def _row(
    trace: Trace, now: datetime, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[Any]:
    """The columns of an entry, digest and MAC among them."""
    who, (kind, key) = acting(), trace.subject
    body: dict[str, Any] = {
        "at": trace.at.astimezone(UTC).isoformat(), "on": trace.on.isoformat(),
        "recorded_at": now.astimezone(UTC).isoformat(), "actor": trace.actor,
        "organisation": trace.organisation or (who.organisation if who else 0),
        "place": (trace.place or (who.where if who else ""))[:80],
        "purpose": trace.purpose or (who.purpose if who else ""), "verb": trace.verb, "subject_kind": kind,
        "subject": str(key), "detail": _plain(trace.detail), "before": _plain(before), "after": _plain(after),
        "verdict": trace.verdict,
    }  # fmt: skip
    told = chain.digest(body)
    for name in ("detail", "before", "after"):
        body[name] = None if body[name] is None else json.dumps(body[name], ensure_ascii=False)
    return [*(body[name] for name in chain.BODY), told, chain.mac(settings.JOURNAL_KEY, told)]


def _plain(value: Mapping[str, Any] | None) -> Any:
    """JSON as the database will give it back: fractions as text of what they are, nothing a jsonb would rewrite."""
    return None if value is None else json.loads(json.dumps(value), parse_float=str)


def _insist_on_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction("record() belongs inside the transaction of the act it records")
