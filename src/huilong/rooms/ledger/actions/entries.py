"""Posting entries (记账): one, many at once, or one that takes another back. Entries are never changed.

What may be posted is refused here in words and by the database at commit; see `rules/entry.py` and migration 0007.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connections, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.queries.chart import chart
from huilong.rooms.ledger.queries.entries import entry as entry_row
from huilong.rooms.ledger.rules.entry import LONGEST_MEMO, digest, refuse_unsound, reversed_lines
from huilong.rooms.ledger.terms import EntryKind, Line, NewEntry
from huilong.rooms.ledger.terms.accounts import HOUSE
from huilong.shell.bulk import asked_prepared

POST_MANY = """
with e as (
    insert into ledger_entry (kind, "on", key, memo, owner, recorded_at, by, digest, lines, reverses_id)
    select kind, "on", key, memo, owner, %s, %s, digest, lines, reverses from unnest(
        %s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::smallint[], %s::bigint[]
    ) as t (kind, "on", key, memo, owner, digest, lines, reverses)
    on conflict (key) do nothing returning id, key, "on", recorded_at, owner
), p as (
    insert into ledger_posting (entry_id, no, account, fen, loan, party, "on", recorded_at, owner)
    select e.id, l.no, l.account, l.fen, l.loan, l.party, e."on", e.recorded_at, e.owner from e join unnest(
        %s::text[], %s::smallint[], %s::text[], %s::bigint[], %s::text[], %s::text[]
    ) as l (key, no, account, fen, loan, party) on l.key = e.key
) select key, id from e
"""
KNOWN = "select key, id, digest from ledger_known(%s::text[])"
AT_ONCE = 2_000


def post_entry(
    kind: str, on: date, lines: Sequence[Line], key: str, memo: str, at: datetime, owner: str = HOUSE,
) -> int:  # fmt: skip
    """Post an entry (过账); its number. The same `key` and content again is the same entry and changes nothing.

    `lines` sum to 0; `on` is the day it counts for, `at` when it is recorded. Raises Refusal `entry-form`,
    `unknown-account`, `entry-unbalanced`, `trust-gap`, `trust-unnamed`, `trust-short`, `period-closed`,
    `entry-key-taken` (another content under this key).
    """
    return _posted(NewEntry(kind, on, tuple(lines), key, memo, owner), at, "ledger.posted")


def reverse_entry(entry: int, on: date, why: str, key: str, at: datetime) -> int:
    """Take an entry back by one of its own (冲销), dated `on`; its number. An entry is taken back once.

    Raises Refusal `no-such-entry`, `entry-reversed`, and what posting refuses.
    """
    return _posted(taking_back(entry, on, why, key), at, "ledger.reversed")


def put_entry(entry: NewEntry, at: datetime) -> int:
    """Post an entry that is part of another verb (随附过账), which writes the journal; its number."""
    with _refusing(), transaction.atomic(savepoint=False):
        return _put(entry, digest(entry), at)[0]


def taking_back(entry: int, on: date, why: str, key: str) -> NewEntry:
    """The entry that takes another back (冲销凭证), not yet posted. Raises `no-such-entry`, `entry-reversal`."""
    row = entry_row(entry)
    if row.reverses is not None:
        raise Refusal(
            "entry-reversal", zh="冲销凭证不能再冲销。", en="What takes an entry back is not taken back itself.",
            remedy_zh="请重新记账。", remedy_en="Post the entry anew.",
        )  # fmt: skip
    return NewEntry(EntryKind.REVERSAL, on, reversed_lines(row.lines), key, why[:LONGEST_MEMO], row.owner, entry)


def post_entries(entries: Sequence[NewEntry], at: datetime) -> dict[str, int]:
    """Post many entries in one transaction (批量过账), all or none; the entries by key. Refuses what `post_entry` does.

    One entry of the journal stands for all, with a digest over what they say in the order of their keys.
    """
    known = chart()
    for one in entries:
        refuse_unsound(one, known)
    if len({one.key for one in entries}) != len(entries):
        raise _taken(next(one.key for one in entries if sum(one.key == two.key for two in entries) > 1))
    found: dict[str, int] = {}
    said = {one.key: digest(one) for one in entries}
    with _refusing(), transaction.atomic():
        new = 0
        for begin in range(0, len(entries), AT_ONCE):
            batch = entries[begin : begin + AT_ONCE]
            posted = _insert(batch, [said[one.key] for one in batch], at)
            new += len(posted)
            found |= posted | _known({one.key: said[one.key] for one in batch if one.key not in posted})
        if new:
            told = sha256(b"".join(said[key] for key in sorted(said))).hexdigest()
            detail = {"entries": new, "digest": told}
            record(verb="ledger.posted_many", subject=("ledger", entries[0].owner), detail=detail, at=at)
    return found


def teach_chart(using: str = "default") -> None:
    """Tell the database the chart of accounts (科目入库): kind, normal side, what is held in trust.

    Called after every migration, as the owner. Once something is posted to an account the database refuses to have it
    be of another kind.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("select to_regclass('ledger_closing') is not null")
        if not cursor.fetchone()[0]:
            return
        cursor.executemany(
            "insert into ledger_account (code, kind, normal, trust) values (%s, %s, %s, %s) on conflict (code)"
            " do update set kind = excluded.kind, normal = excluded.normal, trust = excluded.trust",
            [(one.code, one.kind.value, one.normal, one.trust) for one in chart().values()],
        )


