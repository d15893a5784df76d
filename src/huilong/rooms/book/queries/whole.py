"""Reads of the whole book (全账查询), a bucket at a time: positions of a day, nights passed, what is told of loans."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa

from huilong.kernel.days import day_number
from huilong.rooms.book.queries.opened import book, contract
from huilong.rooms.book.store import describe
from huilong.rooms.book.store import nights as walked
from huilong.rooms.book.store import positions as stored
from huilong.rooms.book.store.columns import Column
from huilong.rooms.book.store.nights import NightOfBucket
from huilong.rooms.book.store.positions import SetAside
from huilong.rooms.book.store.read import Snapshot


def positions(on: date, columns: list[str] | None = None) -> Iterator[pa.Table]:
    """The positions of every loan on a day, a table for each bucket; nothing if that day was not aged.

    Columns as in `store.positions.SCHEMA`: days are day numbers, amounts fen, `bucket` 0 is current.
    """
    return stored.read(book().place, on, columns)


def days_aged() -> list[date]:
    """The days that have positions, oldest first."""
    return stored.days_aged(book().place)


def set_aside(on: date) -> list[SetAside]:
    """The loans set aside when `on` was aged, with the reason (搁置)."""
    return stored.set_aside(book().place, on)


def is_aged(on: date) -> bool:
    """Whether every bucket has positions for the day (of whichever version of the book)."""
    opened = book()
    return len(stored.names(opened.place, on)) >= opened.buckets


def forget(on: date) -> bool:
    """Delete the positions of a day, which can be made again from the book; whether there were any (清理)."""
    return stored.delete(book().place, on)


def described(loans: Column, known_by: date) -> pa.Table:
    """Region, city and vehicle of each of `loans` (keys) that the book knows, see `store.describe`."""
    return describe.described(book(), loans, day_number(known_by))


def nights(bucket: int, first: date, last: date, held: Snapshot | None = None) -> Iterator[NightOfBucket]:
    """What of a bucket was past due each night, both ends included, as known that night (逐夜); see `store.nights`."""
    return walked.nights(held or book().snapshot, bucket, contract(), day_number(first), day_number(last))


def received(bucket: int, first: date, last: date, held: Snapshot | None = None) -> pa.Table:
    """Money received on the loans of a bucket in these days, by all that is known (回款): loan, on, fen."""
    return walked.received(held or book().snapshot, bucket, day_number(first), day_number(last))


def sent_of(bucket: int, first: date, last: date, held: Snapshot | None = None) -> pa.Table:
    """What the lender said of each loan of a bucket, as known on `first` or when it was first known, ascending."""
    return walked.described(held or book().snapshot, bucket, day_number(first), day_number(last))


def about_loans(columns: list[str], known_by: date) -> Iterator[pa.Table]:
    """What the lender told of its loans by a day (借据说明): `loan` and these columns, a table for each bucket."""
    opened = book()
    for bucket in range(opened.buckets):
        loans, found = opened.snapshot.loans(bucket, columns, day_number(known_by))
        yield found.arrow(columns).add_column(0, "loan", pa.array(loans, pa.int64()))
