"""What the lender's rows say of the desk's receipts: matched, different, missing, perhaps twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.ledger.rules.reconcile import Found, compare
from huilong.rooms.ledger.terms import DifferenceKind

ON, NEXT = date(2026, 6, 1), date(2026, 6, 2)


@pytest.mark.parametrize(
    ("sent", "waited_days", "kind", "matched"),
    [
        ([("R1", ON, 500)], 0, None, True),
        ([("R1", ON, 400)], 0, DifferenceKind.AMOUNT, False),
        ([("R1", NEXT, 500)], 0, DifferenceKind.DAY, False),
        ([("R1", NEXT, 400)], 0, DifferenceKind.AMOUNT, False),
        ([("R2", ON, 500)], 2, None, False),
        ([("R2", ON, 500)], 3, DifferenceKind.MISSING, False),
    ],
)
def test_the_row_of_its_id_decides_on_a_receipt_with_a_reference(sent, waited_days, kind, matched):
    found = compare([(1, "R1", ON, 500, waited_days)], sent, {"R1"}, 3)[1]

    assert (found.kind, found.matched) == (kind, matched)


@pytest.mark.parametrize(
    ("sent", "claimed", "kind"),
    [
        (("R9", ON, 500), set(), DifferenceKind.DOUBLE),
        (("R9", NEXT, 500), set(), None),
        (("R9", ON, 501), set(), None),
        (("R9", ON, 500), {"R9"}, None),
    ],
)
def test_the_same_loan_day_and_amount_under_a_free_id_may_be_the_same_money(sent, claimed, kind):
    assert compare([(1, "", ON, 500, 0)], [sent], claimed, 3)[1].kind is kind


RECEIPTS = st.lists(
    st.tuples(st.sampled_from(["", "R1", "R2"]), st.sampled_from([ON, NEXT]), st.integers(1, 3)), max_size=5
)
ROWS = st.lists(
    st.tuples(st.sampled_from(["R1", "R2", "R3", "R4"]), st.sampled_from([ON, NEXT]), st.integers(1, 3)),
    unique_by=lambda row: row[0], max_size=4,
)


@given(RECEIPTS, ROWS)
def test_each_row_of_the_lender_is_suspected_of_one_receipt_at_most(receipts, rows):
    posted = [(key, *one, 0) for key, one in enumerate(receipts)]
    found = compare(posted, rows, {"R1", "R2"}, 3)
    suspected = [one.lender_id for one in found.values() if one.kind is DifferenceKind.DOUBLE]

    assert len(suspected) == len(set(suspected)) and not {"R1", "R2"} & set(suspected)
    assert set(found) == {one[0] for one in posted}


@given(RECEIPTS, ROWS, st.randoms())
def test_the_order_in_which_they_are_read_changes_nothing(receipts, rows, chance):
    posted = [(key, *one, 0) for key, one in enumerate(receipts)]
    mixed, other = list(posted), list(rows)
    chance.shuffle(mixed)
    chance.shuffle(other)

    assert compare(mixed, other, set(), 3) == compare(posted, rows, set(), 3)


def test_nothing_sent_says_nothing_of_a_receipt_without_reference():
    assert compare([(1, "", ON, 500, 99)], [], set(), 3) == {1: Found()}
