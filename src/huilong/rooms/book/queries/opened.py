"""The book of this installation, opened (打开借据库), and its terms of ageing."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from huilong.kernel.days import day_date
from huilong.rooms.book.rules.contract import Contract, contract_of
from huilong.rooms.book.store import Book


def book() -> Book:
    """The book of this installation (settings BOOK_URL, BOOK_BUCKETS) at its newest version."""
    return _opened(str(settings.BOOK_URL), settings.BOOK_BUCKETS).refresh()


@lru_cache(maxsize=4)
def _opened(url: str, buckets: int) -> Book:
    return Book.open(url, buckets)


def contract() -> Contract:
    """The ageing terms of this installation (账龄约定), from TERMS_FILE."""
    file = Path(settings.TERMS_FILE)
    return _contract(str(file), file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _contract(file: str, _written: int) -> Contract:
    return contract_of(yaml.safe_load(Path(file).read_text(encoding="utf-8")), Path(file).name)


def latest_known_on() -> date | None:
    """The last day on which the book learned anything; None while it is empty."""
    number = book().latest_known_on
    return None if number is None else day_date(number)


def first_known_on() -> date | None:
    """The first day on which the book learned anything; None while it is empty."""
    days = [file.known[0] for file in book().manifest.files]
    return day_date(min(days)) if days else None
