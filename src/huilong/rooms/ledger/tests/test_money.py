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
from huilong.rooms.ledger.night import post_lender_receipts, write_off
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


def lender_tells(**columns):
    """A file of the lender's, told by the day of it."""
    tables = {name: pa.table(rows) for name, rows in columns.items()}
    book.book().append(tables, Source(f"{len(tables)}-{columns}"[:60] + ".csv", str(columns), day_number(ON)))


def receipts(*rows):
    days = [day_number(one[2]) for one in rows]
    lender_tells(receipts={
        "loan_id": [one[0] for one in rows], "receipt_id": [one[1] for one in rows],
        "on": pa.array(days, pa.int32()), "amount": [one[3] for one in rows], "channel": ["bank"] * len(rows),
    })  # fmt: skip


def night(on=ON):
    loans = dict.fromkeys(("MEI", "WU"), date(2026, 6, 1))
    at = datetime(on.year, on.month, on.day, 16, tzinfo=UTC)
    return post_lender_receipts(loans, on, at) | write_off(loans, on, at)


def test_a_write_off_is_the_loss_of_what_the_loan_still_took_and_what_comes_after_is_a_recovery():
    receipts(("WU", "R1", date(2026, 6, 24), 4_000), ("WU", "R2", date(2026, 6, 25), 3_000))
    assert night() == {"lender_receipts": 2, "lender_taken_back": 0, "written_off": 1, "write_offs_taken_back": 0}

    assert balances("1002", "1122", "5403", "5051") == [7_000, -OWED, OWED - 4_000, -3_000]
    assert queries.balance("5403", date(2026, 6, 24)) == 0 and queries.balance("1122", ON, loan="MEI") == 0
    assert night() == dict.fromkeys(("lender_receipts", "lender_taken_back", "written_off", "write_offs_taken_back"), 0)


def test_a_receipt_of_before_that_is_heard_of_later_makes_the_loss_smaller():
    night()
    receipts(("WU", "R1", date(2026, 6, 23), 10_000))
    told = night(ON + timedelta(days=1))

    assert (told["written_off"], told["write_offs_taken_back"]) == (1, 1)
    assert balances("1122", "5403", "5051") == [-OWED, OWED - 10_000, 0]


def test_a_receipt_that_came_before_the_write_off_was_told_becomes_a_recovery():
    day = day_number(date(2026, 6, 20))
    lender_tells(loans={"loan_id": ["MEI"], "write_off_on": pa.array([None], pa.int32())},
                 receipts={"loan_id": ["MEI"], "receipt_id": ["R1"], "on": pa.array([day_number(date(2026, 6, 26))],
                           pa.int32()), "amount": [2_000], "channel": ["bank"]})  # fmt: skip
    night()
    assert balances("5051") == [0] and queries.balance("1122", ON, loan="MEI") == -2_000

    lender_tells(loans={"loan_id": ["MEI"], "write_off_on": pa.array([day], pa.int32())})
    later = ON + timedelta(days=1)
    assert night(later)["lender_taken_back"] == 1
    assert balances("5051") == [-2_000] and queries.balance("1122", later, loan="MEI") == -OWED
    assert night(later)["lender_receipts"] == 0


def test_a_write_off_that_the_lender_moves_or_takes_back_follows_the_lender():
    night()
    moved = pa.array([day_number(date(2026, 6, 28))], pa.int32())
    lender_tells(loans={"loan_id": ["WU"], "write_off_on": moved})
    assert night(ON + timedelta(days=1))["write_offs_taken_back"] == 1
    grown = OWED + 2 * 55  # two more days of penalty
    assert [queries.balance("5403", date(2026, 6, day)) for day in (27, 28)] == [OWED, OWED + grown]
    assert balances("5403") == [grown], "the one taken back counts until the day it was taken back"

    lender_tells(loans={"loan_id": ["WU"], "write_off_on": pa.array([None], pa.int32())})
    assert night(ON + timedelta(days=2))["written_off"] == 0
    assert balances("5403", "1122") == [0, 0]
