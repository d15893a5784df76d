"""Entries: they balance, only grow, keep to open periods; the same key is the same entry; money of others is apart."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger import queries
from huilong.rooms.ledger.actions import close_period, post_entries, post_entry, reverse_entry
from huilong.rooms.ledger.models import Entry, Posting
from huilong.rooms.ledger.rules.entry import digest, to_trust
from huilong.rooms.ledger.terms import Line, NewEntry

pytestmark = pytest.mark.django_db(transaction=True)
ON, AT = date(2026, 6, 30), datetime(2026, 6, 30, 9, tzinfo=UTC)
COST = (Line("5402", 60_000, "L1", "org:7"), Line("2202", -60_000, "L1", "org:7"))


def cost(key="K1", on=ON, lines=COST, at=AT):
    return post_entry("recovery_cost", on, lines, key, "towed", at)


def deposit(party, fen, key, on=ON):
    return post_entry("deposit", on, [Line("1012", fen), Line("2203", -fen, party=party)], key, "", AT)


def returned(party, fen, key, on=ON):
    return post_entry("deposit_returned", on, [Line("2203", fen, party=party), Line("1012", -fen)], key, "", AT)


def test_an_entry_moves_the_balances_of_its_accounts_from_its_day_on():
    cost()

    assert queries.balance("5402", ON) == 60_000 and queries.balance("2202", ON) == -60_000
    assert queries.balance("5402", ON - timedelta(days=1)) == 0
    assert queries.balance("2202", ON, party="org:7", loan="L1") == -60_000
    assert queries.balance("2202", ON, party="org:8") == 0


def test_the_same_key_and_content_is_the_same_entry_and_another_content_is_refused():
    assert cost() == cost(lines=tuple(reversed(COST)), at=AT + timedelta(hours=1))
    with pytest.raises(Refusal, match="entry-key-taken"):
        cost(on=ON - timedelta(days=1))

    assert Entry.objects.count() == 1 and Posting.objects.count() == 2


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([Line("1002", 5), Line("1122", -4)], "entry-unbalanced"), ([Line("1002", 5), Line("9999", -5)], "unknown-acc"),
        ([Line("1002", 5)], "entry-form"), ([Line("1002", 0), Line("1122", 0)], "entry-form"),
        ([Line("1002", 5), Line("2203", -5, party="p")], "trust-gap"),
        ([Line("1012", 5), Line("2203", -5)], "trust-unnamed"),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused(lines, code):
    with pytest.raises(Refusal, match=code):
        cost(lines=lines)


def test_an_entry_is_taken_back_once_by_one_of_its_own():
    first = cost()
    back = reverse_entry(first, ON + timedelta(days=3), "not towed", "K1:back", AT)

    assert queries.balance("5402", ON) == 60_000 and queries.balance("5402", ON + timedelta(days=3)) == 0
    assert queries.entry(first).reversed_by == back and queries.entry(back).reverses == first
    assert reverse_entry(first, ON + timedelta(days=3), "not towed", "K1:back", AT) == back
    with pytest.raises(Refusal, match="entry-reversed"):
        reverse_entry(first, ON, "again", "K1:again", AT)
    with pytest.raises(Refusal, match="entry-reversal"):
        reverse_entry(back, ON, "again", "K1:again", AT)


def test_many_entries_are_posted_together_or_not_at_all():
    many = [NewEntry("recovery_cost", ON, COST, f"M{n}") for n in range(5)]
    found = post_entries(many, AT)
    assert found == post_entries(many, AT) and len(set(found.values())) == 5
    assert queries.balance("5402", ON) == 300_000

    bad = [*many[:2], NewEntry("recovery_cost", ON, COST, "N1"), NewEntry("manual", ON, COST, "M3")]
    with pytest.raises(Refusal, match="entry-key-taken"):
        post_entries(bad, AT)
    assert Entry.objects.count() == 5


def test_a_closed_period_takes_no_entry_not_even_past_our_own_words():
    cost()
    with pytest.raises(Refusal, match="period-not-over"):
        close_period(ON, today=ON, at=AT)
    close_period(ON, today=ON + timedelta(days=1), at=AT)

    with pytest.raises(Refusal, match="period-closed"):
        cost("K2")
    assert cost("K2", on=ON + timedelta(days=1)) and cost()
    with pytest.raises(Refusal, match="period-order"):
        close_period(ON, today=ON + timedelta(days=9), at=AT)
    with pytest.raises(IntegrityError, match="ledger_period_closed"):
        raw(COST, on=ON)


def raw(lines, *, on=ON, said=None, key="raw", reverses=None, posted_on=None):
    """An entry written past all our own words, as another program would."""
    with transaction.atomic():
        told = digest(NewEntry("manual", on, tuple(lines), key))
        made = Entry.objects.create(kind="manual", on=on, key=key, owner="house", recorded_at=AT, by="x",
                                    digest=told, lines=said or len(lines), reverses_id=reverses)  # fmt: skip
        for no, one in enumerate(lines, 1):
            Posting.objects.create(entry=made, no=no, account=one.account, fen=one.fen, loan=one.loan, party=one.party,
                                   on=posted_on or on, recorded_at=AT, owner="house")  # fmt: skip
    return made


def test_the_database_refuses_by_itself_what_does_not_balance():
    with pytest.raises(IntegrityError, match="ledger_entry_balances"):
        raw([Line("1002", 5), Line("1122", -4)])
    with pytest.raises(IntegrityError, match="ledger_entry_balances"):
        raw(COST, said=3)
    with pytest.raises(IntegrityError, match="ledger_lines_fit"):
        raw(COST, posted_on=ON - timedelta(days=1))
    with pytest.raises(IntegrityError, match="ledger_trust_gap"):
        raw([Line("1002", 5), Line("2203", -5, party="p")])
    with pytest.raises(IntegrityError, match="ledger_trust_unnamed"):
        raw([Line("1012", 5), Line("2203", -5)])
    with pytest.raises(IntegrityError, match="ledger_of_the_chart"):
        raw([Line("1002", 5), Line("9999", -5)])
    with pytest.raises(IntegrityError, match="ledger_reverses_as_posted"):
        raw(COST, reverses=cost())
    assert Entry.objects.count() == 1


def test_entries_only_grow():
    made = raw(COST)
    for sql in (
        "update ledger_entry set memo = 'x'", "delete from ledger_posting", "update ledger_posting set fen = 1",
        "delete from ledger_entry", "update ledger_account set trust = true where code = '2202'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=r"only grow|account_stays"), connection.cursor() as cursor:
            cursor.execute(sql)
    with pytest.raises(IntegrityError, match="ledger_lines_fit"):
        Posting.objects.create(entry=made, no=3, account="1002", fen=5, on=ON, recorded_at=AT, owner="house")


def test_money_of_one_never_pays_another_and_none_before_it_came():
    deposit("bidder:1", 500, "D1")
    deposit("bidder:2", 700, "D2", on=ON + timedelta(days=5))
    with pytest.raises(Refusal, match="trust-short"):
        returned("bidder:1", 600, "R1")
    with pytest.raises(Refusal, match="trust-short"):
        returned("bidder:2", 700, "R2", on=ON)
    returned("bidder:2", 700, "R2", on=ON + timedelta(days=6))

    held = queries.balance("1012", ON + timedelta(days=9))
    assert held == 500 == -queries.balance("2203", ON + timedelta(days=9))


def test_a_surplus_leaves_the_house_s_bank_in_the_entry_that_owes_it():
    post_entry("sale", ON, [Line("1002", 900), Line("2245", -900, "L1")], "S1", "", AT)
    lines = [Line("2245", 900, "L1"), Line("1122", -600, "L1"), Line("2242", -300, "L1"), *to_trust(300)]
    post_entry("proceeds", ON, lines, "P1", "", AT)

    assert [queries.balance(code, ON) for code in ("1002", "1012", "2242", "2245")] == [600, 300, -300, 0]


def test_a_balance_is_known_as_it_was_known():
    cost(at=AT)
    cost("late", at=AT + timedelta(days=4))

    assert queries.balance("5402", ON) == 120_000
    assert queries.balance("5402", ON, known_by=ON) == 60_000
    assert queries.balance("5402", ON, known_by=AT) == 0
    assert [one.key for one in queries.entries_of(loan="L1")] == ["K1", "late"]
    assert [one.key for one in queries.entries_of("la", party="org:7")] == ["late"]
