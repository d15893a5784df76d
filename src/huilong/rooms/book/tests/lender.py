"""A lender that sends files (测试用出借机构): fixtures and verbs shared by the tests of intake."""

from datetime import date
from pathlib import Path

from django.conf import settings as django_settings

from huilong.kernel.days import FOREVER
from huilong.rooms.book import actions
from huilong.rooms.book.store import Book

DAY = date(2026, 1, 5)
LATER = date(2026, 1, 8)
LOANS = "loan_id,borrower,disbursed_on,principal,annual_rate,term_months\n"
RECEIPTS = "loan_id,receipt_id,on,amount,channel\n"
GOOD = "L1,R1,2026-01-02,100.00,bank\n"


def take(folder: Path, on: date = DAY, **more):
    return actions.import_directory(folder.parent, "feed", on, **more)


def held(table: str, known_by: int = FOREVER) -> list[dict]:
    book = Book.open(str(django_settings.BOOK_URL), 4)
    return [row for bucket in range(4) for row in book.table(table, bucket, known_by).to_pylist()]


def file_of(report, name: str):
    return next(f for f in report.files if f.name == name)


def receipts(folder: Path, text: str | bytes, name: str = "receipts.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
