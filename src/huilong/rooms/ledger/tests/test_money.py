"""Receipts in the accounts: the debt, suspense, what was paid too much; taken back, placed, sent back."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.book.store import Source
from huilong.rooms.ledger import actions, queries
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.ledger.terms import ReverseReason

pytestmark = pytest.mark.django_db(transaction=True)
ON, AT = date(2026, 6, 30), datetime(2026, 6, 30, 9, tzinfo=UTC)
LATER = AT + timedelta(days=2)
OWED = 110_000
"""What MEI owes in all: one instalment of principal and interest."""


@pytest.fixture(autouse=True)
def a_book(settings, tmp_path):
    """Two loans: MEI owes, WU owes and was written off."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    day = day_number(date(2026, 6, 25))
    loans = {"loan_id": ["MEI", "WU"], "write_off_on": pa.array([None, day], pa.int32())}
    dues = {
        "loan_id": ["MEI", "WU"], "version": pa.array([0, 0], pa.int16()), "no": pa.array([1, 1], pa.int32()),
        "due_on": pa.array([day, day], pa.int32()), "principal": [100_000, 100_000], "interest": [10_000, 10_000],
        "fee": [0, 0], "down_payment": [False, False],
    }  # fmt: skip
    book.book().append({"loans": pa.table(loans), "instalments": pa.table(dues)}, Source("l.csv", "l", day))


def posted(fen, loan="MEI", on=ON, at=AT, **more):
    return actions.post_receipt(loan_id=loan, on=on, amount_fen=fen, actor="user:1", today=at.date(), at=at, **more)


def balances(*codes, on=date(2026, 12, 31)):
    return [queries.balance(code, on) for code in codes]


def test_a_receipt_pays_the_debt_and_taken_back_pays_it_no_more():
    key = posted(5_000)
    assert balances("1002", "1122", "2241") == [5_000, -5_000, 0]
    assert queries.balance("1122", ON, loan="MEI") == -5_000

    actions.reverse_receipt(key, ReverseReason.MISTYPED, at=LATER)
    assert balances("1002", "1122") == [0, 0] and balances("1002", on=ON) == [5_000]


def test_what_is_paid_too_much_is_owed_back_and_goes_out_once():
    posted(OWED - 10_000)
    key = posted(60_000)
    back = -queries.balance("2243", ON, party=f"receipt:{key}")
    assert 0 < back <= 50_000 and balances("1002")[0] == OWED + 50_000

    with pytest.raises(Refusal, match="refund-amount"):
        actions.pay_refund(f"receipt:{key}", back + 1, key="R0", memo="", at=LATER)
    actions.pay_refund(f"receipt:{key}", back, key="R1", memo="BANK-OUT-1", at=LATER)
    assert balances("2243", "1002") == [0, OWED + 50_000 - back]
    with pytest.raises(Refusal, match="refund-amount"):
        actions.pay_refund(f"receipt:{key}", back, key="R2", memo="", at=LATER)


def test_money_of_a_loan_written_off_is_a_recovery():
    posted(5_000, loan="WU")

    assert balances("1122", "5051") == [0, -5_000]


def test_money_of_an_unknown_loan_waits_until_somebody_finds_its_loan():
    wrong = posted(5_000, loan="ME1", lender_reference="BANK-7")
    assert balances("1002", "2241") == [5_000, -5_000]
    with pytest.raises(Refusal, match="loan-unknown"):
        actions.apply_suspense(wrong, "NOBODY", at=LATER)

    right = actions.apply_suspense(wrong, "MEI", at=LATER)
    assert balances("1002", "2241", "1122") == [5_000, 0, -5_000]
    made = DeskReceipt.objects.get(pk=right)
    assert (made.loan_id, made.on, made.lender_reference) == ("MEI", ON, "BANK-7")
    assert DeskReceipt.objects.get(pk=wrong).reversed_why == "wrong_loan"
    with pytest.raises(Refusal, match="no-suspense"):
        actions.apply_suspense(wrong, "MEI", at=LATER)

    actions.reverse_receipt(right, ReverseReason.WRONG_LOAN, at=LATER)
    assert balances("1002", "2241", "1122") == [5_000, -5_000, 0], "it waits again"
    assert actions.return_suspense(wrong, at=LATER) == 5_000
    actions.pay_refund(f"receipt:{wrong}", 5_000, key="R1", memo="", at=LATER)
    assert balances("1002", "2241", "2243") == [0, 0, 0]


def test_a_receipt_of_a_closed_period_is_entered_on_the_first_open_day():
    actions.close_period(date(2026, 7, 31), today=date(2026, 8, 2), at=LATER + timedelta(days=31))
    posted(5_000, at=LATER + timedelta(days=31))

    assert balances("1002", on=date(2026, 7, 31)) == [0] and balances("1002", on=date(2026, 8, 1)) == [5_000]
