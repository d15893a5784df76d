"""A book replayed for the benchmark: walked and decided by the house's own functions."""

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from huilong.kernel.days import day_date, day_number

DRAFT: dict[str, Any] = {
    "name": "benchmark", "hit": "first",
    "columns": [
        {"name": "past_due_days", "type": "int"}, {"name": "overdue_fen", "type": "fen"},
        {"name": "paid_days_ago", "type": "int"},
    ],
    "outcomes": [
        {"name": "channel", "type": "text"}, {"name": "tone", "type": "text"}, {"name": "every_days", "type": "int"},
    ],
    "rules": [
        {"when": {"past_due_days": ">= 60"}, "then": {"channel": "visit", "every_days": "30"}},
        {"when": {"past_due_days": ">= 15", "paid_days_ago": ">= 20"},
         "then": {"channel": "call", "tone": "firm", "every_days": "1"}},
        {"when": {"past_due_days": ">= 4"}, "then": {"channel": "call", "every_days": "3"}},
        {"when": {"past_due_days": ">= 1"}, "then": {"channel": "sms", "every_days": "2"}},
    ],
}  # fmt: skip


def _ready(made: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(made), 64


def import_feed(made: Path, feed: Path) -> None:
    """Take a feed into a book by the book's own intake, a commit a delivery, without the database."""
    _ready(made)
    from huilong.rooms.book.intake.fields import TABLES
    from huilong.rooms.book.intake.folder import bare_stem, deliveries
    from huilong.rooms.book.intake.limits import STANDARD
    from huilong.rooms.book.intake.profile import load_profile
    from huilong.rooms.book.intake.source import take_hold
    from huilong.rooms.book.intake.take import read_file
    from huilong.rooms.book.store import Book, Source

    book, profile = Book.open(str(made), 64), load_profile("feed")
    for delivery in deliveries(feed, profile):
        with book.writing() as commit:
            for item in delivery.items:
                kind, on = profile.kind_of(bare_stem(item)), delivery.known_on
                if kind is None or on is None or kind.table.name not in TABLES or profile.leaves(bare_stem(item)):
                    continue
                held = take_hold(item.path, limits=STANDARD)
                sent = Source(item.path.name, held.sha256, day_number(on), item.slot)
                read_file(held, kind, profile, on, partial(commit.add, source=sent))


class Replayed:
    """One replay without a database: both passes, the law being three calls in seven days."""

    def __init__(self, made: Path, folder: Path, first: date, last: date, minutes: int) -> None:
        _ready(made)
        from huilong.rooms.book import queries as book
        from huilong.rooms.replay.actions.walking import WalkBucket
        from huilong.rooms.replay.rules.drafting import draft_of

        self.folder, self.first, self.last, self.minutes = folder, first, last, minutes
        self.book = book.book()
        self.draft = draft_of(DRAFT)
        self.task = WalkBucket(folder, first, last, "benchmark", self.book.snapshot)
        self.rows = self.bytes = 0

    def warm(self) -> None:
        """Compile the law, or find it compiled: two buckets, into a directory that goes away."""
        from dataclasses import replace
        from tempfile import TemporaryDirectory

        with TemporaryDirectory() as elsewhere:
            for bucket in (0, 1):
                replace(self.task, folder=Path(elsewhere))(bucket)

    def walk(self) -> None:
        """The first pass."""
        from huilong.engine.run import run

        for _ in run(self.task, range(self.book.buckets)):
            pass
        self.bytes = sum(one.stat().st_size for one in self.folder.glob("nights-*.parquet"))

    def decide(self) -> tuple[int, int]:
        """The second pass: treated and struck out in all."""
        from huilong.rooms.replay.actions.deciding import nights_of
        from huilong.rooms.replay.actions.walking import months, read_month
        from huilong.rooms.replay.rules.calendar import means_of
        from huilong.rooms.replay.rules.nights import Acts, by_borrower, one_night

        acts, means = Acts(), means_of({"minutes": self.minutes}, "CN")
        treated = struck = 0
        for place, (first, last) in enumerate(months(self.first, self.last)):
            rows = read_month(self.folder, self.book.buckets, place)
            self.rows += rows.num_rows
            for on, columns in nights_of(rows, day_number(first), day_number(last)):
                borrower, features = by_borrower(columns)
                for name in ("hold", "dispute", "hardship"):
                    features[name] = np.zeros(len(borrower), bool)
                result, _, _ = one_night(on, borrower, features, self.draft, acts, means(day_date(on)), _three_in_seven)
                treated += result.treated
                struck += sum(one.count for one in result.struck)
        return treated, struck


def _three_in_seven(channel: str, on: int, counted: Any) -> Any:
    return np.where(counted.calls_7_days >= 3, 0, -1).astype(np.int32), ("T-3-IN-7",)
