"""Results in (作业回传): by page, by file and by API, each becomes an activity of its case or is refused by its row."""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Placement, Result, WorkFile, WorkRefused
from huilong.rooms.agencies.rules.work_file import COLUMNS, MOST_ROWS, columns_of, read_row
from huilong.rooms.agencies.terms.work import RowIn, RowRefused, Taken, Via
from huilong.rooms.contact.actions import record_activity
from huilong.rooms.contact.terms import Done
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce
from huilong.shell.sheets import sheet_rows

MOST_BYTES = 10 * 1024 * 1024


def take_results(rows: Sequence[RowIn], via: Via, at: datetime) -> Taken:
    """Take results of one's firm in (回传结果): each row for itself, so that a bad one keeps no other from being taken.

    A row is refused alike (`not-placed`) where there is no such case and where it is not placed with the firm, and the
    reader sees it. A key that was taken before changes nothing.
    """
    who, refused, taken, again = _me(), list[RowRefused](), 0, 0
    known = set(
        Result.objects.filter(organisation=who.organisation, key__in=[one.key for one in rows]).values_list(
            "key", flat=True
        )
    )
    for one in rows:
        if one.key in known:
            again += 1
            continue
        try:
            _take(one, via, who, at)
        except Refusal as refusal:
            refused.append(RowRefused(one.line, one.number[:40], refusal.code, refusal.says.zh, refusal.says.en))
        else:
            known.add(one.key)
            taken += 1
    return Taken(len(rows), taken, again, tuple(refused))


def take_file(name: str, body: bytes, at: datetime) -> Taken:
    """Take a CSV or XLSX of results in (结果文件); rows that cannot be taken are kept with line and reason.

    The same file again changes nothing. Raises Refusal `work-file`, `work-file-again`.
    """
    who, mark = _me(), hashlib.sha256(body).hexdigest()
    if WorkFile.objects.filter(organisation=who.organisation, sha256=mark).exists():
        raise Refusal(
            "work-file-again", status=409, zh="此文件已收过,未作改动。",
            en="This file was taken before; nothing changed.",
            remedy_zh="更正后的行请另存为新文件。", remedy_en="Send corrected rows in a new file.",
        )  # fmt: skip
    good, bad = _read(name, body)
    came = take_results(good, Via.FILE, at)
    refused = tuple(sorted((*bad, *came.refused), key=lambda one: one.line))
    with transaction.atomic():
        kept = WorkFile.objects.create(
            organisation_id=who.organisation, name=name[:120], sha256=mark, rows=len(good) + len(bad),
            taken=came.taken, by=who.user, at=at,
        )  # fmt: skip
        WorkRefused.objects.bulk_create(
            WorkRefused(file=kept, line=one.line, number=one.number, code=one.code, zh=one.zh[:300], en=one.en[:300])
            for one in refused
        )
        told = {"file": kept.pk, "rows": kept.rows, "taken": came.taken, "refused": len(refused)}
        record(verb="work.file_taken", subject=("firm", who.organisation), at=at, detail=told)
    return Taken(kept.rows, came.taken, came.again, refused, kept.pk)


def _take(one: RowIn, via: Via, who: Acting, at: datetime) -> None:
    placed = Placement.objects.filter(
        case__number=one.number, organisation=who.organisation, ended_at=None, begun_at__isnull=False
    ).first()
    if placed is None:
        raise Refusal(
            "not-placed", status=404, where="number", zh=f"案件 {one.number[:40]} 未委外给本机构。",
            en=f"The case {one.number[:40]} is not placed with this firm.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            told = Done(one.outcome, one.reason, one.amount_fen, one.on, note=one.note, reported=True)
            activity = record_activity(one.number, told, at)
            Result.objects.create(
                placement=placed, organisation_id=who.organisation, key=one.key, activity=activity,
                outcome=one.outcome, via=via.value, by=who.user, at=at,
            )  # fmt: skip
            announce("result", one.number, batch=placed.batch)
    except IntegrityError as error:
        if "agencies_result_once" not in str(error):
            raise
        raise Refusal(
            "taken-before", zh="此流水号已收过。", en="This key was taken before.",
        ) from None  # fmt: skip


def _read(name: str, body: bytes) -> tuple[list[RowIn], list[RowRefused]]:
    """The rows of a file: those that can be read, and those that cannot."""
    if len(body) > MOST_BYTES:
        raise _unreadable("文件超过 10 MB。", "It is above 10 MB.")
    try:
        lines = sheet_rows(body, MOST_ROWS + 2) if name.lower().endswith(".xlsx") else _text(body)
        columns = columns_of(next(lines, []))
        if columns is None:
            raise _unreadable(
                f"首行须有列:{'、'.join(COLUMNS[one][1] for one in ('key', 'number', 'outcome'))}。",
                "Its first line has to name key, number and outcome.",
            )
        good, bad = list[RowIn](), list[RowRefused]()
        for line, cells in enumerate(lines, 2):
            if not any(cells):
                continue
            if line > MOST_ROWS + 1:
                raise _unreadable(f"一次最多 {MOST_ROWS} 行。", f"At most {MOST_ROWS} rows at once.")
            told = {one: cells[place] if place < len(cells) else "" for one, place in columns.items()}
            row = read_row(line, told)
            (bad if isinstance(row, RowRefused) else good).append(row)  # type: ignore[arg-type]
    except (csv.Error, ValueError) as error:
        raise _unreadable("文件须为 UTF-8 的 CSV 或 XLSX。", "It has to be CSV in UTF-8, or XLSX.") from error
    return good, bad


def _text(body: bytes) -> Iterator[list[str]]:
    return iter(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def _unreadable(zh: str, en: str) -> Refusal:
    return Refusal(
        "work-file", status=422, where="file", zh=f"结果文件无法读取:{zh}",
        en=f"The file of results cannot be read. {en}",
        remedy_zh="请按 docs/how-to/agencies.md 的格式整理。", remedy_en="Lay it out as docs/how-to/agencies.md says.",
    )  # fmt: skip


def _me() -> Acting:
    who = acting()
    if who is None or not who.organisation:
        raise Refusal(
            "nobody-acts", status=403, zh="未说明由谁办理。", en="Nobody said who works.",
            remedy_zh="请登录后办理。", remedy_en="Sign in first.",
        )  # fmt: skip
    return who
