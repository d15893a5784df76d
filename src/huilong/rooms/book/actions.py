"""Verbs of the book (借据写入): import files, poll the incoming folder, submit a fixed row again, dismiss a row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.intake import incoming
from huilong.rooms.book.intake.check import MASK
from huilong.rooms.book.intake.delivery import Progress, Taking
from huilong.rooms.book.intake.folder import Delivery, Item, bare_stem, day_in, deliveries
from huilong.rooms.book.intake.limits import STANDARD, Limits
from huilong.rooms.book.intake.profile import Profile, load_profile
from huilong.rooms.book.intake.reasons import FAULTS, file_refusal
from huilong.rooms.book.intake.records import record_outcomes
from huilong.rooms.book.intake.seen import KnownLoans
from huilong.rooms.book.intake.take import read_row
from huilong.rooms.book.models import ImportFile, IncomingReceipt, QuarantinedRow
from huilong.rooms.book.store import Book, Source
from huilong.rooms.book.terms import FileStatus, ImportedFile, ImportReport, RowStatus
from huilong.rooms.journal.actions import record

DayProgress = Callable[[int, int], None]
"""Told after each day's files: days done, days in all."""


def open_book() -> Book:
    """The book of this installation (打开借据库)."""
    return Book.open(settings.BOOK_URL, settings.BOOK_BUCKETS)


def import_directory(
    path: str | Path,
    profile: str,
    on: date,
    *,
    known_on: date | None = None,
    actor: str = "system",
    until: date | None = None,
    limits: Limits = STANDARD,
    progress: Progress | None = None,
    days: DayProgress | None = None,
) -> ImportReport:
    """Take in a folder of files, day by day, oldest first (导入文件夹). The same folder again changes nothing.

    `on` is today: what a corrected file says becomes known on it. `known_on` is the day of files that name none;
    `until` leaves later days alone. Each day is one commit of the book and one transaction of the desk.
    """
    started = perf_counter()
    rules = load_profile(profile)
    found = deliveries(Path(path), rules, known_on, until)
    book, known = open_book(), _known_loans_once()
    files: list[ImportedFile] = []
    for done, delivery in enumerate(found, start=1):
        files += _take_delivery(book, delivery, rules, profile, on, actor, known, progress, limits)
        if days is not None:
            days(done, len(found))
    return ImportReport(tuple(files), perf_counter() - started)


def import_file(
    path: str | Path, profile: str, on: date, *, known_on: date | None = None, actor: str = "system"
) -> ImportReport:
    """Take in one file (导入单个文件), of the day in its name, its folder's name, or `known_on`."""
    started = perf_counter()
    place = Path(path)
    if not place.is_symlink() and not place.is_file():
        raise Refusal("no-such-file", zh=f"没有文件 {place}。", en=f"There is no file {place}.", status=404)
    day = known_on or day_in(place.name) or day_in(place.absolute().parent.name)
    item = Item(place, day, "")
    item = replace(item, slot=f"{day or '-'}/{bare_stem(item)}")
    delivery = Delivery(day, (item,), None)
    taken = _take_delivery(open_book(), delivery, load_profile(profile), profile, on, actor, _known_loans_once(), None)
    return ImportReport(tuple(taken), perf_counter() - started)


def _known_loans_once() -> Callable[[], KnownLoans]:
    """The loan numbers of the book, read when first asked for and then kept up to date by what is taken."""
    held: list[KnownLoans] = []

    def known() -> KnownLoans:
        if not held:
            held.append(KnownLoans(open_book().loan_ids()))
        return held[0]

    return known


def _take_delivery(
    book: Book, delivery: Delivery, rules: Profile, profile: str, on: date, actor: str,
    known: Callable[[], KnownLoans], progress: Progress | None = None, limits: Limits = STANDARD,
) -> list[ImportedFile]:  # fmt: skip
    """One day: the book first, then the desk's record of it in one transaction with its journal entry."""
    outcomes = Taking(book.refresh(), rules, on, known, limits, progress).take(delivery)
    if all(o.report.status is FileStatus.UNCHANGED for o in outcomes):
        return [o.report for o in outcomes]
    with transaction.atomic():
        files, written = record_outcomes(outcomes, profile, on)
        if written:
            detail = {"profile": profile, **ImportReport(tuple(files)).summary}
            subject = ("delivery", str(delivery.known_on or on))
            record(verb="book.files_taken", subject=subject, actor=actor, detail=detail, on=on)
    return files


def take_files(
    on: date, actor: str = "night", progress: DayProgress | None = None, at: datetime | None = None
) -> ImportReport:
    """The night's first step: take in everything that waits in the incoming folder, but no later day (接收文件).

    Given `at`, files still being written are left for the next time.
    """
    return _poll(on, at, actor, progress)[0]


def poll_incoming(at: datetime, actor: str = "system") -> ImportReport:
    """Look into the incoming folder (收件夹), take what is there, and lay a receipt beside it.

    `at` is aware. Taken files go to `taken/`, refused ones to `refused/`; the people file stays for the vault.
    """
    report, waiting = _poll(at.date(), at, actor, None)
    settled = [f for f in report.files if f.status is not FileStatus.LEFT]
    if not settled:
        return report
    with transaction.atomic():
        path = incoming.write_receipt(Path(settings.INCOMING), at, report)
        IncomingReceipt.objects.create(
            at=at, taken=report.count(FileStatus.TAKEN), refused=report.count(FileStatus.REFUSED), waiting=waiting,
            rows=report.rows, quarantined=report.quarantined, path=str(path),
            files=[incoming.line_of(f) for f in settled],
        )  # fmt: skip
        detail = {**report.summary, "waiting": waiting}
        subject = ("incoming", at.date().isoformat())
        record(verb="book.incoming_polled", subject=subject, actor=actor, detail=detail, at=at)
    return report


