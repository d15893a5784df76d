"""Fixtures of the book's tests: an empty book, and a lender's folder of one day."""

from pathlib import Path

import pytest

from huilong.rooms.book.tests.lender import DAY, LOANS


@pytest.fixture
def empty_book(settings, tmp_path):
    settings.BOOK_URL = str(tmp_path / "book")
    settings.BOOK_BUCKETS = 4
    settings.INCOMING = tmp_path / "incoming"


@pytest.fixture
def day(empty_book, tmp_path) -> Path:
    """The lender's folder of one day."""
    folder = tmp_path / "feed" / DAY.isoformat()
    folder.mkdir(parents=True)
    (folder / "loans.csv").write_text(LOANS + "L1,C1,2025-01-01,20000,0.0899,12\n")
    return folder
