"""The laws of entries, by thousands of made-up ones: nothing made or lost, order tells nothing, replay is the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.queries.chart import chart
from huilong.rooms.ledger.rules.agree import InBook, disagreements
from huilong.rooms.ledger.rules.chart import read
from huilong.rooms.ledger.rules.difference import Asked, change, counts
from huilong.rooms.ledger.rules.entry import digest, first_open, refuse_unsound, reversed_lines, to_trust, trust_gap
from huilong.rooms.ledger.rules.receipts import Owed, credit, received
from huilong.rooms.ledger.terms import Line, NewEntry

DAY, NOON = date(2026, 6, 1), datetime(2026, 6, 1, 12, tzinfo=UTC)
FEN = st.integers(1, 10_000_000)
DAYS = st.integers(0, 9).map(lambda n: DAY + timedelta(days=n))
MOMENTS = st.integers(0, 9).map(lambda n: NOON + timedelta(days=n))
ASKED = st.builds(Asked, DAYS, st.none() | MOMENTS)
OWN = sorted(code for code, one in chart().items() if not one.trust)


@st.composite
def entries(draw, key="K"):
    """A sound entry: some lines of the house's accounts, money of others moving along, and one line that balances."""
    lines = [
        Line(draw(st.sampled_from(OWN)), draw(FEN) * draw(st.sampled_from([1, -1])), draw(st.sampled_from(["", "L1"])))
        for _ in range(draw(st.integers(1, 4)))
    ]
    if held := draw(st.integers(0, 1_000)):
        lines += [Line("2203", -held, party="bidder:1"), *to_trust(held), Line("5402", held)]
    off = sum(one.fen for one in lines)
    lines += [Line("6001", -off)] if off else [Line("6001", 1), Line("5001", -1)]
    return NewEntry("manual", draw(DAYS), tuple(lines), key)


@given(entries(), st.randoms())
def test_an_entry_says_the_same_in_any_order_of_its_lines(entry, chance):
    mixed = list(entry.lines)
    chance.shuffle(mixed)

    refuse_unsound(entry, chart())
    assert digest(NewEntry(entry.kind, entry.on, tuple(mixed), entry.key, "another memo")) == digest(entry)


@given(entries(), st.integers(0, 20), st.integers(1, 500))
def test_a_line_another_fen_is_another_entry_and_does_not_balance(entry, place, by):
    lines = list(entry.lines)
    one = lines[place % len(lines)]
    lines[place % len(lines)] = Line(one.account, one.fen + by or by, one.loan, one.party)
    changed = NewEntry(entry.kind, entry.on, tuple(lines), entry.key)

    assert digest(changed) != digest(entry)
    with pytest.raises(Refusal, match="entry-unbalanced"):
        refuse_unsound(changed, chart())


@given(entries())
def test_an_entry_and_what_takes_it_back_leave_nothing(entry):
    back = reversed_lines(entry.lines)
    left = {one.account: 0 for one in entry.lines}
    for one in (*entry.lines, *back):
        left[one.account] += one.fen

    assert set(left.values()) == {0} and trust_gap(back, chart()) == 0


@given(st.lists(st.tuples(DAYS, MOMENTS, st.integers(-50, 50))), ASKED, ASKED, st.randoms())
def test_the_lines_of_a_difference_are_the_difference_whatever_was_asked(lines, first, second, chance):
    def balance(asked):
        return sum(fen for on, at, fen in lines if counts(asked, on, at))

    mixed = list(lines)
    chance.shuffle(mixed)
    changes = [change(first, second, on, at, fen) for on, at, fen in mixed]

    assert sum(changes) == balance(second) - balance(first)
    assert sum(change(second, first, *one) for one in lines) == -sum(changes)


@given(FEN, st.none() | st.builds(Owed, st.none() | st.integers(-100, 20_000_000), st.booleans()))
def test_a_receipt_goes_somewhere_to_the_fen(fen, owed):
    lines = received("L1", fen, owed, "receipt:1")
    paid = -sum(one.fen for one in credit("L1", fen, owed, "receipt:1") if one.account in ("1122", "5051"))

    assert sum(one.fen for one in lines) == 0 and all(one.fen for one in lines)
    assert paid <= fen and (owed is None or owed.fen is None or paid <= max(owed.fen, 0))


KEYS = st.tuples(st.sampled_from(["L1", "L2"]), st.sampled_from(["R1", "R2", "R3"]))


@given(st.dictionaries(KEYS, st.integers(0, 3)), st.dictionaries(KEYS, st.integers(0, 3)))
def test_what_agrees_is_not_listed_and_what_does_not_is_by_how_much(book, ledger):
    found = disagreements({key: InBook(fen, False) for key, fen in book.items()}, ledger, frozenset())

    off = sum(one.ledger_fen - one.book_fen for one in found)
    assert off == sum(ledger.values()) - sum(book.values())
    assert all(one.ledger_fen != one.book_fen and one.remedy.zh and one.remedy.en for one in found)
    assert disagreements({key: InBook(fen, False) for key, fen in ledger.items()}, ledger, frozenset()) == []


@given(DAYS, st.none() | DAYS)
def test_what_is_late_is_entered_on_the_first_open_day(on, closed):
    entered = first_open(on, closed)

    assert entered >= on and (closed is None or entered > closed)
    assert entered == on or entered == closed + timedelta(days=1)


GOOD = [
    {"code": one.code, "kind": one.kind.value, "zh": "甲", "en": "A", "trust": one.trust} for one in chart().values()
]


@pytest.mark.parametrize(
    "told",
    [
        None, {"accounts": []}, {"accounts": [*GOOD, GOOD[0]]}, {"accounts": [{**one, "trust": False} for one in GOOD]},
        {"accounts": [{**one, "kind": "income"} if one["trust"] else one for one in GOOD]},
        {"accounts": [{**one, "kind": "odd"} for one in GOOD]},
    ],
)  # fmt: skip
def test_a_chart_that_is_not_sound_is_refused(told):
    assert set(read({"accounts": GOOD}, "mine.yaml")) == set(chart())
    with pytest.raises(Refusal, match="bad-chart"):
        read(told, "mine.yaml")
