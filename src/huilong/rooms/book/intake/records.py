"""Records (收件记录) on the desk: what was taken before, and writing what became of a day's files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.rooms.book.intake.check import BadRow
from huilong.rooms.book.intake.reasons import FAULTS
from huilong.rooms.book.models import ImportFile, QuarantinedRow
from huilong.rooms.book.terms import FileStatus, ImportedFile, RowStatus
from huilong.shell.bulk import copied_in


@dataclass(frozen=True)
class Outcome:
    """What became of one file before it is recorded: the report of it, its fingerprint, where it lay, its bad rows."""

    report: ImportedFile
    sha256: str
    path: str
    seconds: float = 0.0
    bad: tuple[BadRow, ...] = ()
    good_fen: int = 0
    unreadable: int = 0


def taken_files(slots: Iterable[str]) -> dict[str, ImportFile]:
    """The file now standing in each slot."""
    return {f.slot: f for f in ImportFile.objects.filter(slot__in=list(slots), status=FileStatus.TAKEN)}


def refused(report: ImportedFile, why: Refusal) -> ImportedFile:
    """The report of a file that was refused."""
    return replace(
        report,
        status=FileStatus.REFUSED,
        code=why.code,
        reason=why.says,
        remedy=why.remedy,
        taken_rows=0,
        quarantined=0,
    )


def record_outcomes(outcomes: Sequence[Outcome], profile: str, on: date) -> tuple[list[ImportedFile], int]:
    """Write the files of one day and their bad rows; returns the reports with their numbers and how many were new.

    Runs inside the caller's transaction. A file refused before for the same reason is not written again.
    """
    standing = taken_files(o.report.slot for o in outcomes)
    reports, written = [], 0
    for outcome in outcomes:
        if outcome.report.status is FileStatus.UNCHANGED:
            reports.append(outcome.report)
            continue
        old = _same_before(outcome)
        if old is None:
            old = _write(outcome, profile, on, standing.get(outcome.report.slot))
            written += 1
        reports.append(replace(outcome.report, id=old.pk))
    return reports, written


def _same_before(outcome: Outcome) -> ImportFile | None:
    report = outcome.report
    if report.status is FileStatus.LEFT:
        return ImportFile.objects.filter(status=FileStatus.LEFT, path=outcome.path).first()
    if report.status is not FileStatus.REFUSED:
        return None
    last = ImportFile.objects.filter(slot=report.slot).order_by("-id").first()
    same = last is not None and (last.status, last.sha256, last.reason_code) == ("refused", outcome.sha256, report.code)
    return last if same else None


def _write(outcome: Outcome, profile: str, on: date, standing: ImportFile | None) -> ImportFile:
    report = outcome.report
    taken = report.status is FileStatus.TAKEN
    if taken and standing is not None:
        ImportFile.objects.filter(pk=standing.pk).update(status=FileStatus.SUPERSEDED)
    made = ImportFile.objects.create(
        slot=report.slot, name=report.name, sha256=outcome.sha256, table=report.table, profile=profile,
        path=outcome.path[:1000], known_on=report.known_on or on, imported_on=on, status=report.status,
        rows=report.rows, taken_rows=report.taken_rows, quarantined=report.quarantined, amount_fen=report.amount_fen,
        seconds=outcome.seconds, reason_code=report.code, reason_zh=report.reason.zh, reason_en=report.reason.en,
        remedy_zh=report.remedy.zh, remedy_en=report.remedy.en,
    )  # fmt: skip
    if taken:
        if standing is not None:
            ImportFile.objects.filter(pk=standing.pk).update(superseded_by=made)
            QuarantinedRow.objects.filter(file=standing, status=RowStatus.OPEN).update(
                status=RowStatus.DISMISSED, settled_on=on
            )
        _set_aside(made, outcome.bad)
    return made


def _set_aside(file: ImportFile, bad: Sequence[BadRow]) -> None:
    """Write the bad rows of a file by COPY; the first one of a line stands for it."""
    import json

    if not bad:
        return
    columns = 'file_id, line, "column", value, "row", reason_code, zh, en, remedy_zh, remedy_en, status, settled_by'
    seen: set[int] = set()
    with connection.cursor() as cursor, copied_in(cursor, "book_quarantinedrow", columns) as copy:
        for row in bad:
            if row.line in seen:
                continue
            seen.add(row.line)
            why = FAULTS[row.fault]
            zh, en = why.says.zh, why.says.en
            if row.note:
                zh, en = f"{zh}（先出现在第 {row.note} 行）", f"{en} (It is on line {row.note}.)"
            copy.write_row((
                file.pk, row.line, _clean(row.column)[:100], _clean(row.value)[:200],
                json.dumps({k: _clean(v) for k, v in row.row.items()}, ensure_ascii=False), why.code, zh, en,
                why.remedy.zh, why.remedy.en, RowStatus.OPEN.value, "",
            ))  # fmt: skip


def _clean(text: str) -> str:
    """Text without zero bytes, which PostgreSQL cannot keep."""
    return text.replace("\0", "�")


def totals_of(files: Mapping[str, ImportFile]) -> dict[str, list[ImportFile]]:
    """Files standing, by table."""
    found: dict[str, list[ImportFile]] = {}
    for file in files.values():
        found.setdefault(file.table, []).append(file)
    return found
