"""Verbs of call logs (话单): take one in; the same file, or the same row, again changes nothing."""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import lender
from huilong.rooms.contact.models import Call, CallFile, CallRecord
from huilong.rooms.contact.queries.calllog import imported
from huilong.rooms.contact.rules.calllog import WINDOW, BadRow, CdrRow, KnownCall, columns_of, matched, read_row
from huilong.rooms.contact.terms import CallImport, Direction
from huilong.rooms.journal.actions import digested, record
from huilong.rooms.vault.rules.normal import normal

MOST_BYTES = 50 * 1024 * 1024
MOST_BAD = 200
"""Bad rows that are listed; all are counted."""


def import_calls(name: str, body: bytes, at: datetime) -> CallImport:
    """Take a call log in (导入话单) and match its rows with our calls. Numbers are kept as keyed digests only.

    Raises Refusal `call-log-header`, `call-log-too-long`.
    """
    mark = hashlib.sha256(body).hexdigest()
    before = CallFile.objects.filter(sha256=mark).first()
    if before is not None:
        return imported(before, again=True)
    good, bad = _rows(name, body)
    who = acting()
    with transaction.atomic():
        fresh = _fresh(good)
        kept = CallFile.objects.create(
            name=name[:120], sha256=mark, rows=len(good) + len(bad), new=len(fresh), matched=0,
            bad=[f"{one.line}:{one.reason}" for one in bad[:MOST_BAD]], taken_by=who.actor if who else "system",
            taken_at=at,
        )  # fmt: skip
        zone = ZoneInfo(lender().zone)
        CallRecord.objects.bulk_create([
            CallRecord(file=kept, record=one.id, at=one.at, on=one.at.astimezone(zone).date(), extension=one.extension,
                       number=digest, seconds=one.seconds, direction=one.direction.value)
            for one, digest in fresh
        ], batch_size=1000)  # fmt: skip
        kept.matched = _match(kept)
        kept.save(update_fields=["matched"])
        record(verb="calls.imported", subject=("call_file", kept.pk), at=at,
               detail={"rows": kept.rows, "new": kept.new, "matched": kept.matched, "bad": len(bad)})  # fmt: skip
    return imported(kept)


def number_digest(number: str) -> str:
    """What stands for a telephone number (号码摘要): equal numbers are told equal however they are written."""
    return digested(normal("phone", number))


def _fresh(rows: Iterable[CdrRow]) -> list[tuple[CdrRow, str]]:
    """The rows not taken in before, each once, with the digests of their numbers."""
    by_id = {one.id: one for one in rows}
    known = set(CallRecord.objects.filter(record__in=list(by_id)).values_list("record", flat=True))
    return [(one, number_digest(one.number)) for one in by_id.values() if one.id not in known]


def _match(kept: CallFile) -> int:
    """Match the outgoing rows of a file with calls of ours that no row has yet; how many."""
    rows = list(kept.records.filter(direction=Direction.OUT).values_list("record", "number", "at"))
    if not rows:
        return 0
    first, last = min(at for _, _, at in rows) - WINDOW, max(at for _, _, at in rows) + WINDOW
    taken = CallRecord.objects.exclude(call=None).values("call")
    named = Q(provider_id__in=[record for record, _, _ in rows])
    calls = Call.objects.filter(Q(at__range=(first, last)) | named).exclude(pk__in=taken)
    known = [
        KnownCall(str(key), number, at, provider_id)
        for key, number, at, provider_id in calls.values_list("key", "number", "at", "provider_id")
    ]  # fmt: skip
    found = dict(matched(rows, known))
    records = list(CallRecord.objects.filter(record__in=list(found)))
    for one in records:
        one.call_id = found[one.record]
    CallRecord.objects.bulk_update(records, ["call"], batch_size=1000)
    return len(records)


def _rows(name: str, body: bytes) -> tuple[list[CdrRow], list[BadRow]]:
    if len(body) > MOST_BYTES:
        raise Refusal("call-log-too-long", status=413, where=name, zh="话单文件不得超过 50 MB。",
                      en="A call log has at most 50 MB.")  # fmt: skip
    text = _text(body)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    columns = columns_of(next(reader, []))
    if columns is None:
        raise Refusal(
            "call-log-header", status=422, where=name, zh="话单缺少列:编号、时间、分机、号码、时长、方向。",
            en="A call log has the columns id, at, extension, number, seconds and direction.",
            remedy_zh="请检查表头,见 docs/how-to/messages.md。", remedy_en="Check its header: docs/how-to/messages.md.",
        )  # fmt: skip
    zone, good, bad = ZoneInfo(lender().zone), [], []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = read_row(reader.line_num, cells, columns, zone)
        if isinstance(row, CdrRow):
            good.append(row)
        else:
            bad.append(row)
    return good, bad


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")
