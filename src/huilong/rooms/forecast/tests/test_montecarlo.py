"""The book's paths: nothing is made or lost, chunks do not matter, and strange books are answered."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.rooms.forecast.queries.walked import spread, walk_paths
from huilong.rooms.forecast.rules import defaults
from huilong.rooms.forecast.rules.fit import fitted, law_of
from huilong.rooms.forecast.rules.montecarlo import BALANCE, CHARGED, GONE_PAID, LOANS, MEASURES, Standing, walk
from huilong.rooms.forecast.rules.recovery import MONTHS, no_recovery_seen
from huilong.rooms.forecast.rules.states import BUCKETS, Moves, no_moves
from huilong.rooms.forecast.rules.told import months_after, present_value
from huilong.rooms.forecast.rules.transitions import Pair, count, joined
from huilong.rooms.forecast.rules.walking import CASH_IN, NET_LOSS, chunks, desk_for, with_sums

END = date(2026, 3, 31)


def book_of(loans: list[int], each: int = 1_000_000, segments: int = 1) -> Standing:
    """Loans by bucket, of 10,000 yuan each with 24 instalments to go."""
    shape = np.array([loans] * segments, np.int64)
    none = np.zeros((segments, MONTHS))
    return Standing(shape, shape * float(each), shape * each / 24.0, none.astype(np.int64), none)


def law(horizon: int = 6, moves: Moves | None = None, segments: int = 1, **told):
    ends = months_after(date(2024, 12, 31), len(moves.loans) if moves else 0)
    model = fitted(moves or no_moves(0, segments), ends, no_recovery_seen())
    return law_of(model, months_after(END, horizon), **told)


def walked(standing: Standing, horizon: int = 6, paths: int = 4, first: int = 0, seed: int = 7, **told) -> np.ndarray:
    segments = standing.loans.shape[0]
    out = np.zeros((paths, horizon, segments, MEASURES))
    walk(seed, first, law(horizon, segments=segments, **told), standing, desk_for(segments, horizon), out)
    return out


def test_no_fen_is_made_or_lost_on_any_path():
    standing = book_of([400, 60, 20, 12, 8, 5], segments=2)

    out = walked(standing)

    left = out[..., BALANCE : BALANCE + BUCKETS].sum(axis=3)
    gone = out[..., [CHARGED, GONE_PAID]].sum(axis=3).cumsum(axis=1)
    assert left + gone == pytest.approx(np.broadcast_to(standing.balance.sum(axis=1), left.shape), rel=1e-12)


def test_no_loan_appears_and_those_that_left_do_not_come_back():
    standing = book_of([400, 60, 20, 12, 8, 5])

    loans = walked(standing, horizon=12)[..., LOANS : LOANS + BUCKETS].sum(axis=3)[:, :, 0]

    assert (loans[:, 0] <= standing.loans.sum()).all()
    assert (np.diff(loans, axis=1) <= 0).all()


@settings(max_examples=20)
@given(cut=st.integers(1, 7), seed=st.integers(0, 2**62))
def test_the_same_seed_says_the_same_whatever_the_chunks(cut, seed):
    standing = book_of([40, 6, 2, 1, 1, 1])

    whole = walked(standing, paths=8, seed=seed)
    parts = [walked(standing, paths=n, first=a, seed=seed) for a, n in chunks(8, cut)]

    assert (np.concatenate(parts) == whole).all()


def test_compiled_on_all_cores_it_says_what_it_says_as_it_stands():
    standing, told = book_of([90, 10, 4, 2, 1, 1]), law()

    by_hand = walk_paths(11, told, standing, 20, as_it_stands=True)

    assert walk_paths(11, told, standing, 20) == pytest.approx(by_hand, rel=1e-6)


def test_another_seed_says_otherwise():
    standing = book_of([400, 60, 20, 12, 8, 5])

    assert (walked(standing, seed=1) != walked(standing, seed=2)).any()


def test_an_empty_book_brings_nothing():
    assert not walked(book_of([0] * BUCKETS)).any()


def test_one_loan_is_in_one_place():
    out = walked(book_of([0, 1, 0, 0, 0, 0]), paths=30)

    assert set(np.unique(out[..., LOANS : LOANS + BUCKETS])) <= {0.0, 1.0}
    assert out[..., LOANS : LOANS + BUCKETS].sum(axis=3).max() == 1.0


def test_a_bucket_never_seen_is_answered_by_the_documented_default():
    """History knows only current loans that stay; a loan in M4 is then moved by the default row."""
    pair = Pair(*(np.array([x], np.int64) for x in (0, 0, 0, 1_000_000, 960_000, 42_000, 42_000)))
    moves = joined([count(pair, 1)] * 12)
    model = fitted(moves, months_after(date(2024, 12, 31), 12), no_recovery_seen())

    assert model.chance[0, 4] == pytest.approx(defaults.TRANSITIONS[4])
    assert model.chance[0, 0, 0] > defaults.TRANSITIONS[0, 0]


def test_recoveries_of_what_was_charged_off_before_come_in_later():
    standing = book_of([0] * BUCKETS)
    standing.gone_loans[0, 0], standing.gone[0, 0] = 500, 500e6

    out = walked(standing, horizon=12)

    later = defaults.TIMING[1:].sum() * no_recovery_seen().mean
    assert out[..., 6].sum(axis=1).mean() == pytest.approx(500e6 * later, rel=0.15)
    assert not out[..., CHARGED].any()


def test_without_shock_and_doubt_the_mean_is_that_of_the_chain():
    standing = book_of([0, 5000, 0, 0, 0, 0])

    out = walked(standing, horizon=1, paths=40, shaken=False, surely=True)

    loans = out[:, 0, 0, LOANS : LOANS + BUCKETS].mean(axis=0)
    assert loans == pytest.approx(5000 * defaults.TRANSITIONS[1, :BUCKETS], abs=25)


def test_a_scenario_of_more_entries_has_more_late_loans():
    standing, more = book_of([3000, 100, 30, 10, 5, 5]), np.zeros((6, 8))
    more[:, 0] = 0.5

    usual, worse = walked(standing), walked(standing, effect=more)

    assert worse[:, -1, :, LOANS + 1].mean() > usual[:, -1, :, LOANS + 1].mean()


def test_sums_of_segments_and_measures_add_up():
    out = walked(book_of([200, 30, 10, 5, 2, 2], segments=3))

    whole = with_sums(out)

    assert whole[:, :, -1, CASH_IN] == pytest.approx(out[..., : BUCKETS + 1].sum(axis=(2, 3)), rel=1e-5)
    assert whole[..., NET_LOSS] == pytest.approx(whole[..., CHARGED] - whole[..., 6], abs=20)


def test_edges_are_in_order_around_the_middle_and_are_numpys():
    chance = np.random.default_rng(5).normal(size=(400, 3, 2)).astype(np.float32)

    mean, edges = spread(chance)

    assert mean == pytest.approx(chance.mean(axis=0), abs=1e-5)
    assert (np.diff(edges, axis=-1) >= 0).all()
    assert edges[..., 3] == pytest.approx(np.median(chance, axis=0), abs=1e-5)


def test_money_at_once_is_worth_itself_and_later_less():
    paths = np.zeros((2, 12, 2, 23), np.float32)
    paths[:, 11, :, CASH_IN] = 1000.0

    assert present_value(paths, 0) == pytest.approx(np.full((2, 2), 1000.0))
    assert present_value(paths, 100_000) == pytest.approx(np.full((2, 2), 1000.0 / 1.1))
