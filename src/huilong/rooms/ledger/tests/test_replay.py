"""The ledger as a whole: any order and any batching give the same bits; a check finds what was meddled with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger import queries
from huilong.rooms.ledger.actions import post_entries, post_entry, reverse_entry
from huilong.rooms.ledger.models import Entry, Posting
from huilong.rooms.ledger.terms import FindingKind, Line, NewEntry

from .test_laws import entries

AT = datetime(2026, 6, 30, 9, tzinfo=UTC)
END = date(2026, 12, 31)
MANY = st.lists(entries(), min_size=1, max_size=6).map(
    lambda told: [NewEntry(one.kind, one.on, one.lines, f"K{n}") for n, one in enumerate(told)]
)


def stands() -> tuple:
    """All the ledger says: its fingerprint, each account's closing on some days, the trust gap."""
    days = [date(2026, 6, 3), date(2026, 6, 7), END]
    return queries.fingerprint(), [
        [(one.account.code, one.debit_fen, one.credit_fen, one.closing_fen) for one in queries.trial_balance(day)]
        for day in days
    ]


class Undone(Exception):
    """What was posted to look at is undone."""


def replayed(told, way) -> tuple:
    """How the ledger stands after posting these one way; undone."""
    try:
        with transaction.atomic():
            way(told)
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate")
            found = stands()
            assert queries.check() == []
            raise Undone
    except Undone:
        return found


def one_by_one(told):
    for one in told:
        post_entry(one.kind, one.on, one.lines, one.key, one.memo, AT)


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(MANY, st.randoms())
def test_any_order_and_any_batching_leave_the_same_bits(told, chance):
    mixed = list(told)
    chance.shuffle(mixed)
    first = replayed(told, one_by_one)

    assert replayed(mixed, lambda some: post_entries(some, AT + timedelta(days=1))) == first
    assert replayed(told, lambda some: (one_by_one(some), one_by_one(mixed), post_entries(mixed, AT))) == first


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(MANY)
def test_nothing_is_made_or_lost_and_taken_back_nothing_is_left(told):
    def back_and_forth(some):
        for key, number in post_entries(some, AT).items():
            reverse_entry(number, END, "undone", f"back:{key}", AT)

    _said, days = replayed(told, back_and_forth)
    for rows in days:
        assert sum(one[3] for one in rows) == 0
        assert sum(one[1] for one in rows) == sum(one[2] for one in rows)
    assert {one[3] for one in days[-1]} == {0}


@pytest.mark.django_db(transaction=True)
def test_a_check_finds_an_entry_that_somebody_meddled_with():
    cost = (Line("5402", 60_000, "L1"), Line("2202", -60_000, "L1"))
    post_entry("recovery_cost", date(2026, 6, 1), cost, "K1", "", AT)
    assert queries.check() == []
    with connection.cursor() as cursor:  # as somebody could who owns the database
        for sql in ("alter table ledger_posting disable trigger user", "update ledger_posting set loan = 'L2'",
                    "update ledger_posting set fen = fen + 1 where no = 1",
                    "alter table ledger_posting enable trigger user"):  # fmt: skip
            cursor.execute(sql)

    found = queries.check()
    assert [(one.kind, one.where, one.fen) for one in found] == [
        (FindingKind.UNBALANCED, "house", 1), (FindingKind.CHANGED, "K1", 0)
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_batch_of_which_one_is_refused_leaves_nothing():
    good = NewEntry("manual", date(2026, 6, 1), (Line("1002", 5), Line("1122", -5)), "G")
    short = NewEntry("manual", date(2026, 6, 1), (Line("2203", 5, party="b"), Line("1012", -5)), "S")
    with pytest.raises(Refusal, match="trust-short"):
        post_entries([good, short], AT)

    assert not Entry.objects.exists() and not Posting.objects.exists()
