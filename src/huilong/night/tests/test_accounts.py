"""What the night posts (夜间过账): the lender's receipts, suspense that found its loan; it agrees with the book."""

from datetime import timedelta

import pyarrow as pa
import pytest

from huilong.kernel.days import day_number
from huilong.night.plan import PLAN
from huilong.night.run import run_nights
from huilong.night.tests.test_receipts import LOAN, TODAY, lender_sends, place, posted
from huilong.rooms.book import queries as book
from huilong.rooms.book.store import Source
from huilong.rooms.ledger import queries
from huilong.rooms.ledger.models import Difference, Entry
from huilong.rooms.ledger.terms import Settlement

pytestmark = pytest.mark.django_db(transaction=True)
place = place
END = TODAY + timedelta(days=30)


def standing(loan: str = LOAN) -> int:
    """What stands in the accounts as paid on a loan."""
    return -queries.balance("1122", END, loan=loan)


def disagree() -> list[tuple]:
    found = queries.book_disagreements([LOAN], TODAY, END)
    return [(one.kind.value, one.receipt, one.book_fen, one.ledger_fen) for one in found]


def test_the_lender_s_receipts_of_loans_in_collections_are_posted_once_and_follow_the_file():
    lender_sends("BANK-1", 4_000)
    lender_sends("BANK-2", 1_000)
    assert disagree() == [("not_posted", "BANK-1", 4_000, 0), ("not_posted", "BANK-2", 1_000, 0)]
    run_nights(PLAN, TODAY)
    run_nights(PLAN, TODAY, again=True)
    assert (standing(), disagree()) == (5_000, [])

    tomorrow = TODAY + timedelta(days=1)
    lender_sends("BANK-1", 4_500, known_on=tomorrow)
    back = {"loan_id": [LOAN], "receipt_id": ["BANK-2"], "on": pa.array([day_number(tomorrow)], pa.int32()),
            "amount": [0]}  # fmt: skip
    book.book().append({"reversals": pa.table(back)}, Source("r.csv", "r", day_number(tomorrow)))
    run_nights(PLAN, tomorrow)
    assert (standing(), disagree()) == (4_500, [])
    assert queries.balance("1122", END, loan=LOAN, known_by=tomorrow) == -5_000, "posted when the day was over"
    assert queries.check() == []


def test_a_desk_receipt_and_the_lender_s_row_are_one_entry_until_the_lender_is_right():
    posted(5_000, reference="BANK-1")
    lender_sends("BANK-1", 5_555)
    run_nights(PLAN, TODAY)
    assert (standing(), disagree()) == (5_000, [("amount", "BANK-1", 5_555, 5_000)])

    Difference.objects.update(settled=Settlement.LENDER_RIGHT, settled_by="user:1", settled_at="2026-07-02T00:00Z")
    run_nights(PLAN, TODAY + timedelta(days=1))
    assert (standing(), disagree()) == (5_555, [])


def test_money_in_suspense_goes_to_its_loan_when_the_file_brings_the_loan():
    posted(5_000, loan="V999")
    run_nights(PLAN, TODAY)
    assert queries.balance("2241", END) == -5_000
    day = TODAY + timedelta(days=1)
    book.book().append({"loans": pa.table({"loan_id": ["V999"]})}, Source("l.csv", "l", day_number(day)))
    run_nights(PLAN, day)

    assert queries.balance("2241", END) == 0
    assert -queries.balance("1122", END, loan="V999") - queries.balance("2243", END) == 5_000
    assert Entry.objects.filter(key__endswith=":known").count() == 1
