"""The laws of bidding (出价规则), held against a naive auctioneer who reckons anew from all bids."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.rules.bid_chain import broken, genesis, hashed, moment
from huilong.rooms.auctions.rules.bidding import close, closes_from, end_after, least, phase, refused
from huilong.rooms.auctions.rules.terms_told import refuse_unless_sound, terms_of, told
from huilong.rooms.auctions.terms import (
    SETTLE,
    AuctionForm,
    AuctionOutcome,
    AuctionPhase,
    AuctionState,
    AuctionTerms,
    BidRefusal,
    Floor,
    Link,
    Offered,
)

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
TERMS = AuctionTerms(NINE, NINE + timedelta(hours=1), 1_000, 50, 1_500, last_minutes=5, extend_minutes=5)


class Auctioneer(RuleBasedStateMachine):
    """Bids of three bidders at moments that only go on, by the laws; and by a list of all that was said."""

    def __init__(self) -> None:
        super().__init__()
        self.floor, self.now = Floor(TERMS), NINE - timedelta(minutes=2)
        self.taken: list[tuple[datetime, int, int]] = []
        self.links: list[Link] = []
        self.first = genesis(1, "car", told(TERMS))

    def naive_end(self) -> datetime:
        """The end, from all bids taken."""
        end = TERMS.closes_at
        for at, _number, _fen in self.taken:
            if (end - at).total_seconds() <= 300 and at + timedelta(seconds=300) > end:
                end = at + timedelta(seconds=300)
        return end

    def naive_says(self, number: int, fen: int, arrived: datetime, at: datetime) -> bool:
        """Whether a bid is good, from all bids taken."""
        prices = [one[2] for one in self.taken]
        whose = [one[1] for one in self.taken]
        in_time = NINE <= arrived < self.naive_end() and at < self.naive_end() + SETTLE
        ladder = range(1_000, 100_000, 50)
        return in_time and fen in ladder and fen > max(prices, default=0) and (not whose or whose[-1] != number)

    @rule(seconds=st.one_of(st.floats(0, 4), st.integers(0, 1_200)))
    def time_goes_on(self, seconds):
        self.now += timedelta(seconds=round(seconds, 3))

    @rule(number=st.integers(1, 3), steps=st.integers(-2, 3), off=st.sampled_from([0, 0, 0, 7]),
          waited=st.floats(0, 4))  # fmt: skip
    def bids(self, number, steps, off, waited):
        fen = max(1, least(self.floor) + steps * 50 + off)
        at = self.now + timedelta(seconds=round(waited, 3))
        why = refused(self.floor, number, fen, self.now, at, paid=True)
        assert (why is None) is self.naive_says(number, fen, self.now, at), why
        if why is None:
            ends, count = end_after(self.floor, at), len(self.taken) + 1
            self.floor = Floor(TERMS, AuctionState.LIVE, ends, fen, number, count, at)
            self.taken.append((at, number, fen))
            before = self.links[-1].hash if self.links else self.first
            self.links.append(hashed(Link(
                1, len(self.taken), number, moment(at), fen, "", moment(self.floor.end), before,
            )))  # fmt: skip
            self.now = at

    @invariant()
    def the_end_is_the_naive_one_and_never_sooner(self):
        assert self.floor.end == self.naive_end() >= TERMS.closes_at

    @invariant()
    def prices_rise_and_the_last_wins(self):
        prices = [fen for _at, _number, fen in self.taken]
        assert prices == sorted(set(prices))
        result = close([Offered(n, who, fen) for n, (_at, who, fen) in enumerate(self.taken, 1)], TERMS)
        if not prices:
            assert result.outcome is AuctionOutcome.NO_BID
        elif prices[-1] < 1_500:
            assert result.outcome is AuctionOutcome.BELOW_RESERVE and result.winner is None
        else:
            assert result.winner == Offered(len(prices), self.taken[-1][1], prices[-1])
            assert result.second is None or result.second.number != result.winner.number

    @invariant()
    def the_chain_is_whole(self):
        assert broken(self.first, self.links) == ""


TestAuctioneer = Auctioneer.TestCase
TestAuctioneer.settings = settings(max_examples=60, stateful_step_count=30)


def test_each_reason_is_given_by_its_name():
    inside, ends = NINE + timedelta(minutes=1), TERMS.closes_at
    floor = Floor(TERMS, price_fen=1_200, leader=1, bids=1)

    def says(one=floor, number=2, fen=1_250, arrived=inside, at=None, **more):
        return refused(one, number, fen, arrived, at or arrived, paid=more.pop("paid", True), **more)

    assert says() is None
    assert says(arrived=NINE - timedelta(seconds=1)) is BidRefusal.NOT_YET
    assert says(arrived=ends) is BidRefusal.ENDED
    assert says(arrived=ends - timedelta(seconds=1), at=ends + timedelta(seconds=2)) is None
    assert says(arrived=ends - timedelta(seconds=1), at=ends + SETTLE) is BidRefusal.ENDED
    assert says(paid=False) is BidRefusal.NO_DEPOSIT
    assert says(number=1, fen=9_000) is BidRefusal.HIGHEST_ALREADY
    assert says(fen=1_249) is BidRefusal.TOO_LOW
    assert says(fen=1_275) is BidRefusal.OFF_STEP
    assert says(fen=None) is BidRefusal.WRONG_FORM
    assert says(Floor(TERMS, AuctionState.CANCELLED)) is BidRefusal.CANCELLED
    assert says(Floor(TERMS, AuctionState.CLOSED)) is BidRefusal.ENDED


def test_a_sealed_bid_is_made_once_and_moves_no_end():
    from dataclasses import replace

    floor = Floor(replace(TERMS, form=AuctionForm.SEALED))
    at = floor.end - timedelta(seconds=1)
    assert refused(floor, 1, None, at, at, paid=True) is None
    assert refused(floor, 1, None, at, at, paid=True, sealed_before=True) is BidRefusal.SEALED_ALREADY
    assert refused(floor, 1, 2_000, at, at, paid=True) is BidRefusal.WRONG_FORM
    assert end_after(floor, at) == floor.end
    assert closes_from(floor) == floor.end + SETTLE + timedelta(minutes=60)
    assert phase(floor, None, floor.end) is AuctionPhase.REVEALING


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(900, 3_000)), max_size=12))
def test_of_sealed_bids_the_highest_wins_and_of_equals_the_earliest(made):
    result = close([Offered(seq, number, fen) for seq, (number, fen) in enumerate(made, 1)], TERMS)
    good = [(fen, -seq, number) for seq, (number, fen) in enumerate(made, 1) if fen >= 1_000]
    if not good or max(good)[0] < 1_500:
        assert result.winner is None and result.second is None
        return
    assert result.winner is not None
    assert (result.winner.fen, -result.winner.seq) == max(good)[:2]
    rest = [one for one in good if one[2] != result.winner.number and one[0] >= 1_500]
    assert (result.second is None) is not rest
    assert result.second is None or (result.second.fen, -result.second.seq) == max(rest)[:2]


@pytest.mark.parametrize(("field", "value"), [
    ("closes_at", NINE), ("step_fen", 0), ("start_fen", -1), ("reserve_fen", -1), ("last_minutes", 61), ("pay_days", 0),
])  # fmt: skip
def test_terms_that_make_no_auction_are_refused_by_their_field(field, value):
    from dataclasses import replace

    with pytest.raises(Refusal) as no:
        refuse_unless_sound(replace(TERMS, **{field: value}), NINE)
    assert no.value.where == field


def test_terms_are_read_as_they_were_told_but_for_the_seller_s_own():
    kept = told(TERMS)
    assert "reserve_fen" not in kept and "barred" not in str(kept)
    assert told(terms_of(kept)) == kept