def _poll(on: date, at: datetime | None, actor: str, progress: DayProgress | None) -> tuple[ImportReport, int]:
    started = perf_counter()
    home = Path(settings.INCOMING)
    home.mkdir(parents=True, exist_ok=True)
    name = getattr(settings, "INCOMING_PROFILE", "feed")
    rules, book, known = load_profile(name), open_book(), _known_loans_once()
    found = deliveries(home, rules, None, on, strangers=True)
    files: list[ImportedFile] = []
    waiting = 0
    for done, delivery in enumerate(found, start=1):
        if at is not None and incoming.being_written(delivery, at):
            waiting += len(delivery.items)
            continue
        dated = incoming.dated(delivery, on)
        taken = _take_delivery(book, dated, rules, name, on, actor, known)
        incoming.put_away(home, dated, taken)
        files += taken
        if progress is not None:
            progress(done, len(found))
    return ImportReport(tuple(files), perf_counter() - started), waiting


def people_files(on: date) -> list[Path]:
    """The people files of days up to `on`, oldest first (人员文件清单): where they lie, unread, for the vault."""
    rules = load_profile(getattr(settings, "INCOMING_PROFILE", "feed"))
    home = Path(settings.INCOMING)
    found: dict[str, date] = {}
    for delivery in deliveries(home, rules, None, on) if home.is_dir() else []:
        found |= {str(i.path.absolute()): i.known_on or on for i in delivery.items if rules.leaves(bare_stem(i))}
    left = ImportFile.objects.filter(status=FileStatus.LEFT, known_on__lte=on).values_list("path", "known_on")
    found |= {path: day for path, day in left if Path(path).is_file()}
    return [Path(path) for path, _ in sorted(found.items(), key=lambda pair: (pair[1], pair[0]))]


def incoming_moved(before: Path, now: Path) -> int:
    """Say of every file that came by one incoming folder that it lies in another now (a restored home); how many."""
    old, new = f"{before}/", f"{now}/"
    if old == new:
        return 0
    here = ImportFile.objects.filter(path__startswith=old)
    return here.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def resubmit(row_id: int, values: Mapping[str, str], on: date, actor: str) -> QuarantinedRow:
    """Check a fixed row again and add it to the book as a row of its file, known on `on` (重新提交隔离行).

    `values` are the corrected cells by column name. Refuses a row that is still at fault, settled already, or whose
    file was superseded.
    """
    with transaction.atomic():
        row = QuarantinedRow.objects.select_for_update().select_related("file").get(pk=row_id)
        _insist_open(row)
        told = {**row.row, **{k: v for k, v in values.items() if k in row.row or not row.row}}
        rules = load_profile(row.file.profile)
        kind = rules.kind_of(row.file.slot.partition("/")[2])
        if kind is None:
            raise file_refusal("unknown-file", where=row.file.name)
        if any(MASK in value for value in told.values()):
            raise _still_wrong(row, "personal-data")
        book = open_book()
        mark = sha256(f"{row.file.sha256}:{row.line}:{row.pk}".encode()).hexdigest()
        tables: dict[str, object] = {}
        known = KnownLoans(book.loan_ids()) if kind.table.name in ("loans", "tape") else None
        reading = read_row(told, kind, rules, on, lambda made: tables.update(made), known)
        if reading.bad or not reading.taken:
            raise _still_wrong(row, reading.bad[0].code if reading.bad else "missing-value")
        if not book.has_source(mark):
            name = f"{row.file.name}#{row.line}"
            source = Source(name, mark, day_number(on), f"{row.file.slot}#{row.line}")
            book.append(tables, source)
        QuarantinedRow.objects.filter(pk=row.pk).update(
            status=RowStatus.RESUBMITTED, row=told, settled_on=on, settled_by=actor
        )
        ImportFile.objects.filter(pk=row.file_id).update(taken_rows=row.file.taken_rows + 1)
        detail = {"file": row.file.name, "line": row.line, "columns": sorted(values)}
        record(verb="book.row_resubmitted", subject=("quarantined_row", row.pk), actor=actor, detail=detail, on=on)
    row.refresh_from_db()
    return row


def dismiss(row_id: int, on: date, actor: str, reason: str = "") -> None:
    """Settle a row that needs nothing more (不再处理). Refuses a row settled already."""
    with transaction.atomic():
        row = QuarantinedRow.objects.select_for_update().select_related("file").get(pk=row_id)
        _insist_open(row)
        QuarantinedRow.objects.filter(pk=row.pk).update(status=RowStatus.DISMISSED, settled_on=on, settled_by=actor)
        detail = {"file": row.file.name, "line": row.line, "reason": reason}
        record(verb="book.row_dismissed", subject=("quarantined_row", row.pk), actor=actor, detail=detail, on=on)


def _insist_open(row: QuarantinedRow) -> None:
    if row.status != RowStatus.OPEN or row.file.status != FileStatus.TAKEN:
        raise Refusal(
            "row-settled",
            zh="此行已处理，或其文件已被更正文件取代。",
            en="This row is settled, or a corrected file took the place of its file.",
            remedy_zh="请刷新列表。", remedy_en="Reload the list.",
        )  # fmt: skip


def _still_wrong(row: QuarantinedRow, code: str) -> Refusal:
    why = next(r for r in FAULTS.values() if r.code == code)
    return Refusal(
        code, zh=why.says.zh, en=why.says.en, remedy_zh=why.remedy.zh, remedy_en=why.remedy.en,
        where=f"{row.file.name}:{row.line}", status=422,
    )  # fmt: skip
