"""Taking a day's files (收一日来件): all of them in one commit of the book, without the ones at fault.

A file at fault found while its rows already flow spoils the commit in the making: it is dropped and made again without
that file. A crash after the commit and before its record leaves the book ahead of the desk; the next import sees the
file's fingerprint standing in its slot, reads it again for the record, and adds nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

import numpy as np
import pyarrow as pa

from huilong.kernel.days import day_date, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.intake.control import Sent, Total, check_totals, read_control
from huilong.rooms.book.intake.fields import TABLES
from huilong.rooms.book.intake.folder import Delivery, Item, bare_stem
from huilong.rooms.book.intake.limits import STANDARD, Limits
from huilong.rooms.book.intake.profile import FileKind, Profile
from huilong.rooms.book.intake.reasons import file_refusal
from huilong.rooms.book.intake.records import Outcome, refused, taken_files
from huilong.rooms.book.intake.seen import KnownLoans
from huilong.rooms.book.intake.source import Source, take_hold
from huilong.rooms.book.intake.take import Reading, plan_of, read_file
from huilong.rooms.book.models import ImportFile
from huilong.rooms.book.store import Book
from huilong.rooms.book.store import Source as BookSource
from huilong.rooms.book.store.book import Commit
from huilong.rooms.book.terms import FileStatus, ImportedFile

Progress = Callable[[str, int], None]
"""Told while a file is read: its name and the rows so far."""


class _Spoilt(Exception):
    """A file was found at fault after some of its rows were added to the commit in the making."""


@dataclass
class Candidate:
    """A file that may be taken: what it is, whether it corrects another, whether the book has it already."""

    item: Item
    source: Source
    kind: FileKind
    known_on: date
    corrected: bool = False
    in_book: bool = False
    reading: Reading | None = None
    why: Refusal | None = None
    seconds: float = 0.0


@dataclass
class Taking:
    """One day's delivery while it is taken; `outcomes` is what to record."""

    book: Book
    profile: Profile
    on: date
    known: Callable[[], KnownLoans]
    limits: Limits = STANDARD
    progress: Progress | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    standing: dict[str, ImportFile] = field(default_factory=dict)

    def take(self, delivery: Delivery) -> list[Outcome]:
        """Take what can be taken of a delivery into the book; returns what became of each file."""
        self.standing = taken_files(i.slot for i in delivery.items)
        for item in delivery.items:
            self._consider(item)
        totals: Mapping[str, Total] = {}
        if delivery.control is not None and self.candidates:
            try:
                totals = read_control(delivery.control)
            except Refusal as why:
                for candidate in self.candidates:
                    candidate.why = candidate.why or why
        while True:
            try:
                self._commit(totals)
                break
            except _Spoilt:
                continue
        self.outcomes += [self._outcome(c) for c in self.candidates]
        return self.outcomes

    def _consider(self, item: Item) -> None:
        """Look at one file: leave it, find it unchanged, refuse it by its header, or make it a candidate."""
        stem = bare_stem(item)
        blank = ImportedFile(item.path.name, item.slot, "", FileStatus.LEFT, item.known_on)
        if self.profile.leaves(stem):
            self.outcomes.append(Outcome(replace(blank, table="people"), "", str(item.path.absolute())))
            return
        sha256, kind = "", self.profile.kind_of(stem)
        try:
            source = take_hold(item.path, limits=self.limits)
            sha256 = source.sha256
            if kind is None:
                raise file_refusal("unknown-file", where=item.path.name)
            known_on = item.known_on or (self.on if kind.table.name not in TABLES else None)
            if known_on is None:
                raise file_refusal("no-file-date", where=item.path.name)
            before = self.standing.get(item.slot)
            if before is not None and before.sha256 == sha256:
                self.outcomes.append(Outcome(_unchanged(item, before), sha256, ""))
                return
            plan_of(source, kind, self.profile, self.limits)
        except Refusal as why:
            report = refused(replace(blank, table=kind.table.name if kind else ""), why)
            self.outcomes.append(Outcome(report, sha256, str(item.path.absolute())))
            return
        held = [s for s in self.book.manifest.sources if s.slot == item.slot]
        in_book = bool(held) and held[-1].sha256 == sha256
        corrected = len(held) > in_book or before is not None
        day = max(self.on, known_on) if corrected else known_on
        self.candidates.append(Candidate(item, source, kind, day, corrected, in_book))

    def _commit(self, totals: Mapping[str, Total]) -> None:
        """One try at the commit: read every candidate not refused, then compare with the control file."""
        fresh = [c for c in self.candidates if c.why is None]
        if not fresh:
            return
        with self.book.writing() as commit:
            for candidate in fresh:
                self._read(candidate, commit)
            troubles = check_totals(totals, self._sent(), {k.table.name for k in self.profile.files})
            spoilt = [c for c in fresh if c.kind.table.name in troubles]
            for candidate in spoilt:
                candidate.why = troubles[candidate.kind.table.name]
            if spoilt:
                raise _Spoilt

    def _read(self, candidate: Candidate, commit: Commit) -> None:
        started = perf_counter()

        def sink(tables: Mapping[str, pa.Table]) -> None:
            if not candidate.in_book:
                commit.add(tables, self._source(candidate, tables))

        def told(rows: int) -> None:
            if self.progress is not None:
                self.progress(candidate.item.path.name, rows)

        try:
            candidate.reading = read_file(
                candidate.source, candidate.kind, self.profile, candidate.known_on, sink,
                corrected=candidate.corrected, known=self._loans(candidate), limits=self.limits, progress=told,
            )  # fmt: skip
            if not candidate.in_book:
                self._claim_slots(candidate, commit)
        except Refusal as why:
            candidate.why, candidate.reading = why, None
            raise _Spoilt from why
        candidate.seconds = perf_counter() - started

    def _claim_slots(self, candidate: Candidate, commit: Commit) -> None:
        """A file without good rows still takes its slot, and a corrected one also those of rows submitted again."""
        source = self._source(candidate, {})
        if candidate.reading is not None and not candidate.reading.taken:
            commit.add({}, source)
        rows = {s.slot for s in self.book.manifest.sources if s.slot.startswith(f"{candidate.item.slot}#")}
        for slot in sorted(rows):
            commit.add({}, replace(source, slot=slot, sha256=f"{source.sha256}{slot[slot.rindex('#') :]}"))

    def _loans(self, candidate: Candidate) -> KnownLoans | None:
        return self.known() if candidate.kind.table.name in ("loans", "tape") else None

    def _source(self, candidate: Candidate, tables: Mapping[str, pa.Table]) -> BookSource:
        day = day_number(candidate.known_on)
        if candidate.kind.table.name not in TABLES and not candidate.corrected and tables:
            day = max(int(np.max(t.column("known_on").to_numpy())) for t in tables.values())
        return BookSource(candidate.source.name, candidate.source.sha256, day, candidate.item.slot)

    def _sent(self) -> dict[str, list[Sent]]:
        """What the day's files hold by table: those read now, and those taken before and unchanged."""
        sent: dict[str, list[Sent]] = {}
        for c in self.candidates:
            if c.reading is not None and c.why is None:
                r = c.reading
                sent.setdefault(c.kind.table.name, []).append(Sent(r.rows, r.amount_fen, r.good_fen, r.unreadable))
        for outcome in self.outcomes:
            f = outcome.report
            if f.status is FileStatus.UNCHANGED:
                sent.setdefault(f.table, []).append(Sent(f.rows, f.amount_fen, f.amount_fen, f.quarantined))
        return sent

    def _outcome(self, c: Candidate) -> Outcome:
        report = ImportedFile(c.item.path.name, c.item.slot, c.kind.table.name, FileStatus.TAKEN, c.known_on)
        where = str(c.item.path.absolute())
        if c.why is not None or c.reading is None:
            return Outcome(refused(report, c.why or file_refusal("unreadable")), c.source.sha256, where)
        r = c.reading
        if c.kind.table.name not in TABLES and r.known:
            report = replace(report, known_on=day_date(r.known[1]))
        report = replace(
            report, rows=r.rows, taken_rows=r.taken, quarantined=len({b.line for b in r.bad}), amount_fen=r.amount_fen
        )
        return Outcome(report, c.source.sha256, where, round(c.seconds, 3), tuple(r.bad))


def _unchanged(item: Item, before: ImportFile) -> ImportedFile:
    return ImportedFile(
        item.path.name, item.slot, before.table, FileStatus.UNCHANGED, before.known_on, before.rows, before.taken_rows,
        before.quarantined, before.amount_fen, id=before.pk,
    )  # fmt: skip