def _posted(new: NewEntry, at: datetime, verb: str) -> int:
    said = digest(new)
    with _refusing(), transaction.atomic():
        number, is_new = _put(new, said, at)
        if not is_new:
            return number
        detail: dict[str, Any] = {"kind": new.kind, "key": new.key, "on": new.on.isoformat(), "digest": said.hex()}
        if new.reverses is not None:
            detail |= {"reverses": new.reverses, "why": new.memo}
        record(verb=verb, subject=("entry", number), detail=detail, at=at)
    return number


def _put(new: NewEntry, said: bytes, at: datetime) -> tuple[int, bool]:
    """The entry's number, and whether it was not there before."""
    refuse_unsound(new, chart())
    posted = _insert([new], [said], at)
    return (posted[new.key], True) if posted else (_known({new.key: said})[new.key], False)


def _insert(entries: Sequence[NewEntry], said: Sequence[bytes], at: datetime) -> dict[str, int]:
    """Write those whose key is free, each with its digest; by key. One statement, whatever their number."""
    who = acting()
    columns: list[list[Any]] = [
        [one.kind for one in entries], [one.on for one in entries], [one.key for one in entries],
        [one.memo for one in entries], [one.owner for one in entries], list(said),
        [len(one.lines) for one in entries], [one.reverses for one in entries],
    ]  # fmt: skip
    lines = [(one.key, no, *_values(line)) for one in entries for no, line in enumerate(one.lines, 1)]
    values = [at, who.actor if who else "system", *columns, *(list(column) for column in zip(*lines, strict=True))]
    return dict(asked_prepared(POST_MANY, values))


def _values(line: Line) -> tuple[str, int, str, str]:
    return line.account, line.fen, line.loan, line.party


def _known(wanted: Mapping[str, bytes]) -> dict[str, int]:
    """The entries whose keys were there before, refused where they said something else."""
    if not wanted:
        return {}
    found = {}
    for key, entry_id, said in asked_prepared(KNOWN, [list(wanted)]):
        if bytes(said) != wanted[key]:
            raise _taken(key)
        found[key] = entry_id
    return found


def _taken(key: str) -> Refusal:
    return Refusal(
        "entry-key-taken", zh=f"唯一键 {key} 已用于内容不同的凭证。",
        en=f"The key {key} stands for an entry of another content.",
        remedy_zh="请核对原凭证;确需另记的,请使用新的唯一键。",
        remedy_en="Look at that entry; if this is another one, give it a key of its own.",
    )  # fmt: skip


@contextmanager
def _refusing() -> Iterator[None]:
    """Say in words what the database refused."""
    try:
        yield
    except DatabaseError as error:
        told = str(error)
        for mark, refusal in SAYS.items():
            if mark in told:
                raise refusal() from None
        raise


def _closed() -> Refusal:
    return Refusal(
        "period-closed", zh="该日所在期间已关账。", en="The period of this day is closed.",
        remedy_zh="请以未关账期间的日期入账。", remedy_en="Date it in a period that is open.",
    )  # fmt: skip


def _reversed() -> Refusal:
    return Refusal("entry-reversed", zh="该凭证已冲销。", en="This entry was taken back already.")


def _short() -> Refusal:
    return Refusal(
        "trust-short", zh="代管款余额不足:不能动用他人的款项。",
        en="Not so much is held for them: money of others cannot pay it.",
        remedy_zh="请核对该对方的代管余额。", remedy_en="Look at what is held for this party.",
    )  # fmt: skip


SAYS = {"ledger_period_closed": _closed, "ledger_entry_reverses_id": _reversed, "ledger_trust_short": _short}
"""What the database says, by the mark in its message."""

