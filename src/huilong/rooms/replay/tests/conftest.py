"""What tests of replay stand on: a lender's past in a book of its own, and a home for working files."""

import pytest

from huilong.rooms.replay.tests.lending import lend


@pytest.fixture
def past(tmp_path, settings):
    """A small lender's book, the book of this installation."""
    settings.HUILONG_HOME = tmp_path / "home"
    book = lend(tmp_path / "book")
    settings.BOOK_URL, settings.BOOK_BUCKETS = book.place.url, book.buckets
    return book
