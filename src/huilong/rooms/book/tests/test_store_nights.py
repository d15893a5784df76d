"""A walk over nights finds of each loan what each night by itself would have found, knowing no more than that night."""

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huilong.kernel.days import day_date
from huilong.rooms.book.night import age
from huilong.rooms.book.store import positions
from huilong.rooms.book.store.nights import nights
from huilong.rooms.book.tests.test_store_ageing import DAY, TERMS, events, opened, rows

NAMES = ("past_due_days", "delinquent_days", "bucket", "last_receipt_on", "paid", "unapplied", "past_due_instalments")
KINDS = ("principal", "interest", "fee", "penalty")
AMOUNTS = [f"{part}_{kind}" for part in ("overdue", "outstanding") for kind in KINDS]
quiet = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def by_night(book, on):
    """What the night of a day finds past due, by loan."""
    age(book, day_date(on), day_date(on), TERMS)
    found = pa.concat_tables(positions.read(book.place, day_date(on))).to_pylist()
    return {
        row["loan"]: [
            row["past_due_days"], row["delinquent_days"], row["bucket"],
            -1 if row["last_receipt_on"] is None else row["last_receipt_on"], row["paid_fen"], row["unapplied_fen"],
            row["past_due_instalments"], *(row[name] for name in AMOUNTS), row["written_off"],
        ]
        for row in found
        if row["delinquent_fen"] > 0
    }  # fmt: skip


def by_walk(book, first, last):
    """What a walk finds past due, by night and loan."""
    found = {on: {} for on in range(first, last + 1)}
    for bucket in range(book.buckets):
        for night in nights(book.snapshot, bucket, TERMS, first, last):
            for k, loan in enumerate(night.loan.tolist()):
                told = [int(getattr(night.positions, name)[k]) for name in (*NAMES, *AMOUNTS)]
                found[night.on][loan] = [*told, bool(night.written_off[k])]
    return found


AHEAD = {"receipts": [("L1", "A", DAY, 1, DAY), ("L1", "A", DAY + 7, 1, DAY + 42), ("L1", "A", DAY + 2, 1, DAY + 1)]}
"""A receipt of which a day is told ahead, and another day when that one is long over."""


@quiet
@example(later=AHEAD, first=DAY, asked=[0, 41])
@given(later=events, first=st.integers(DAY, DAY + 60), asked=st.lists(st.integers(0, 100), min_size=2, max_size=4))
def test_a_walk_knows_each_night_what_that_night_knew(tmp_path_factory, later, first, asked):
    book = opened(tmp_path_factory.mktemp("b"), later)

    walked = by_walk(book, first, first + 100)

    for day in asked:
        assert walked[first + day] == by_night(book, first + day)


def test_a_receipt_told_of_late_is_not_known_before(tmp_path):
    book = opened(tmp_path, {"receipts": [("L1", "A", DAY + 45, 26_251, DAY + 60)]})
    punctual = opened(tmp_path / "other", {"receipts": [("L1", "A", DAY + 45, 26_251, DAY + 45)]})

    late, early = by_walk(book, DAY + 40, DAY + 62), by_walk(punctual, DAY + 40, DAY + 62)

    assert late[DAY + 44] == early[DAY + 44]
    assert late[DAY + 59] != early[DAY + 59]
    assert late[DAY + 60] == early[DAY + 60]


@pytest.mark.parametrize("day", [DAY + 39, DAY + 55, DAY + 56, DAY + 90])
def test_a_reversal_and_a_late_version_of_the_schedule_are_known_on_their_day(tmp_path, day):
    later = {
        "receipts": [("L1", "A", DAY + 41, 26_251, DAY + 41)],
        "reversals": [("L1", "A", DAY + 50, 0, DAY + 56)],
        "schedules": [("L2", 1, DAY + 50, DAY + 56)],
    }
    book = opened(tmp_path, later)

    assert by_walk(book, DAY + 30, DAY + 95)[day] == by_night(book, day)


def test_a_receipt_sent_again_with_another_amount_counts_from_the_day_it_was(tmp_path):
    book = opened(tmp_path, {"receipts": [("L1", "A", DAY + 41, 26_251, DAY + 41)]})
    book.append({"receipts": rows("receipts", [("L1", "A", DAY + 41, 1_000, DAY + 70)])})

    walked = by_walk(book, DAY + 42, DAY + 72)

    assert walked[DAY + 69] == by_night(book, DAY + 69) != walked[DAY + 70]
    assert walked[DAY + 70] == by_night(book, DAY + 70)
